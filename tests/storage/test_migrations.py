"""The database of every version becomes the database of this one, without losing a row."""

from pathlib import Path

import pytest
from tortoise import Tortoise, connections
from tortoise.context import require_context
from tortoise.migrations.api.migrate import migrate
from tortoise.migrations.autodetector import MigrationAutodetector

from storage import (
    answer_files,
    answers,
    asked,
    batches,
    checks,
    drafts,
    folders,
    incidents,
    letters,
    models,
    orm,
    questions,
    records,
    refused,
    samples,
    shown_letters,
    team,
    turns,
)
from sync_engine.work import indexing
from tests import make

MIGRATIONS = sorted(path.stem for path in (Path(orm.__file__).parent / "migrations").glob("[0-9]*.py"))
VERSIONS = Path(__file__).parent / "versions"  # rows of each older version, as its own code wrote them


async def test_models_and_migrations_agree(database: str) -> None:
    apps = require_context().apps
    assert apps is not None
    assert await MigrationAutodetector(apps, orm.config(database)["apps"]).changes() == []


async def row_counts() -> dict[str, int]:
    return {name: await getattr(models, name).all().count() for name in models.__all__}


async def fill() -> None:
    """At least one row in every table."""
    box = await make.stored_mailbox(progress_chat=5)
    turn = await turns.begin(box.id)
    assert turn
    inbox = (await folders.marks(box.id))[0]
    attachment = records.Attachment(name="счёт.pdf", type="application/pdf", size=10, part="2")
    batch = records.Batch(
        folder_id=inbox.folder_id,
        letters=(make.letter(100, attachments=(attachment,)),),
        notify=(box.owner.id,),
        announced=frozenset({records.Uid(100)}),
        tokens={"token": "chain"},
        holes=(records.Hole(uid=records.Uid(101), reason="not_given"),),
        new_to=records.Uid(102),
    )
    assert await batches.commit(turn, batch, make.NOW) == 1
    await refused.note(1001, "x@acme.test")
    await models.Invite.create(code_hash="hash", role="member", expires_at=make.NOW)
    await models.ClientMark.create(mailbox_id=box.id, person_id=box.owner.id, address="list@client.test")
    await models.Alert.create(
        mailbox_id=box.id,
        person_id=box.owner.id,
        kind="works",
        state="waiting",
        made_at=make.NOW,
        due_at=make.NOW,
    )
    await models.OneTimeLink.create(
        code_hash="hash", purpose="password", person_id=box.owner.id, expires_at=make.NOW
    )
    await models.LimitedUse.create(telegram_id=1001, kind="question", at=make.NOW)
    await models.Burst.create(
        person_id=box.owner.id,
        mailbox_id=box.id,
        bundle="b",
        first_notice=1,
        began_at=make.NOW,
        last_at=make.NOW,
    )
    await models.Mute.create(person_id=box.owner.id, mailbox_id=box.id, address="petrov@client.test")
    await indexing.catch_up()
    await asked.note(box.owner.id, "letters", "счёт")
    await answers.intend(make.answer(box.id, box.owner.id))
    draft_id = await drafts.put(
        box.owner.id, 0, "write.ready", {"text": "Цена"}, make.NOW, mailbox_id=box.id, card=5
    )
    file = records.NewAnswerFile(
        person_id=box.owner.id,
        draft_id=draft_id,
        mailbox_id=box.id,
        name="счёт.pdf",
        type="application/pdf",
        octets=b"%PDF",
        made_at=make.NOW,
    )
    await answer_files.keep(file)
    await models.Bounce.create(
        mailbox_id=box.id, message_id="<1@acme.test>", reason="recipient", reply="550", at=make.NOW
    )
    letter = await models.Letter.get(uid=100)
    await shown_letters.note(box.owner.id, 6, letter.id, make.NOW)
    await models.Answered.create(letter_id=letter.id, person_id=box.owner.id, at=make.NOW)
    await samples.put(make.NOW, freshness=2.5, kept=make.NOW)
    await checks.note(box.id, "letters", make.NOW, letters=1)
    await team.mark("acme.test", make.NOW)
    await incidents.begin("disk", "", make.NOW)
    (job,) = await incidents.untold(make.NOW)
    await incidents.shown(job, 5)
    question_id = await questions.keep(box.owner.id, "как?", "ru", None, make.NOW, most=5)
    await models.QuestionMessage.create(question_id=question_id, person_id=box.owner.id, message_id=5)
    await models.Worker.create(name="machine-1", seen_at=make.NOW)


async def table_counts(tables: list[str]) -> dict[str, int]:
    connection = connections.get("default")
    found = {}
    for table in tables:
        rows = await connection.execute_query_dict(f'SELECT count(*) AS rows FROM "{table}"')  # noqa: S608
        found[table] = int(rows[0]["rows"])
    return found


@pytest.mark.parametrize("first", MIGRATIONS[:-1])
async def test_a_filled_database_of_each_older_version_keeps_every_row(sqlite_url: str, first: str) -> None:
    config = orm.config(sqlite_url)
    await Tortoise.init(config=config)
    try:
        await migrate(config=config, target=f"storage.{first}")
        script = (VERSIONS / f"{first}.sql").read_text(encoding="utf-8")
        await connections.get("default").execute_script(script)
        found = await connections.get("default").execute_query_dict(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
            " AND name <> 'tortoise_migrations' AND name NOT LIKE 'search_words%'"
        )
        tables = [str(row["name"]) for row in found]
        before = await table_counts(tables)
        assert all(before.values()), f"a table was left empty: {before}"
    finally:
        await Tortoise.close_connections()
    async with orm.open_storage(sqlite_url, migrate=True):
        assert await table_counts(tables) == before
        stored = await letters.newest(1, limit=5)
        assert [each.letter.attachments[0].name for each in stored] == ["счёт.pdf"]


async def test_a_letter_in_hand_is_in_hand_after_the_update(sqlite_url: str) -> None:
    """It was all in the dialogue once."""
    config = orm.config(sqlite_url)
    await Tortoise.init(config=config)
    try:
        await migrate(config=config, target="storage.0012_questions")
        script = (VERSIONS / "0012_questions.sql").read_text(encoding="utf-8")
        await connections.get("default").execute_script(script)
    finally:
        await Tortoise.close_connections()
    async with orm.open_storage(sqlite_url, migrate=True):
        draft = await drafts.in_hand(1001)
        assert draft
        assert (draft.step, draft.data["text"]) == ("write.ready", "Цена 100")
        assert [each.name for each in await answer_files.of_draft(draft.id)] == ["счёт.pdf"]


async def test_every_table_of_this_version_can_be_filled(database: str) -> None:
    await fill()
    counts = await row_counts()
    assert all(counts.values()), f"a table was left empty: {counts}"


async def test_an_older_database_stops_the_start_and_migrates_on_demand(database_url: str) -> None:
    async with orm.open_storage(database_url):
        await make.stored_mailbox()
        await connections.get("default").execute_query(
            f"DELETE FROM tortoise_migrations WHERE name = '{MIGRATIONS[-1]}'"  # noqa: S608
        )
    with pytest.raises(orm.DatabaseOutdated):
        async with orm.open_storage(database_url):
            pytest.fail("an older database was opened")


async def test_sqlite_is_in_wal_mode_and_keeps_references(sqlite: str) -> None:
    connection = connections.get("default")
    assert (await connection.execute_query_dict("PRAGMA journal_mode"))[0]["journal_mode"] == "wal"
    assert (await connection.execute_query_dict("PRAGMA foreign_keys"))[0]["foreign_keys"] == 1
    assert (await connection.execute_query_dict("PRAGMA synchronous"))[0]["synchronous"] == 2  # FULL
