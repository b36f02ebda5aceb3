"""One wrong digit in what a server says: no letter is passed, comes twice, or is taken for another."""

import re
from pathlib import Path

import pytest

from sync_engine.work import window
from tests.fakes import certificates as certificates_fake
from tests.fakes.line_faults import Fault
from tests.work import fault_stage, shapes
from tests.work.fault_stage import clean, go, scripted


def where(said: bytes, pattern: bytes) -> int:
    """The place of the octet that the only group of the pattern holds."""
    found = re.search(pattern, said, re.DOTALL)
    assert found, pattern
    return found.start(1)


@pytest.mark.parametrize(
    ("phase", "pattern", "bit"),
    [
        pytest.param("import", rb'UID 9 INTERNALDATE "[ \d]\d-...-202(6)', 2, id="a-young-letter-seems-old"),
        pytest.param("news", rb'UID 26 INTERNALDATE "\d\d-...-202(6)', 2, id="so-does-a-new-one"),
        pytest.param("import", rb"UID 1(3) BODY\[\]", 0, id="a-letter-under-the-number-of-another"),
        pytest.param("news", rb"UID 2(7) BODY\[\]", 0, id="a-new-one-under-the-number-of-another"),
        pytest.param("import", rb"FETCH \(UID 1(3) INTERNALDATE", 0, id="told-of-under-another-number"),
        pytest.param("import", rb"\[UIDNEXT (2)9\]", 0, id="the-next-number-too-high"),
        pytest.param("news", rb"UIDNEXT (2)9", 1, id="the-next-number-too-low"),
        pytest.param("news", rb"\* OK \[UIDVALIDITY \d{9}(\d)", 0, id="another-numbering-for-a-moment"),
        pytest.param(
            "renumbered", rb"UID 26 INTERNALDATE[^\r]*?202(6)[^\r]*HEADER", 2, id="old-while-numbered-anew"
        ),
        pytest.param("renumbered", rb"UID 1(3) [^\r]*HEADER", 0, id="misnumbered-while-numbered-anew"),
        pytest.param("renumbered", rb"Message-ID: <in-0(5)", 3, id="misnamed-while-numbered-anew"),
        pytest.param(
            "renumbered",
            rb"(?:\[UIDVALIDITY.*?){2}\[UIDVALIDITY \d{9}(\d)",
            1,
            id="numbered-anew-under-a-wrong-name",
        ),
        pytest.param("renumbered", rb"(?:\[UIDNEXT.*?){2}\[UIDNEXT (2)9", 2, id="numbered-anew-above-a-gap"),
    ],
)
async def test_one_wrong_digit_costs_no_letter(
    database: str,
    tmp_path: Path,
    certificates: certificates_fake.Certificates,
    monkeypatch: pytest.MonkeyPatch,
    phase: str,
    pattern: bytes,
    bit: int,
) -> None:
    fault_stage.be_impatient(monkeypatch)
    await _play(tmp_path, certificates, phase, pattern, bit)


@pytest.mark.parametrize(
    ("pattern", "bit"),
    [
        pytest.param(rb"FETCH \(UID 1(3) INTERNALDATE", 0, id="told-of-under-another-number"),
        pytest.param(rb"(2)8 EXISTS", 1, id="fewer-letters-than-there-are"),
    ],
)
async def test_one_wrong_digit_costs_no_letter_of_a_folder_that_is_looked_at_page_by_page(
    database: str,
    tmp_path: Path,
    certificates: certificates_fake.Certificates,
    monkeypatch: pytest.MonkeyPatch,
    pattern: bytes,
    bit: int,
) -> None:
    fault_stage.be_impatient(monkeypatch)
    monkeypatch.setattr(window, "_AT_ONCE", 5)
    monkeypatch.setattr(window, "_STEP", 10)
    monkeypatch.setattr(fault_stage, "CLEAN", {})
    await _play(tmp_path, certificates, "import", pattern, bit)


async def _play(
    folder: Path, certificates: certificates_fake.Certificates, phase: str, pattern: bytes, bit: int
) -> None:
    with scripted("none", folder, certificates) as place:
        usual = await clean(place, "scripted", phase)
        mailbox = place.empty()
        await go(place, mailbox, phase, Fault("corrupt", where(usual.down, pattern), bit=bit))
        assert re.search(pattern, place.line.heard("down"), re.DOTALL)
        await mailbox.settle()
        odd = frozenset(each.subject for each in (*shapes.THERE, *shapes.NEW) if shapes.belongs(each))
        await mailbox.check(usual.truth, altered=frozenset(), odd=odd)
        assert (await mailbox.held()).keys() == mailbox.expected().keys()
