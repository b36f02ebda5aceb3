"""What came of a look-up or a sign-in, to who is at something else: nothing is asked for until they go on."""

from bot.views import joining, press
from bot.views.screen import Button, Screen
from bot.voice import Voice
from sync_engine import errors
from sync_engine.rules.providers import Provider


def below(voice: Voice, address: str) -> Screen:
    """What is left of a card that is gone on with in a newer message."""
    return Screen(voice("connect-below", address=address))


def gave_way(voice: Voice, address: str) -> Screen:
    """What is left of a card when another look-up or sign-in was begun."""
    return Screen(voice("connect-gave-way", address=address))


def waits(voice: Voice, address: str) -> Screen:
    """It would be gone on with by who is at something else; what was found is asked about later."""
    return Screen(voice("connect-waits", address=address), (_go_on(voice),))


def refused(voice: Voice, error: errors.MailError) -> Screen:
    """`joining.refused` to who is at something else, and would be asked for nothing now."""
    parts = (voice.trouble(error), voice.way_out(error))
    return Screen("\n\n".join(part for part in parts if part), (_go_on(voice),))


def failed(
    voice: Voice,
    address: str,
    error: errors.MailError,
    provider: Provider | None,
    *,
    connected: bool = False,
) -> Screen:
    """`joining.failed` likewise."""
    parts = joining.failure(voice, address, error, provider, connected=connected)
    return Screen("\n\n".join(part for part in parts if part), (_go_on(voice),))


def _go_on(voice: Voice) -> tuple[Button, ...]:
    return (Button(voice.label("button-go-on"), press.GO_ON),)
