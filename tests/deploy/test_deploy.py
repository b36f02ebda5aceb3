"""What is in deploy/ fits the program; real tools check it, where they are installed."""

import ast
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.__main__ import COMMANDS
from bot.settings import SETTINGS
from bot.web import monitoring, routes
from tests.fakes.require import find

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
INSIDE = {"healthz", "metrics"}  # never passed on
TO_COME = {"telegram"}  # promised addresses that the server may not have yet
UNITS = ("postroom.service", "postroom-worker.service")
NAMES = {f"POSTROOM_{each.name}" for each in SETTINGS}


def served() -> set[str]:
    """The first parts of all addresses of the web server."""
    files = [Path(str(module.__file__)) for module in (routes, monitoring)]
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in files]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    paths = [
        call.args[0].value
        for call in calls
        if isinstance(call.func, ast.Name)
        and call.func.id == "Route"
        and isinstance(call.args[0], ast.Constant)
    ]
    return {str(path).split("/")[1] for path in paths}


def passed_by_nginx() -> set[str]:
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    places = re.findall(r"location ([^{]+)\{(.*?)\n    \}", text, re.DOTALL)
    assert all(re.fullmatch(r"~ \^/\([a-z|]+\)/ ", place) for place, body in places if "proxy_pass" in body)
    assert ("/ ", "404") in {(place, body.split()[-1].rstrip(";")) for place, body in places}
    return {
        word
        for place, body in places
        if "proxy_pass" in body
        for word in re.sub(r"[^a-z|]", "", place).split("|")
    }


def passed_by_caddy() -> set[str]:
    text = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
    (paths,) = re.findall(r"@ours path (.+)", text)
    assert text.count("reverse_proxy") == 1
    return {re.fullmatch(r"/([a-z]+)/\*", path)[1] for path in paths.split()}  # type: ignore[index]


@pytest.mark.parametrize("passed", [passed_by_nginx, passed_by_caddy])
def test_a_proxy_passes_on_what_is_for_people_and_nothing_else(passed: Any) -> None:
    assert served() >= INSIDE
    assert served() - INSIDE <= passed() <= (served() - INSIDE) | TO_COME


def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    return found


def test_compose_starts_commands_that_there_are() -> None:
    services = compose()["services"]
    assert set(services) == {"bot", "worker", "db"}
    assert services["bot"]["command"] == ["run"]
    # `worker` comes with the engine on several machines.
    assert services["worker"]["command"][0] in {*COMMANDS, "worker"}


def test_compose_holds_no_secret_and_opens_nothing_to_the_world() -> None:
    services = compose()["services"]
    for service in services.values():
        assert service["env_file"]
        named = {*service.get("environment", {})}
        assert not [name for name in named if re.search("PASSWORD|TOKEN|KEY|SECRET|URL", name)]
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))
        assert "no-new-privileges:true" in service["security_opt"]
    for name in ("bot", "worker"):
        assert services[name]["read_only"] is True
        assert services[name]["cap_drop"] == ["ALL"]
        assert services[name]["depends_on"]["db"]["condition"] == "service_healthy"


@pytest.mark.parametrize("name", ["Dockerfile", "compose.yaml", *UNITS, "README.md", "postroom"])
def test_only_settings_that_there_are_are_set(name: str) -> None:
    text = (DEPLOY / name).read_text(encoding="utf-8")
    assert set(re.findall(r"POSTROOM_[A-Z_]+", text)) <= NAMES


def test_the_image_takes_each_library_by_its_hash_and_does_not_run_as_root() -> None:
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    first, last = text.split("\nFROM ")[1:]
    installs = re.findall(r"pip install (.*)", first)
    assert installs
    assert all("--require-hashes" in each or "--no-deps" in each for each in installs)
    assert "pip install" not in last
    assert re.search(r"^USER (?!root)", last, re.MULTILINE)
    assert "HEALTHCHECK" in last
    for source in re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.MULTILINE):
        assert all((ROOT / each).exists() for each in source.split())


def test_what_the_image_needs_is_not_ignored() -> None:
    kept = re.findall(
        r"^!(.+)$", (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8"), re.MULTILINE
    )
    copied = re.findall(
        r"^COPY (?!--from)(.+) \S+$", (DEPLOY / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert set(kept) == {each for line in copied for each in line.split()}


def tool(name: str) -> Path:
    """These only read a file once more: who does not have them misses nothing that the others do not see."""
    found = find(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def lines_of(unit: str) -> set[str]:
    return set((DEPLOY / unit).read_text(encoding="utf-8").splitlines())


def test_a_worker_is_kept_in_as_the_bot_is() -> None:
    both = [lines_of(unit) for unit in UNITS]
    differ = {line.partition("=")[0] for line in both[0] ^ both[1] if not line.startswith("#")}
    assert differ == {"Description", "ExecStart", "EnvironmentFile"}
    (command,) = (line.split()[-1] for line in both[1] if line.startswith("ExecStart="))
    assert command in COMMANDS


@pytest.mark.parametrize("name", UNITS)
def test_the_unit_is_one_and_keeps_the_program_in(tmp_path: Path, name: str) -> None:
    analyze = tool("systemd-analyze")
    unit = tmp_path / name
    text = (DEPLOY / name).read_text(encoding="utf-8")
    unit.write_text(re.sub(r"ExecStart=\S+", "ExecStart=/bin/true", text), encoding="utf-8")
    verified = subprocess.run([analyze, "verify", unit], capture_output=True, text=True, check=False)
    assert (verified.returncode, verified.stderr) == (0, "")
    rated = subprocess.run(
        [analyze, "security", "--offline=true", "--threshold=20", unit], capture_output=True, check=False
    )
    assert rated.returncode == 0, "an exposure above 2.0"


def test_caddy_understands_its_file(tmp_path: Path) -> None:
    adapted = subprocess.run(
        [tool("caddy"), "adapt", "--adapter", "caddyfile", "--config", DEPLOY / "Caddyfile"],
        capture_output=True,
        env={"HOME": str(tmp_path)},
        check=False,
    )
    assert adapted.returncode == 0, adapted.stderr
