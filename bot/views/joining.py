"""The screens of connecting a mailbox, and of giving it a new password."""

from collections.abc import Sequence

from bot.say import Markup
from bot.site import Ways
from bot.views import home, html, press
from bot.views.screen import Button, Rows, Screen
from bot.voice import Voice
from storage.records import Mode
from sync_engine import errors
from sync_engine.rules.providers import Provider
from sync_engine.work.dry_run import Window

FOLDERS = 30  # folders one may choose from
_TYPING = Ways()  # in the chat, and nowhere else


def ask_address(voice: Voice) -> Screen:
    return Screen(voice("connect-address"), (_cancel(voice),))


def refused(voice: Voice, error: errors.MailError, *, again: str) -> Screen:
    """What was typed will not do; `again` is the key of what to type instead."""
    parts = [voice.trouble(error), voice.way_out(error), voice(again)]
    return Screen("\n\n".join(part for part in parts if part), (_cancel(voice),))


def ask_server(voice: Voice, key: str, address: str) -> Screen:
    """Asks for the incoming or the outgoing server."""
    return Screen(voice(key, address=address), (_cancel(voice),))


def choose_mode(voice: Voice, address: str, provider: Provider | None) -> Screen:
    """Only administrators are asked (rule C3)."""
    choice = tuple(
        Button(voice.label(f"button-mode-{mode}"), press.to(press.MODE, mode))
        for mode in ("personal", "corporate")
    )
    return Screen(f"{_found(voice, address, provider)}\n\n{voice('connect-mode')}", (choice, _cancel(voice)))


def ask_secret(
    voice: Voice, address: str, provider: Provider | None, mode: Mode | None, ways: Ways = _TYPING
) -> Screen:
    """`mode` None: a new password for a mailbox that is connected already."""
    parts = [_found(voice, address, provider)]
    if mode is not None:
        parts.append(voice(f"connect-will-be-{mode}"))
    if ways.consent:
        service = ways.service[voice.language]
        parts.append(voice("connect-consent", service=service))
        rows: Rows = (
            (Button(voice.label("button-consent", service=service), url=ways.consent),),
            (Button(voice.label("button-by-password"), press.BY_PASSWORD),),
        )
    else:
        parts += [_which_secret(voice, provider), *_how(voice, ways)]
        rows = (*_pages(voice, provider), *_page(voice, ways))
    return Screen("\n\n".join(parts), (*rows, _cancel(voice)))


def ask_secret_again(voice: Voice, address: str, ways: Ways = _TYPING) -> Screen:
    """The one typed before is not kept."""
    parts = (voice("connect-secret-again", address=address), *_how(voice, ways))
    return Screen("\n\n".join(parts), (*_page(voice, ways), _cancel(voice)))


def _how(voice: Voice, ways: Ways) -> tuple[str, ...]:
    if ways.page:
        return (voice("connect-secret-page"),)
    many = (voice("connect-too-many-links", minutes=ways.wait),) if ways.wait else ()
    return (*many, voice("connect-secret"))


def _page(voice: Voice, ways: Ways) -> Rows:
    return ((Button(voice.label("button-secret-page"), url=ways.page),),) if ways.page else ()


def consent_denied(voice: Voice, address: str) -> Screen:
    rows: Rows = (
        (Button(voice.label("button-retry"), press.RETRY),),
        (Button(voice.label("button-by-password"), press.BY_PASSWORD),),
        _cancel(voice),
    )
    return Screen(voice("connect-consent-denied", address=address), rows)


def secret_is_text(voice: Voice) -> Screen:
    return Screen(voice("connect-secret-is-text"), (_cancel(voice),))


def interrupted(voice: Voice, address: str) -> Screen:
    """The bot was restarted while it tried to sign in."""
    retry = Button(voice.label("button-retry"), press.RETRY)
    return Screen(voice("connect-interrupted", address=address), ((retry,), _cancel(voice)))


def trying(voice: Voice, address: str, *, deleted: bool | None) -> Screen:
    """`deleted`: whether the message with the password could be; None where there was none this time."""
    screen = Screen(voice("connect-trying", address=address), (_cancel(voice),))
    return about_secret(voice, screen, deleted=deleted)


def about_secret(voice: Voice, screen: Screen, *, deleted: bool | None) -> Screen:
    """The screen with a last word about the message with the password."""
    if deleted is None:
        return screen
    word = voice("secret-deleted" if deleted else "secret-not-deleted")
    return Screen(f"{screen.text}\n\n{word}", screen.rows)


def still_trying(voice: Voice) -> Screen:
    return Screen(voice("connect-still-trying"), (_cancel(voice),))


def choose_sent(voice: Voice, address: str, folders: Sequence[str]) -> Screen:
    rows: Rows = tuple(
        (Button(html.one_line(name, 60) or "—", press.to(press.SENT, place)),)
        for place, name in enumerate(folders[:FOLDERS])
    )
    return Screen(voice("connect-sent-folder", address=address), (*rows, _cancel(voice)))


def failed(
    voice: Voice,
    address: str,
    error: errors.MailError,
    provider: Provider | None,
    *,
    connected: bool = False,
) -> Screen:
    """A sign-in that did not succeed, with the next step and a way to try again.

    `connected`: it was about a new password of a mailbox that stays as it was.
    """
    parts = [
        voice("password-failed" if connected else "connect-failed", address=address),
        voice.trouble(error),
        voice.way_out(error, provider.id if provider else None),
    ]
    if isinstance(error, errors.SignInRefused):
        parts.append(voice("connect-send-again"))
    retry = Button(voice.label("button-retry"), press.RETRY)
    other = () if connected else (Button(voice.label("button-other-address"), press.CONNECT),)
    rows = (*_pages(voice, provider, error), (retry,), (*other, *_cancel(voice)))
    return Screen("\n\n".join(part for part in parts if part), rows)


def connected(
    voice: Voice,
    address: str,
    mode: Mode,
    smtp_trouble: errors.MailError | None,
    window: Window | None = None,
) -> Screen:
    """`window`: what there is to import, where that is known."""
    parts = [
        voice("connected", address=address),
        voice(f"connected-{mode}"),
        _to_import(voice, window) if window else voice("connected-next"),
        voice("connected-then"),
    ]
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


def _found(voice: Voice, address: str, provider: Provider | None) -> str:
    if provider is None:
        return voice("connect-address-only", address=address)
    return voice("connect-found", address=address, provider=provider.name[voice.language])


def _which_secret(voice: Voice, provider: Provider | None) -> str:
    if provider is None or not provider.app_password:
        return voice("connect-which-ordinary")
    return voice("connect-which-app", provider=provider.id, name=provider.name[voice.language])


def _pages(voice: Voice, provider: Provider | None, error: errors.MailError | None = None) -> Rows:
    """The provider's own pages that help here."""
    if provider is None:
        return ()
    rows: list[tuple[Button, ...]] = []
    about_secret = error is None or isinstance(error, errors.SignInRefused)
    secret_page = provider.app_password_page.get(voice.language, "") if provider.app_password else ""
    if about_secret and secret_page:
        rows.append((Button(voice.label("button-app-password-page"), url=secret_page),))
    imap_page = provider.imap_page.get(voice.language, "")
    if isinstance(error, errors.SignInRefused) and imap_page not in {"", secret_page}:
        rows.append((Button(voice.label("button-imap-page"), url=imap_page),))
    return tuple(rows)


def _cancel(voice: Voice) -> tuple[Button, ...]:
    return (Button(voice.label("button-cancel"), press.CANCEL),)
