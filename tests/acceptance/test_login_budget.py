"""How often a mailbox is signed in to is kept within its budget, however often the program starts."""

from datetime import UTC, datetime, timedelta
from functools import partial

from tests.acceptance.conftest import Team
from tests.acceptance.program import Program
from tests.acceptance.test_processes import until, with_bot
from tests.fakes.dovecot_box import Box

BUDGET = 2
# Its check waits until the budget allows it. A visit that was made would have put it off for longer.
PUT_OFF = "SELECT count(*) FROM mailbox WHERE watched_until IS NULL AND next_check BETWEEN ? AND ?"


def test_a_program_that_is_killed_again_and_again_signs_in_no_more_than_it_may(team: Team, box: Box) -> None:
    team.add(box)
    program = with_bot(team)
    program.settings["LOGINS_PER_MINUTE"] = str(BUDGET)
    before = logins(team, box)
    for _ in range(BUDGET):
        made = logins(team, box)
        with program.running("run") as running:
            until(partial(more_logins, team, box, made))
            running.kill()
    with program.running("run"):
        until(lambda: put_off(program))
    assert logins(team, box) == before + BUDGET


def put_off(program: Program) -> bool:
    now = datetime.now(UTC)
    return bool(program.one(PUT_OFF, str(now), str(now + timedelta(seconds=60))))


def logins(team: Team, box: Box) -> int:
    """How often Dovecot let us in."""
    return team.dovecot.log().count(f"Login: user=<{box.address}>")


def more_logins(team: Team, box: Box, than: int) -> bool:
    return logins(team, box) > than
