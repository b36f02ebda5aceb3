"""The bot's command menus (Bot API, setMyCommands): which list a person sees.

The narrowest scope wins, and within a scope the list in the person's language comes before the one for all.
"""

import re
from typing import Any

from bot.sandbox import answers
from bot.sandbox.people import Person

Command = dict[str, str]

_NAME = re.compile(r"[a-z0-9_]{1,32}$")


def _scope(sent: Any) -> str:
    if sent is None:
        return "default"
    kind = str(sent.get("type", "default"))
    if kind == "chat":
        return f"chat {int(sent['chat_id'])}"
    return kind


def _language(person: Person) -> str:
    return person.language_code.partition("-")[0].lower()


class Menus:
    def __init__(self) -> None:
        self._lists: dict[tuple[str, str], tuple[Command, ...]] = {}

    def put(self, commands: Any, scope: Any, language_code: str) -> None:
        """Keeps a list, or drops it when it is empty; raises Refused for a command that is none."""
        kept = []
        for item in commands or ():
            name, description = (
                str(item.get("command", "")).removeprefix("/"),
                str(item.get("description", "")),
            )
            if not _NAME.match(name):
                raise answers.bad_request("BOT_COMMAND_INVALID")
            if not 1 <= len(description) <= 256:
                raise answers.bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
            kept.append({"command": name, "description": description})
        if len(kept) > 100:
            raise answers.bad_request("BOT_COMMANDS_TOO_MUCH")
        if kept:
            self._lists[_scope(scope), language_code] = tuple(kept)
        else:
            self._lists.pop((_scope(scope), language_code), None)

    def get(self, scope: Any, language_code: str) -> tuple[Command, ...]:
        return self._lists.get((_scope(scope), language_code), ())

    def seen_by(self, person: Person) -> tuple[Command, ...]:
        for scope in (f"chat {person.id}", "all_private_chats", "default"):
            for language in (_language(person), ""):
                if found := self._lists.get((scope, language)):
                    return found
        return ()


class Texts:
    """The bot's name and descriptions (setMyName, setMyDescription, setMyShortDescription) by language."""

    def __init__(self) -> None:
        self._texts: dict[tuple[str, str], str] = {}

    def put(self, field: str, language_code: str, text: str) -> None:
        self._texts[field, language_code] = text

    def get(self, field: str, language_code: str) -> str:
        return self._texts.get((field, language_code), "")

    def seen_by(self, field: str, person: Person) -> str:
        return self.get(field, _language(person)) or self.get(field, "")
