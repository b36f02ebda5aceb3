"""A mailbox was connected: whose it is, what comes first, and what does not work yet."""

from bot.say import Markup
from bot.views import home, press
from bot.views.screen import Button, Rows, Screen
from bot.voice import Voice
from storage.records import Mailbox, Mode
from sync_engine import errors
from sync_engine.work.dry_run import Window


def connected(
    voice: Voice,
    address: str,
    mode: Mode,
    smtp_trouble: errors.MailError | None,
    window: Window | None = None,
    moved: Mailbox | None = None,
) -> Screen:
    """`window`: what there is to import, where that is known. `moved`: how it stood at its old service."""
    parts = [
        voice("connected", address=address),
        voice(f"connected-{mode}"),
        _to_import(voice, window) if window else voice("connected-next"),
        voice("connected-then"),
    ]
    if moved and (letters := moved.stored + moved.quarantined):
        parts.append(voice("connected-anew", letters=letters))
    if smtp_trouble is not None:
        parts.append(voice("connected-reading", what=voice.trouble(smtp_trouble)))
    rows: Rows = (
        (
            Button(voice.label("button-status"), press.STATUS),
            Button(voice.label("button-connect-more"), press.CONNECT),
        ),
        (home.home(voice),),
    )
    return Screen("\n\n".join(parts), rows)


def _to_import(voice: Voice, window: Window) -> Markup:
    """The figures before the import begins."""
    total = window.inbox + window.sent
    first = "latest" if total > voice.policy.import_letters else "all" if total else "nothing"
    return voice("connected-counted", inbox=window.inbox, sent=window.sent, first=first)
