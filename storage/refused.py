"""Sign-ins that a server refused to somebody who was connecting (rule C4)."""

import hashlib
from datetime import datetime

from storage import models


def _hash(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()


async def note(telegram_id: int, address: str) -> None:
    await models.RefusedSignIn.create(telegram_id=telegram_id, address_hash=_hash(address))


async def since(telegram_id: int, address: str, moment: datetime) -> list[datetime]:
    rows = models.RefusedSignIn.filter(telegram_id=telegram_id, address_hash=_hash(address), at__gte=moment)
    return [row["at"] for row in await rows.order_by("at").values("at")]


async def drop_old(before: datetime) -> None:
    await models.RefusedSignIn.filter(at__lt=before).delete()
