"""Server programs a test may need: used where installed, skipped by name where not.

With POSTROOM_TEST_REQUIRE=all a missing program is a failure.
"""

import os
import shutil
from pathlib import Path

import pytest

# What is looked for, and the Debian package that brings it.
PACKAGES = {
    "dovecot": "dovecot-imapd",
    "chromium": "chromium",
    "chromedriver": "chromium-driver",
    "postgres": "postgresql",
    "faketime": "faketime",
    # only measured beside us, by `make bench`
    "mbsync": "isync",
    "offlineimap": "offlineimap3",
}


def require(name: str) -> Path:
    """The path of a program of `PACKAGES`; skips or fails the calling test when it is not installed."""
    path = find(name)
    if path is not None:
        return path
    reason = f"{name} is not installed (Debian package: {PACKAGES[name]})"
    if os.environ.get("POSTROOM_TEST_REQUIRE") == "all":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def find(name: str) -> Path | None:
    """Looks in PATH and in the places a user's PATH often lacks."""
    elsewhere = ["/usr/local/sbin", "/usr/sbin", "/sbin"]
    elsewhere += sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin")), reverse=True)
    found = shutil.which(name) or shutil.which(name, path=os.pathsep.join(elsewhere))
    return Path(found) if found else None
