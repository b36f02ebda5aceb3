"""The screens of connecting a mailbox, and of giving it a new password."""

from collections.abc import Sequence

from bot.say import Markup
from bot.site import Ways
from bot.views import html, press
from bot.views.screen import Button, Rows, Screen
from bot.voice import Voice
from storage.records import Mode
from sync_engine import errors
from sync_engine.rules.providers import Provider, Servers

FOLDERS = 30  # folders one may choose from
_TYPING = Ways()  # in the chat, and nowhere else


def ask_address(voice: Voice) -> Screen:
    return Screen(voice("connect-address"), (_cancel(voice),))


def refused(voice: Voice, error: errors.MailError, *, again: str) -> Screen:
    """What was typed will not do; `again` is the key of what to type instead."""
    parts = [voice.trouble(error), voice.way_out(error), voice(again)]
    return Screen("\n\n".join(part for part in parts if part), (_cancel(voice),))


def cannot_move(voice: Voice, error: errors.MailError, mailbox_id: int) -> Screen:
    """Where the mail went we cannot follow."""
    parts = (voice.trouble(error), voice.way_out(error), voice("move-stays"))
    mailbox = Button(voice.label("button-to-mailbox"), press.to(press.MAILBOX, mailbox_id))
    return Screen("\n\n".join(part for part in parts if part), ((mailbox,),))


def ask_server(voice: Voice, key: str, address: str) -> Screen:
    """Asks for the incoming or the outgoing server."""
    return Screen(voice(key, address=address), (_cancel(voice),))


def looking(voice: Voice, address: str) -> Screen:
    """Shown where it takes longer than a moment."""
    return Screen(voice("connect-looking", address=address), (_cancel(voice),))


def confirm_servers(voice: Voice, address: str, servers: Servers) -> Screen:
    """Others than the owner of the address named them: a password goes there only after a yes."""
    right = Button(voice.label("button-servers-right"), press.to(press.SERVERS, "right"))
    return Screen(
        f"{_servers(voice, address, servers)}\n\n{voice('connect-servers-strange')}",
        ((right,), *_other_servers(voice, servers), _cancel(voice)),
    )


def choose_mode(
    voice: Voice, address: str, provider: Provider | None, guessed: Servers | None = None
) -> Screen:
    """Only administrators are asked (rule C3). `guessed`: the servers a person may know better."""
    choice = tuple(
        Button(voice.label(f"button-mode-{mode}"), press.to(press.MODE, mode))
        for mode in ("personal", "corporate")
    )
    text = f"{_found(voice, address, provider, guessed)}\n\n{voice('connect-mode')}"
    return Screen(text, (choice, *_other_servers(voice, guessed), _cancel(voice)))


def ask_secret(
    voice: Voice,
    address: str,
    provider: Provider | None,
    mode: Mode | None,
    ways: Ways = _TYPING,
    guessed: Servers | None = None,
    *,
    moved: bool = False,
) -> Screen:
    """`mode` None: a new password for a mailbox that is connected already. `guessed` as in `choose_mode`.

    `moved`: it is connected, too, and was at another service.
    """
    parts = [_found(voice, address, provider, guessed)]
    if moved:
        parts.append(voice("connect-moved"))
    elif mode is not None:
        parts.append(voice(f"connect-will-be-{mode}"))
    if ways.consent:
        service = ways.service[voice.language]
        parts.append(voice("connect-consent", service=service))
        rows: Rows = (
            (Button(voice.label("button-consent", service=service), url=ways.consent),),
            (Button(voice.label("button-by-password"), press.BY_PASSWORD),),
        )
    else:
        parts += [_which_secret(voice, provider), *_steps(voice, provider), *_how(voice, ways)]
        rows = (*_pages(voice, provider), *_page(voice, ways))
    return Screen("\n\n".join(parts), (*rows, *_other_servers(voice, guessed), _cancel(voice)))


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


def failure(
    voice: Voice, address: str, error: errors.MailError, provider: Provider | None, *, connected: bool
) -> list[str]:
    """What happened, and the next step."""
    return [
        voice("password-failed" if connected else "connect-failed", address=address),
        voice.trouble(error),
        voice.way_out(error, provider.id if provider else None),
    ]


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
    parts = failure(voice, address, error, provider, connected=connected)
    if isinstance(error, errors.SignInRefused):
        parts += [*_steps(voice, provider), voice("connect-send-again")]
    retry = Button(voice.label("button-retry"), press.RETRY)
    other = () if connected else (Button(voice.label("button-other-address"), press.CONNECT),)
    rows = (*_pages(voice, provider, error), (retry,), (*other, *_cancel(voice)))
    return Screen("\n\n".join(part for part in parts if part), rows)


def _found(voice: Voice, address: str, provider: Provider | None, guessed: Servers | None = None) -> str:
    if provider is not None:
        return voice("connect-found", address=address, provider=provider.name[voice.language])
    if guessed is not None:
        return _servers(voice, address, guessed)
    return voice("connect-address-only", address=address)


def _servers(voice: Voice, address: str, servers: Servers) -> str:
    smtp = servers.smtp.host if servers.smtp else "—"
    return voice("connect-found-servers", address=address, imap=servers.imap.host, smtp=smtp)


def _other_servers(voice: Voice, guessed: Servers | None) -> Rows:
    if guessed is None:
        return ()
    return ((Button(voice.label("button-servers-other"), press.to(press.SERVERS, "other")),),)


def _steps(voice: Voice, provider: Provider | None) -> tuple[Markup, ...]:
    """Three steps to a password this service takes, where we know them."""
    key = f"steps-{provider.id}" if provider else ""
    return (voice(key),) if key and voice.has(key) else ()


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
    if about_secret and imap_page not in {"", secret_page}:
        rows.append((Button(voice.label("button-imap-page"), url=imap_page),))
    return tuple(rows)


def _cancel(voice: Voice) -> tuple[Button, ...]:
    return (Button(voice.label("button-cancel"), press.CANCEL),)
