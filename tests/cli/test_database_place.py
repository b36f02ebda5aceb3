"""Whoever changes a database is told which one it was."""

from pathlib import Path

from tests.acceptance.program import Program


def test_migrate_says_which_database_and_that_it_made_one(tmp_path: Path) -> None:
    program = Program(tmp_path, {"LANGUAGE": "en"})
    place = f"Database: {program.data / 'postroom.sqlite3'}"
    made = program.ok("migrate").out.splitlines()
    assert made == [place, "There was none here: a new, empty one was made."]
    assert program.ok("migrate").out.splitlines() == [place, "The database is up to date."]


def test_doctor_says_which_database_and_which_time_zone_are_in_force(tmp_path: Path) -> None:
    program = Program(tmp_path, {"LANGUAGE": "en", "TIMEZONE": "Asia/Tomsk"})
    told = program.run("doctor", "--json").json
    assert told["database"] == str(program.data / "postroom.sqlite3")
    assert told["timezone"] == "Asia/Tomsk"
    assert "Asia/Tomsk" in program.run("doctor").out
