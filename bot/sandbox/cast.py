"""Who is there besides the bot: the demo team and the clients who write to it (demo_letters.toml).

Addresses end in .test and .example, names no mail server may have (RFC 2606 §2).
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from bot.sandbox import mime
from storage.records import Language

DOMAIN = "demo.test"
SALES = f"sales@{DOMAIN}"
ANNA = f"anna@{DOMAIN}"
ADDRESSES = (SALES, ANNA)


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A client and the mail program they use; `page` clients may write from the page."""

    name: str
    address: str
    company: str
    language: Language
    charset: str = "utf-8"
    form: mime.Form = "plain"
    headers: str = ""
    mailer: str = ""
    page: bool = False


@cache
def book() -> dict[str, Any]:
    """The whole data file."""
    text = resources.files("bot.sandbox").joinpath("demo_letters.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def clients() -> tuple[Client, ...]:
    return tuple(Client(**row) for row in book()["client"])


def team_name(address: str, language: Language) -> str:
    """How a demo mailbox signs in this language."""
    return str(book()["team"][language][address.partition("@")[0]])
