"""/metrics: who may read it, and that its figures are what happened."""

import dataclasses
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette

from bot.sandbox import answers
from bot.web import routes
from storage import models, people
from storage.records import QuietHours
from sync_engine.meter import Histogram
from tests import make
from tests.bot.stage import ANNA, BORIS, Stage, announce, in_the_end
from tests.bot.test_push import none_waiting

HERE, AWAY = ("127.0.0.1", 40000), ("192.0.2.7", 40000)
TOKEN = "made-up-token"


async def asked(
    stage: Stage, client: tuple[str, int] = HERE, headers: Mapping[str, str] | None = None
) -> httpx.Response:
    app = Starlette(routes=routes.routes(stage.build(), stage.deps))
    transport = httpx.ASGITransport(app, client=client)
    sent = [(name.encode(), value.encode()) for name, value in (headers or {}).items()]
    async with httpx.AsyncClient(transport=transport, base_url="http://postroom") as http:
        return await http.get("/metrics", headers=sent)


def figures(answer: httpx.Response) -> dict[tuple[str, str], float]:
    """By name and labels, as `state=ok`."""
    assert answer.status_code == 200
    return {
        (sample.name.removeprefix("postroom_"), ",".join(f"{k}={v}" for k, v in sample.labels.items())): (
            sample.value
        )
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


async def test_without_a_token_only_this_machine_is_answered(stage: Stage) -> None:
    assert (await asked(stage)).status_code == 200
    assert (await asked(stage, ("::1", 1))).status_code == 200
    assert (await asked(stage, AWAY)).status_code == 403
    bearer = await asked(stage, AWAY, {"authorization": "Bearer "})
    assert (bearer.status_code, bearer.text) == (403, "")


@pytest.mark.parametrize("mark", ["x-forwarded-for", "forwarded", "via", "x-real-ip", "x-forwarded-host"])
async def test_a_proxy_on_this_machine_is_not_this_machine(stage: Stage, mark: str) -> None:
    assert (await asked(stage, headers={mark: "127.0.0.1"})).status_code == 403


@pytest.mark.parametrize("shown", ["", "Bearer", "Bearer wrong", "Bearer ключ", f"Basic {TOKEN}", TOKEN])
async def test_with_a_token_nothing_else_opens(stage: Stage, shown: str) -> None:
    stage.deps = dataclasses.replace(stage.deps, metrics_token=TOKEN)
    refused = await asked(stage, headers={"authorization": shown} if shown else {})
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"] == "Bearer"


async def test_with_the_token_one_may_come_from_anywhere(stage: Stage) -> None:
    stage.deps = dataclasses.replace(stage.deps, metrics_token=TOKEN)
    answer = await asked(stage, AWAY, {"authorization": f"Bearer {TOKEN}", "via": "1.1 proxy"})
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"


async def test_the_account_in_figures(stage: Stage) -> None:
    await make.stored_mailbox()
    found = figures(await asked(stage))
    assert found["database_up", ""] == 1
    assert found["mailboxes", "state=importing"] == 1
    assert found["mailboxes", "state=auth_failed"] == 0
    assert found["freshness_seconds", "quantile=1"] > 0
    assert found["notices_waiting", ""] == found["holes", ""] == 0
    assert found["workers", ""] == 1
    assert found["process_resident_memory_bytes", ""] > 0


async def test_every_figure_is_explained_to_who_runs_it(stage: Stage) -> None:
    page = (Path(__file__).parents[2] / "docs" / "operate.md").read_text("utf-8")
    families = text_string_to_metric_families((await asked(stage)).text)
    ours = {family.name for family in families if family.name.startswith("postroom_")}
    assert len(ours) > 20
    assert {name for name in ours if name not in page} == set()


async def put_off() -> bool:
    return await models.Notice.filter(tries__gte=1, due_at__gt=datetime.now(UTC)).exists()


async def test_what_telegram_does_not_take_is_seen_to_wait_between_two_tries(pushing: Stage) -> None:
    pushing.chats.fail(answers.DROPPED, method="sendMessage", chat_id=ANNA, times=99)
    await announce(pushing, ANNA, due=datetime.now(UTC) - timedelta(minutes=10))
    await in_the_end(put_off)
    found = figures(await asked(pushing))
    assert found["notices_waiting", ""] == 1
    assert 600 <= found["notices_oldest_seconds", ""] < 660


async def test_what_waits_for_somebody_s_morning_is_no_alarm(stage: Stage) -> None:
    anna, now = await people.find(ANNA), datetime.now(UTC)
    assert anna
    local = now.astimezone(stage.deps.timezone)
    await people.set_quiet(anna.id, QuietHours((local.hour - 1) % 24, (local.hour + 2) % 24))
    await announce(stage, ANNA, BORIS, due=now - timedelta(minutes=10))
    await announce(stage, ANNA, due=now - timedelta(hours=5))
    found = figures(await asked(stage))
    assert found["notices_waiting", ""] == 1  # for Boris
    assert 600 <= found["notices_oldest_seconds", ""] < 660


async def test_a_notice_is_measured_from_the_arrival_of_its_letter(pushing: Stage) -> None:
    arrived = datetime.now(UTC) - timedelta(seconds=45)
    await announce(pushing, ANNA, received=arrived)
    await pushing.chats.until(ANNA, lambda message: "Заказ" in message.text)
    await in_the_end(none_waiting)
    found = figures(await asked(pushing))
    assert found["telegram_messages_total", "result=sent"] >= 1
    assert found["letter_told_seconds_bucket", "le=30"] == 0
    assert found["letter_told_seconds_bucket", "le=60"] == found["letter_told_seconds_count", ""] == 1
    assert 45 <= found["letter_told_seconds_sum", ""] < 60
    assert "petrov" not in (await asked(pushing)).text


def test_a_histogram_counts_its_bounds_in_and_no_time_below_nothing() -> None:
    spans = Histogram((1, 60))
    for seconds in (-5.0, 1.0, 1.5, 60.0, 61.0):
        spans.add(seconds)
    assert spans.cumulative() == [("1", 2), ("60", 4), ("+Inf", 5)]
    assert spans.total == pytest.approx(123.5)
