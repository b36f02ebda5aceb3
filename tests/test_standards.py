"""docs/standards.md and the code say the same of standards, and docs/ names only what there is."""

import re
from pathlib import Path

import pytest

from sync_engine.work import builtin

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "standards.md"
LAYERS = ("bot", "storage", "sync_engine")


def rows() -> dict[str, list[str]]:
    """By number of the RFC, the files of its row."""
    found = re.findall(
        r"^\| \[(\d+)\]\(\S+/rfc(\d+)\) \| .+ \| (.+) \|$", PAGE.read_text("utf-8"), re.MULTILINE
    )
    assert all(number == linked for number, linked, _ in found)
    return {number: re.findall(r"`([^`]+)`", files) for number, _, files in found}


def named_in_code() -> set[str]:
    sources = [
        path for layer in LAYERS for kind in ("py", "toml") for path in (ROOT / layer).rglob(f"*.{kind}")
    ]
    return {number for path in sources for number in re.findall(r"\bRFC (\d+)", path.read_text("utf-8"))}


def test_every_standard_of_the_code_has_a_row_and_no_row_is_idle() -> None:
    assert named_in_code() == set(rows())


@pytest.mark.parametrize(("number", "files"), rows().items(), ids=rows())
def test_the_files_of_a_row_are_about_it(number: str, files: list[str]) -> None:
    assert files
    assert [
        name for name in files if not re.search(rf"RFC {number}\b", (ROOT / name).read_text("utf-8"))
    ] == []


def test_every_mail_service_we_know_is_on_the_page_about_them() -> None:
    page = (ROOT / "docs" / "providers.md").read_text("utf-8")
    missing = {each.name["en"] for each in builtin.table().providers if each.name["en"] not in page}
    assert missing == set()


PAGES = [
    ROOT / "README.md",
    ROOT / "README.ru.md",
    ROOT / "deploy" / "README.md",
    *(ROOT / "docs").rglob("*.md"),
]


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(ROOT)) for page in PAGES])
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?://)([^)#\s]+)[^)]*\)", page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("name", ["install.md", "operate.md", "extend.md", "providers.md", "standards.md"])
def test_every_path_of_a_page_is_there(name: str) -> None:
    text = (ROOT / "docs" / name).read_text("utf-8")
    paths = re.findall(r"`((?:bot|storage|sync_engine|tests|deploy|docs)/[\w./-]+)`", text)
    assert [path for path in paths if not (ROOT / path).exists()] == []
