"""Which functions of the storage read letters, and who calls them: found in the sources.

A function reads letters if it names their tables - as models, as relations of a query or in SQL - or calls
one that does.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

MODELS = frozenset({"Letter", "Attachment"})
WORDS = re.compile(r"^letters?(__\w+)?$|\b(from|join|into|update)\s+\"?letter\b", re.IGNORECASE)
Function = ast.FunctionDef | ast.AsyncFunctionDef


def readers(storage: Path) -> set[str]:
    """`module.function` of every function with a public name that reads letters, also through others."""
    named: set[str] = set()
    calls: dict[str, set[str]] = {}
    for path in sorted(storage.glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        constants = _constants(tree)
        modules = _modules(tree)
        for function in _functions(tree):
            body, name = _without_docstring(function), f"{path.stem}.{function.name}"
            if any(_names_letters(node, constants) for node in _inside(body)):
                named.add(name)
            calls.setdefault(name, set()).update(_calls(body, path.stem, modules))
    found: set[str] = set()
    while named:
        found |= named
        named = {name for name, called in calls.items() if called & found} - found
    return {name for name in found if not name.partition(".")[2].startswith("_")}


def callers(root: Path, folder: str, wanted: Iterable[str]) -> dict[str, set[str]]:
    """By `module.function` of the storage: `path:function` of everything below `folder` that names it."""
    wanted, found = set(wanted), defaultdict(set)
    for path in sorted((root / folder).rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        modules = _modules(tree)
        for name, body in _pieces(tree):
            for called in _calls(body, "", modules) & wanted:
                found[called].add(f"{path.relative_to(root).as_posix()}:{name}")
    return dict(found)


def _functions(tree: ast.Module) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def _pieces(tree: ast.Module) -> Iterator[tuple[str, list[ast.stmt]]]:
    """Every function, and what stands outside of any."""
    yield "", [node for node in tree.body if not isinstance(node, Function | ast.ClassDef)]
    for function in _functions(tree):
        yield function.name, function.body


def _without_docstring(function: Function) -> list[ast.stmt]:
    return function.body[1:] if ast.get_docstring(function) is not None else function.body


def _inside(body: list[ast.stmt]) -> Iterator[ast.AST]:
    return (node for statement in body for node in ast.walk(statement))


def _names_letters(node: ast.AST, constants: set[str]) -> bool:
    match node:
        case ast.Attribute(value=ast.Name(id="models"), attr=attr):
            return attr in MODELS
        case ast.Constant(value=str(text)):
            return WORDS.search(text) is not None
        case ast.Name(id=name):
            return name in constants
    return False


def _constants(tree: ast.Module) -> set[str]:
    """Names of the module that stand for something with the tables of letters in it."""
    found: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(_names_letters(each, found) for each in ast.walk(node.value)):
            found |= {
                each.id for target in node.targets for each in ast.walk(target) if isinstance(each, ast.Name)
            }
    return found


def _modules(tree: ast.Module) -> dict[str, str]:
    """Modules of the storage, or functions of them, by the names a file has for them."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "storage":
            inside = ".".join(node.module.split(".")[1:])
            for alias in node.names:
                found[alias.asname or alias.name] = f"{inside}.{alias.name}" if inside else alias.name
    return found


def _calls(body: list[ast.stmt], own: str, modules: dict[str, str]) -> set[str]:
    """`module.function` of everything that is named, called at once or handed on."""
    found = set()
    for node in _inside(body):
        match node:
            case ast.Attribute(value=ast.Name(id=module), attr=attr) if module in modules:
                found.add(f"{modules[module]}.{attr}")
            case ast.Name(id=name):
                found.add(modules.get(name, f"{own}.{name}"))
    return found
