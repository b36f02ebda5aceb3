"""A mailbox that is read by consent (OAuth 2.0), at real servers: connected, renewed, taken back, mended."""

import asyncio
import json
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path

import pytest

from storage import credentials, erasing, letters, mailboxes, records
from storage import secrets as sealing
from sync_engine import errors
from sync_engine.wire import oauth
from sync_engine.work import audit, lock, tokens, turn
from tests.conftest import NUMBERS
from tests.fakes.certificates import Certificates
from tests.fakes.dovecot_box import Box
from tests.work import consenting
from tests.work.consenting import Town, alerts
from tests.work.follow import raw

LATER = timedelta(minutes=15)


@pytest.fixture
def town(tmp_path: Path, certificates: Certificates) -> Iterator[Town]:
    with consenting.town(tmp_path, certificates) as made:
        yield made


@pytest.fixture
def box(town: Town) -> Box:
    return town.dovecot.user(f"user{next(NUMBERS)}@acme.test")


async def checked(town: Town, mailbox_id: int) -> errors.MailError | None:
    """A check some time later; what it broke off with."""
    town.ahead += LATER
    try:
        await turn.take(mailbox_id, town.kit)
    except errors.MailError as error:
        return error
    return None


# -- connecting ------------------------------------------------------------------------------------


async def test_the_first_letters_come_by_consent(database: Path, town: Town, box: Box) -> None:
    for number in range(3):
        box.deliver(raw(f"letter-{number}"))
    consent = town.consent(box.address)
    done = await town.connect(box, consent)
    assert done.can_send
    assert done.smtp_trouble is None
    mailbox = await consenting.mailbox(done.mailbox_id)
    assert mailbox.sign_in == "google"
    await turn.take(mailbox.id, town.kit)
    assert len(await letters.newest(mailbox.id, 10)) == 3
    assert (await consenting.mailbox(mailbox.id)).state == "ok"
    proof = await audit.audit(mailbox, await mailboxes.credential(mailbox.id), town.kit)
    assert proof.complete
    assert town.service.asked["refresh"] == 0  # the token was good all the while
    for file in database.parent.glob("postroom.sqlite3*"):
        stored = file.read_bytes()
        assert consent.tokens.refresh
        assert consent.tokens.access.encode() not in stored
        assert consent.tokens.refresh.encode() not in stored


async def test_where_the_outgoing_server_takes_no_tokens_it_is_for_reading(
    database: Path, town: Town, box: Box
) -> None:
    town.smtp.whose = None
    done = await town.connect(box)
    assert not done.can_send
    assert isinstance(done.smtp_trouble, errors.SmtpSignInRefused)
    assert done.smtp_trouble.facts["reason"] == "consent"
    await turn.take(done.mailbox_id, town.kit)
    assert not (await consenting.mailbox(done.mailbox_id)).can_send


async def test_where_the_outgoing_server_refuses_the_token_it_is_for_reading(
    database: Path, town: Town, box: Box
) -> None:
    town.smtp.refuse_sign_in = "535 5.7.0 NEOBHODIM parol prilozheniya / Application password is REQUIRED"
    done = await town.connect(box)
    assert not done.can_send
    assert isinstance(done.smtp_trouble, errors.SmtpSignInRefused)


async def test_a_consent_for_another_mailbox_opens_none(database: Path, town: Town, box: Box) -> None:
    other = town.dovecot.user("victim@acme.test")
    with pytest.raises(errors.ConsentForAnother):
        await town.connect(box, town.consent(other.address))
    with pytest.raises(errors.ConsentForAnother):
        await town.connect(box, replace(town.consent(box.address), service="yandex"))
    assert await mailboxes.everything() == []
    assert town.service.asked["introspect"] == 0  # nobody was asked


async def test_a_consent_the_mail_server_refuses_is_stored_nowhere(
    database: Path, town: Town, box: Box
) -> None:
    consent = town.consent(box.address)
    town.service.end_access()
    for _ in range(7):  # nor counted: nobody can guess a consent
        with pytest.raises(errors.ConsentNeeded):
            await town.connect(box, consent)
    assert await mailboxes.everything() == []


# -- renewing --------------------------------------------------------------------------------------


async def test_a_token_is_renewed_before_its_end(database: Path, town: Town, box: Box) -> None:
    mailbox = await town.connected(box)
    first = await town.stored(mailbox.id)
    town.ahead = timedelta(minutes=56)  # of sixty
    assert await checked(town, mailbox.id) is None
    assert town.service.asked["refresh"] == 1
    second = await town.stored(mailbox.id)
    assert second.access != first.access
    assert second.refresh == first.refresh
    assert await checked(town, mailbox.id) is None
    assert town.service.asked["refresh"] == 1


@pytest.mark.parametrize("rotates", [True, False])
async def test_a_hundred_who_want_a_token_ask_once(
    database: Path, town: Town, box: Box, rotates: bool
) -> None:
    mailbox = await town.connected(box)
    sealed = await mailboxes.credential(mailbox.id)
    town.service.rotates, town.service.delay = rotates, 0.2
    town.ahead = timedelta(hours=2)
    found = await asyncio.gather(*(tokens.fresh(mailbox.id, sealed, town.kit) for _ in range(100)))
    assert len(set(found)) == 1
    assert town.service.asked["refresh"] == 1
    assert town.service.knows(found[0]) == box.address


async def test_two_programs_that_want_a_token_ask_once(database: Path, town: Town, box: Box) -> None:
    mailbox = await town.connected(box)
    sealed = await mailboxes.credential(mailbox.id)
    town.service.rotates, town.service.delay = True, 0.2
    town.ahead = timedelta(hours=2)
    other = replace(town.kit, renewals=type(town.kit.renewals)())  # knows of nobody here but by the files
    found = await asyncio.gather(
        *(tokens.fresh(mailbox.id, sealed, kit) for kit in (town.kit, other) for _ in range(5))
    )
    assert len(set(found)) == 1
    assert town.service.asked["refresh"] == 1


async def test_a_refused_token_is_renewed_and_tried_once_more(database: Path, town: Town, box: Box) -> None:
    mailbox = await town.connected(box)
    town.service.end_access()
    assert await checked(town, mailbox.id) is None
    assert town.service.asked["refresh"] == 1
    assert (await consenting.mailbox(mailbox.id)).state == "ok"


async def test_tokens_are_stored_before_they_are_used(
    database: Path, town: Town, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox = await town.connected(box)
    asked = town.service.asked["introspect"]
    town.service.rotates = True
    town.ahead = timedelta(hours=2)

    async def full(*args: object, **options: object) -> bool:
        raise OSError("no space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(credentials, "renew", full)
        with pytest.raises(OSError, match="no space"):
            await turn.take(mailbox.id, town.kit)
    assert town.service.asked["introspect"] == asked


async def test_a_new_key_while_tokens_are_renewed_loses_neither(
    database: Path, town: Town, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox = await town.connected(box)
    sealed = await mailboxes.credential(mailbox.id)
    town.service.rotates = True
    town.ahead = timedelta(hours=2)
    refresh = oauth.refresh

    async def while_rotating(*args: object, **options: object) -> object:
        new = await refresh(*args, **options)  # type: ignore[arg-type]
        assert await mailboxes.replace_credential(mailbox.id, sealed, town.kit.keyring.reseal(sealed))
        return new

    monkeypatch.setattr(oauth, "refresh", while_rotating)
    found = await tokens.fresh(mailbox.id, sealed, town.kit)
    assert (await town.stored(mailbox.id)).access == found


async def test_a_consent_given_meanwhile_wins(
    database: Path, town: Town, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox = await town.connected(box)
    sealed = await mailboxes.credential(mailbox.id)
    town.ahead = timedelta(hours=2)
    given = town.consent(box.address)
    refresh = oauth.refresh

    async def while_mended(*args: object, **options: object) -> object:
        new = await refresh(*args, **options)  # type: ignore[arg-type]
        await town.connector.replace_consent(mailbox, given)
        return new

    monkeypatch.setattr(oauth, "refresh", while_mended)
    assert await tokens.fresh(mailbox.id, sealed, town.kit) == given.tokens.access
    assert await town.stored(mailbox.id) == given.tokens


@pytest.mark.parametrize("ending", ["disconnected", "by-password"])
async def test_there_is_nothing_to_renew_any_more(database: Path, town: Town, box: Box, ending: str) -> None:
    mailbox = await town.connected(box)
    sealed = await mailboxes.credential(mailbox.id)
    town.ahead = timedelta(hours=2)
    if ending == "disconnected":
        await erasing.begin(mailbox.id, town.kit.clock())
    else:
        town.smtp.user(box.address, box.password)
        await town.connector.replace_password(mailbox, box.password, by=None)
    with pytest.raises(errors.StaleEpoch):
        await tokens.fresh(mailbox.id, sealed, town.kit)
    assert town.service.asked["refresh"] == 0


async def test_an_answer_on_its_way_is_kept_though_nobody_waits(database: Path, town: Town, box: Box) -> None:
    mailbox = await town.connected(box)
    sealed = await mailboxes.credential(mailbox.id)
    town.service.rotates, town.service.delay = True, 0.3
    town.ahead = timedelta(hours=2)
    asking = asyncio.create_task(tokens.fresh(mailbox.id, sealed, town.kit))
    assert await asyncio.to_thread(town.service.answered.wait, 10)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert (await town.stored(mailbox.id)).access != sealed
    assert await checked(town, mailbox.id) is None
    assert town.service.asked["refresh"] == 1


async def test_whoever_waits_for_another_program_is_told_it_is_at_work(
    database: Path, town: Town, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox = await town.connected(box)
    sealed = await mailboxes.credential(mailbox.id)
    town.ahead = timedelta(hours=2)
    monkeypatch.setattr(tokens, "_OTHERS", 0.1)
    async with lock.held(town.kit.locks, f"consent-{mailbox.id}"):
        with pytest.raises(errors.Locked):
            await tokens.fresh(mailbox.id, sealed, town.kit)


# -- killed ----------------------------------------------------------------------------------------


@pytest.fixture
def key(town: Town) -> str:
    """The key of the town, for a process of its own."""
    made = sealing.new_key()
    town.kit = replace(town.kit, keyring=sealing.Keyring([made]))
    return made


def begin(
    database: Path, town: Town, key: str, mailbox_id: int, refused: str, ca: Path
) -> subprocess.Popen[str]:
    client = town.service.client()
    told = {
        "service": asdict(client.service),
        "id": client.id,
        "secret": client.secret,
        "key": key,
        "refused": refused,
    }
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "tests.work.renewing_process"),
            *(str(database), str(town.kit.locks), str(ca), str(mailbox_id)),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin
    process.stdin.write(json.dumps(told) + "\n")
    process.stdin.close()
    return process


def kill(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    assert process.stdout
    process.stdout.close()


async def test_killed_after_storing_the_next_one_goes_on_from_there(
    database: Path, town: Town, box: Box, key: str, certificates: Certificates
) -> None:
    mailbox = await town.connected(box)
    old = await town.stored(mailbox.id)
    town.service.rotates = True
    process = begin(database, town, key, mailbox.id, old.access, certificates.ca_file)
    try:
        assert process.stdout
        assert await asyncio.to_thread(process.stdout.readline) == "renewed\n"
    finally:
        kill(process)
    new = await town.stored(mailbox.id)
    assert new.refresh != old.refresh
    assert await checked(town, mailbox.id) is None
    assert town.service.asked["refresh"] == 1
    town.ahead += timedelta(hours=2)
    assert await checked(town, mailbox.id) is None  # and the rotated one is good
    assert town.service.asked["refresh"] == 2


@pytest.mark.parametrize("rotates", [True, False])
async def test_killed_before_storing_it_goes_on_or_asks_for_the_consent_but_never_loops(
    database: Path, town: Town, box: Box, key: str, certificates: Certificates, rotates: bool
) -> None:
    mailbox = await town.connected(box)
    old = await town.stored(mailbox.id)
    town.service.rotates, town.service.delay = rotates, 30
    process = begin(database, town, key, mailbox.id, old.access, certificates.ca_file)
    try:
        assert await asyncio.to_thread(town.service.answered.wait, 20)
    finally:
        kill(process)
    assert await town.stored(mailbox.id) == old
    town.service.delay = 0
    town.service.end_access()
    trouble = await checked(town, mailbox.id)
    assert town.service.asked["refresh"] == 2  # the one that was killed, and this one
    if rotates:
        assert isinstance(trouble, errors.ConsentNeeded)
        assert await town.connector.replace_consent(mailbox, town.consent(box.address)) is None
    assert await checked(town, mailbox.id) is None


# -- trouble ---------------------------------------------------------------------------------------


async def test_a_consent_taken_back_is_told_once_and_mended_in_place(
    database: Path, town: Town, box: Box
) -> None:
    box.deliver(raw("before"))
    mailbox = await town.connected(box)
    assert await checked(town, mailbox.id) is None
    town.service.revoke(box.address)
    for _ in range(4):
        assert isinstance(await checked(town, mailbox.id), errors.ConsentNeeded)
    now = await consenting.mailbox(mailbox.id)
    assert (now.state, now.reason) == ("auth_failed", "consent_needed")
    assert await alerts(mailbox.id) == [("auth_failed", "consent_needed")]
    box.deliver(raw("meanwhile"))
    await town.connector.replace_consent(now, town.consent(box.address))
    assert await checked(town, mailbox.id) is None
    assert {each.letter.subject for each in await letters.newest(mailbox.id, 10)} == {"before", "meanwhile"}
    assert (await consenting.mailbox(mailbox.id)).state == "ok"
    assert [kind for kind, _ in await alerts(mailbox.id)] == ["auth_failed", "works"]


@pytest.mark.parametrize("fault", ["busy", "broken", "nonsense", "invalid_client"])
async def test_trouble_where_tokens_come_from_is_no_refusal(
    database: Path, town: Town, box: Box, fault: str
) -> None:
    mailbox = await town.connected(box)
    assert await checked(town, mailbox.id) is None
    town.service.end_access()
    town.service.fault = fault  # type: ignore[assignment]
    for _ in range(4):
        trouble = await checked(town, mailbox.id)
        assert trouble is not None
        assert trouble.temporary
    now = await consenting.mailbox(mailbox.id)
    assert now.state == "unreachable"
    assert now.reason == ("consent_misconfigured" if fault == "invalid_client" else "consent_unavailable")
    town.service.fault = None
    assert await checked(town, mailbox.id) is None
    assert (await consenting.mailbox(mailbox.id)).state == "ok"


async def test_a_password_can_take_the_place_of_a_consent_and_back(
    database: Path, town: Town, box: Box
) -> None:
    mailbox = await town.connected(box)
    town.smtp.user(box.address, box.password)
    await town.connector.replace_password(mailbox, box.password, by=None)
    town.service.revoke(box.address)
    assert await checked(town, mailbox.id) is None
    assert (await consenting.mailbox(mailbox.id)).sign_in == records.PASSWORD
    await town.connector.replace_consent(mailbox, town.consent(box.address))
    assert await checked(town, mailbox.id) is None
    assert (await consenting.mailbox(mailbox.id)).sign_in == "google"


async def test_a_mailbox_is_mended_by_its_own_consent_only(database: Path, town: Town, box: Box) -> None:
    mailbox = await town.connected(box)
    before = await town.stored(mailbox.id)
    with pytest.raises(errors.ConsentForAnother):
        await town.connector.replace_consent(mailbox, town.consent("victim@acme.test"))
    assert await town.stored(mailbox.id) == before


async def test_without_a_client_any_more_the_operator_is_to_look(
    database: Path, town: Town, box: Box
) -> None:
    mailbox = await town.connected(box)
    town.service.end_access()
    town.kit = replace(town.kit, consents={})
    assert isinstance(await checked(town, mailbox.id), errors.ConsentMisconfigured)


# -- its end ---------------------------------------------------------------------------------------


async def test_a_consent_that_ends_is_told_of_in_time_and_once(database: Path, town: Town, box: Box) -> None:
    town.service.consent_lasts = 7 * 24 * 3600
    mailbox = await town.connected(box)
    assert await checked(town, mailbox.id) is None
    assert await alerts(mailbox.id) == []
    town.service.consent_lasts = None  # so that renewing says nothing of it
    town.ahead = timedelta(days=5, hours=1)
    for _ in range(3):
        assert await checked(town, mailbox.id) is None
    assert await alerts(mailbox.id) == [("consent_ends", None)]
    town.service.consent_lasts = 7 * 24 * 3600
    await town.connector.replace_consent(mailbox, town.consent(box.address))
    assert await checked(town, mailbox.id) is None
    assert len(await alerts(mailbox.id)) == 1
    town.service.consent_lasts = None
    town.ahead += timedelta(days=6)
    assert await checked(town, mailbox.id) is None
    assert [kind for kind, _ in await alerts(mailbox.id)] == ["consent_ends", "consent_ends"]


async def test_an_end_told_anew_with_every_renewal_is_told_of_once(
    database: Path, town: Town, box: Box
) -> None:
    """As Google does: the seconds that are left, each time."""
    town.service.consent_lasts = 47 * 3600
    mailbox = await town.connected(box)
    for hour in range(1, 5):
        town.service.consent_lasts = (47 - hour) * 3600 + hour  # it rounds
        town.ahead = timedelta(hours=hour)
        assert await checked(town, mailbox.id) is None
    assert town.service.asked["refresh"] == 4
    assert await alerts(mailbox.id) == [("consent_ends", None)]


async def test_a_consent_that_is_prolonged_by_renewing_is_not_told_of(
    database: Path, town: Town, box: Box
) -> None:
    town.service.consent_lasts = 7 * 24 * 3600
    mailbox = await town.connected(box)
    for _ in range(4):
        town.ahead += timedelta(days=4)
        assert await checked(town, mailbox.id) is None
    assert await alerts(mailbox.id) == []


# -- asking for it ---------------------------------------------------------------------------------


async def test_it_is_offered_where_the_operator_has_a_client(database: Path, town: Town) -> None:
    page = town.connector.consent_for("test")
    assert page
    assert page.service == "google"
    assert town.connector.consent_for("mailru") is None
    assert town.connector.consent_for(None) is None
    assert town.connector.consent_page("google") == page
    assert town.connector.consent_page("yandex") is None
    begun = page.begin("anna@acme.test", state=secrets.token_urlsafe(), redirect="https://acme.test/back")
    assert begun.page.startswith(town.service.service().authorize)
    assert begun.verifier not in repr(begun)
