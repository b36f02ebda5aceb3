"""The shape of the house, as a test: arrows point one way, rules are pure, rooms are small."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LAYERS = {
    "storage": {"storage"},
    "sync_engine": {"sync_engine", "storage"},
    "bot": {"bot", "sync_engine", "storage"},
}
ROOMS_OF_THE_ENGINE = {
    "rules": {"sync_engine.rules", "sync_engine.policy", "sync_engine.errors", "storage.records"},
    "wire": {
        "sync_engine.wire",
        "sync_engine.rules",
        "sync_engine.policy",
        "sync_engine.errors",
        "storage.records",
    },
}
# What makes a rule impure: clocks, chance, files, sockets, threads, logs. `datetime.now` is checked by name.
IMPURE = {
    *("asyncio", "imapclient", "aiosmtplib", "logging", "os", "pathlib", "random", "secrets", "socket"),
    *("ssl", "subprocess", "threading", "time", "tortoise", "httpx", "dns", "oauthlib"),
}
LONGEST_ROOM = 250  # lines
LISTS = ("errors.py",)  # one thing after another of the same kind: there is nothing to take apart


def sources(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def imports(path: Path) -> set[str]:
    """Every module a file imports, `from a import b` as `a.b`."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_layers_import_downwards_only() -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for layer, allowed in LAYERS.items()
        for path in sources(layer)
        for name in imports(path)
        if name.split(".")[0] in LAYERS and name.split(".")[0] not in allowed
    ]
    assert wrong == []


@pytest.mark.parametrize("room", sorted(ROOMS_OF_THE_ENGINE))
def test_inside_the_engine_arrows_point_one_way(room: str) -> None:
    allowed = ROOMS_OF_THE_ENGINE[room]
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sources(f"sync_engine/{room}")
        for name in imports(path)
        if name.split(".")[0] in LAYERS and not any(f"{name}.".startswith(f"{each}.") for each in allowed)
    ]
    assert wrong == []


def test_rules_are_pure() -> None:
    wrong = []
    for path in sources("sync_engine/rules"):
        wrong += [f"{path.name} imports {name}" for name in imports(path) if name.split(".")[0] in IMPURE]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.AsyncFunctionDef | ast.Await):
                wrong.append(f"{path.name}:{node.lineno} waits")
            if isinstance(node, ast.Attribute) and node.attr in ("now", "utcnow", "today"):
                wrong.append(f"{path.name}:{node.lineno} looks at the clock")
    assert wrong == []


@pytest.mark.parametrize("library", ["imapclient", "imaplib", "aiosmtplib", "smtplib", "dns", "oauthlib"])
def test_only_the_wire_knows_the_mail_libraries(library: str) -> None:
    outside = [
        str(path.relative_to(ROOT))
        for layer in LAYERS
        for path in sources(layer)
        if any(name.split(".")[0] == library for name in imports(path))
        and not path.is_relative_to(ROOT / "sync_engine" / "wire")
    ]
    assert outside == []


def test_only_storage_knows_the_orm() -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for layer in ("bot", "sync_engine")
        for path in sources(layer)
        for name in imports(path)
        if name.startswith(("storage.models", "tortoise")) and name != "tortoise.exceptions.BaseORMException"
    ]
    assert wrong == []


def test_rooms_are_small() -> None:
    large = {
        str(path.relative_to(ROOT)): lines
        for layer in LAYERS
        for path in sources(layer)
        if "migrations" not in path.parts
        and path.name not in LISTS
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_ROOM
    }
    assert large == {}


def test_no_room_is_empty() -> None:
    folders = [folder for layer in LAYERS for folder in (ROOT / layer).rglob("*") if folder.is_dir()]
    empty = [
        str(folder.relative_to(ROOT))
        for folder in folders
        if folder.name != "__pycache__" and all(path.name == "__pycache__" for path in folder.iterdir())
    ]
    assert empty == []
