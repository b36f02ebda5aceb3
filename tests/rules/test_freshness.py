"""How old our picture of the mailboxes is."""

from datetime import timedelta
from typing import Any

import pytest

from storage import records
from sync_engine.rules import freshness
from tests.make import NOW


def box(
    checked: float | None = 0, *, connected: float = 1000, state: str = "ok", watched: float | None = None
) -> Any:
    """A mailbox checked and connected so many seconds ago, its live watch to answer in so many."""
    server = records.Server(host="imap.acme.test", port=993, security="tls")
    return records.Mailbox(
        id=1,
        address="anna@acme.test",
        aliases=(),
        owner=records.Person(id=1, telegram_id=1, role="admin", language="ru", name=""),
        mode="personal",
        provider=None,
        login="anna@acme.test",
        imap=server,
        smtp=None,
        smtp_login="anna@acme.test",
        state=state,  # type: ignore[arg-type]  # one of ours, as the tables below name them
        reason=None,
        can_send=False,
        connected_at=NOW - timedelta(seconds=connected),
        window_from=NOW,
        imported_at=None,
        last_check=None if checked is None else NOW - timedelta(seconds=checked),
        next_check=None,
        last_letter=None,
        failures=0,
        on_server=0,
        stored=0,
        quarantined=0,
        backlog=0,
        import_total=None,
        watched_until=None if watched is None else NOW + timedelta(seconds=watched),
    )


@pytest.mark.parametrize(
    ("boxes", "expected"),
    [
        pytest.param([], (None, None, None), id="no-mailboxes"),
        pytest.param([box(7.25)], (7.2, 7.2, 7.2), id="one-mailbox-to-a-tenth"),
        pytest.param([box(None, connected=40)], (40, 40, 40), id="never-checked-counts-from-connecting"),
        pytest.param(
            [box(9), box(None, connected=40, state="importing")], (9, 40, 40), id="importing-counts"
        ),
        pytest.param(
            [box(5), *(box(9999, state=state) for state in ("paused", "auth_failed", "unreachable"))],
            (5, 5, 5),
            id="those-not-at-work-do-not-count",
        ),
        pytest.param([box(600, watched=60)], (0, 0, 0), id="watched-live"),
        pytest.param([box(600, watched=-1)], (600, 600, 600), id="its-watch-does-not-answer-any-more"),
        pytest.param([box(9999, state="paused", watched=60)], (None, None, None), id="paused-while-watched"),
        pytest.param([box(9999, state="paused")], (None, None, None), id="none-at-work"),
        pytest.param([box(age) for age in (30, 10, 20)], (20, 30, 30), id="any-order"),
        pytest.param([box(age) for age in range(1, 101)], (50, 95, 100), id="nearest-rank-of-a-hundred"),
    ],
)
def test_freshness(boxes: list[records.Mailbox], expected: tuple[float | None, ...]) -> None:
    found = freshness.of(boxes, NOW)
    assert (found.p50, found.p95, found.max) == expected
