"""Our records in the shapes of the Bot API (Message, CallbackQuery, ChatMemberUpdated)."""

import time
from typing import Any

from bot.sandbox.files import File
from bot.sandbox.people import Bot, Message, Person, Press

Shape = dict[str, Any]


def message(said: Message, person: Person, bot: Bot, replied: Message | None = None) -> Shape:
    shape: Shape = {
        "message_id": said.id,
        "from": bot.to_user() if said.from_bot else person.to_user(),
        "chat": person.to_chat(),
        "date": said.date,
    }
    words = "text"
    if said.file:
        shape[said.file.kind] = _file(said.file)
        if said.file.album:
            shape["media_group_id"] = said.file.album
        words = "caption"
    if said.text:
        shape[words] = said.text
    if said.entities:
        name = "entities" if words == "text" else "caption_entities"
        shape[name] = [entity.to_api() for entity in said.entities]
    if said.keyboard:
        shape["reply_markup"] = {"inline_keyboard": [list(row) for row in said.keyboard]}
    if said.edited is not None:
        shape["edit_date"] = said.edited
    if not said.link_preview:
        shape["link_preview_options"] = {"is_disabled": True}
    if replied is not None:
        shape["reply_to_message"] = message(replied, person, bot)
    return shape


def _file(file: File) -> Shape | list[Shape]:
    shape: Shape = {
        "file_id": file.id,
        "file_unique_id": file.unique_id,
        "file_size": len(file.octets),
    }
    if file.kind == "photo":
        return [shape | {"width": file.width, "height": file.height}]
    return shape | {"file_name": file.name, "mime_type": file.mime_type}


def query(press: Press, person: Person, about: Shape) -> Shape:
    return {
        "id": press.id,
        "from": person.to_user(),
        "message": about,
        "chat_instance": str(person.id),
        "data": press.data,
    }


def membership(person: Person, bot: Bot) -> Shape:
    """The person blocked the bot or let it in again."""

    def state(blocked: bool) -> Shape:
        member: Shape = {"status": "kicked" if blocked else "member", "user": bot.to_user()}
        return member | {"until_date": 0} if blocked else member

    return {
        "chat": person.to_chat(),
        "from": person.to_user(),
        "date": int(time.time()),
        "old_chat_member": state(not person.blocked),
        "new_chat_member": state(person.blocked),
    }
