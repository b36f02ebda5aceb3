"""Links to the bot itself (https://t.me/<bot>?start=CODE): invitations one person could hand to another."""

import re

from bot.sandbox.chats import Chats
from bot.sandbox.people import Message


def waiting(chats: Chats, person_id: int) -> list[dict[str, str]]:
    """Codes the bot gave to others and nobody used yet: [{"code", "from": who has it}], newest first."""
    pattern = re.compile(rf"https?://t\.me/{re.escape(chats.bot.username)}\?start=([A-Za-z0-9_-]{{1,64}})")
    used = {
        message.text.partition(" ")[2]
        for one in chats.people
        for message in chats.messages(one)
        if not message.from_bot and message.text.startswith("/start ")
    }
    found: dict[str, str] = {}
    for person in chats.people.values():
        if person.id != person_id:
            for message in chats.messages(person.id):
                if message.from_bot:
                    for code in pattern.findall(_addresses(message)):
                        found[code] = person.first_name
    return [{"code": code, "from": name} for code, name in reversed(found.items()) if code not in used]


def _addresses(message: Message) -> str:
    linked = [value for entity in message.entities for key, value in entity.extra if key == "url"]
    pressed = [button["url"] for row in message.keyboard for button in row if "url" in button]
    return " ".join((message.text, *linked, *pressed))
