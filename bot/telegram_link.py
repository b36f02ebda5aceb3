"""Links that open the bot with a code (Bot API, deep linking)."""

import httpx

from bot.settings import Settings

_TIMEOUT = 5  # seconds


async def bot_name(settings: Settings) -> str | None:
    """The user name of the bot, or None where Telegram does not answer now."""
    if not settings.bot_token:
        return None
    url = f"{settings.telegram_api_url}/bot{settings.bot_token}/getMe"
    try:
        async with httpx.AsyncClient(timeout=_TIMEOUT, proxy=settings.telegram_proxy or None) as client:
            answer = (await client.get(url)).json()
    except (httpx.HTTPError, ValueError):
        return None
    name = answer.get("result", {}).get("username") if isinstance(answer, dict) else None
    return name if isinstance(name, str) else None


def start_link(name: str | None, code: str) -> str:
    """Without the bot's name: what to send to it by hand."""
    return f"https://t.me/{name}?start={code}" if name else f"/start {code}"
