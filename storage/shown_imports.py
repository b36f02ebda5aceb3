"""First imports that are shown in a chat, each in one message (rule S1)."""

from storage import models, records


async def going() -> list[records.Progress]:
    rows = models.Mailbox.filter(progress_chat__not_isnull=True, erased_at=None)
    return [
        records.Progress(mailbox_id=int(mailbox_id), chat_id=int(chat), message_id=message)
        for mailbox_id, chat, message in await rows.values_list("id", "progress_chat", "progress_message")
    ]


async def set_message(mailbox_id: int, message_id: int) -> None:
    await models.Mailbox.filter(id=mailbox_id).update(progress_message=message_id)


async def end(mailbox_id: int) -> None:
    await models.Mailbox.filter(id=mailbox_id).update(progress_chat=None, progress_message=None)
