from storage import models


async def marked(mailbox_id: int) -> frozenset[str]:
    rows = models.ClientMark.filter(mailbox_id=mailbox_id)
    return frozenset(row["address"] for row in await rows.values("address"))
