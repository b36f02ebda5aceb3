"""What the pages say, as sheets; pure."""

import re
from html import escape

from bot.draft import Draft
from bot.voice import Voice
from bot.web.sheet import Sheet
from storage.records import Person
from sync_engine import errors
from sync_engine.rules.providers import Provider
from sync_engine.work.consent_page import ConsentPage

_URL = re.compile(r"https://[A-Za-z0-9./_?=%-]+")  # of our own texts


def password(
    voice: Voice,
    draft: Draft,
    person: Person,
    provider: Provider | None,
    host: str,
    *,
    trouble: tuple[str, ...] = (),
) -> Sheet:
    """The page where a password is typed; `trouble`: what was wrong with the last one, in HTML."""
    kind = "mend" if draft.mailbox else "connect"
    owner = "mend" if draft.mailbox else draft.mode
    app = bool(provider and provider.app_password)
    label, show, hide = (
        voice.label(key)
        for key in ("page-app-password" if app else "page-password", "page-show", "page-hide")
    )
    body = (
        _address(draft),
        _p(voice(f"page-owner-{owner}", name=_name(person))),
        _trouble(trouble),
        '<form method="post">',
        f'<label for="secret">{escape(label)}</label>',
        '<div class="field">',
        '<input id="secret" name="password" type="password" required autofocus maxlength="1000"'
        ' autocomplete="off" autocapitalize="none" autocorrect="off" spellcheck="false">',
        '<button id="show" type="button" class="plain" aria-pressed="false" hidden'
        f' data-show="{escape(show)}" data-hide="{escape(hide)}">{escape(show)}</button>',
        "</div>",
        _pages(voice, provider),
        _press(voice, f"page-{kind}-button"),
        "</form>",
        _p(voice("page-who-gets", host=host), "small"),
    )
    return _sheet(voice, f"page-{kind}-title", *body)


def refusal(voice: Voice, error: errors.MailError, provider: Provider | None) -> tuple[str, ...]:
    """A sign-in that failed, with the next step, as `password` shows it."""
    again = voice("page-try-again") if isinstance(error, errors.SignInRefused) else ""
    way_out = voice.way_out(error, provider.id if provider else None)
    return (voice("page-failed"), voice.trouble(error), way_out, again)


def consent(voice: Voice, draft: Draft, person: Person, host: str, code: str, state: str) -> Sheet:
    """Who will read the mailbox, before anything is done with the consent that was given."""
    kind = "renew" if draft.mailbox else "consent"
    body = (
        _address(draft),
        _p(voice(f"page-consent-{draft.mode}", name=_name(person), host=host)),
        '<form method="post" action="?">',  # without the code in the address
        f'<input type="hidden" name="state" value="{escape(state)}">',
        f'<input type="hidden" name="code" value="{escape(code)}">',
        _press(voice, f"page-{kind}-button"),
        "</form>",
        _p(voice("page-consent-warning"), "small"),
    )
    return _sheet(voice, f"page-{kind}-title", *body)


def consent_denied(voice: Voice, page: ConsentPage, again: str) -> Sheet:
    service = page.name[voice.language]
    why = _p(voice("page-consent-denied-why", service=service))
    return _sheet(voice, "page-consent-denied", why, _again(voice, service, again))


def consent_failed(voice: Voice, page: ConsentPage, error: errors.MailError, again: str) -> Sheet:
    """`again`: where it can be asked for anew."""
    service = page.name[voice.language]
    said = [_p(text) for text in (voice.trouble(error), voice.way_out(error)) if text]
    return _sheet(voice, "page-failed", *said, _again(voice, service, again))


def consent_without_code(voice: Voice, page: ConsentPage, again: str) -> Sheet:
    service = page.name[voice.language]
    title, why = voice.label("page-consent-no-code", service=service), _p(voice("page-consent-no-code-why"))
    return _titled(voice, title, why, _again(voice, service, again))


def connected(voice: Voice, address: str, *, mended: bool, trouble: errors.MailError | None) -> Sheet:
    title = voice.label("page-mended" if mended else "page-connected", address=address)
    reading = (_p(voice("connected-reading", what=voice.trouble(trouble))),) if trouble else ()
    return _titled(voice, f"✓ {title}", *reading, *_return(voice))


def folder(voice: Voice, address: str) -> Sheet:
    return _sheet(voice, "page-folder", _p(voice("page-folder-where", address=address)), *_return(voice))


def elsewhere(voice: Voice, error: errors.MailError) -> Sheet:
    said = [_p(text) for text in (voice.trouble(error), voice.way_out(error)) if text]
    return _sheet(voice, "page-elsewhere", *said, *_return(voice))


def broken_off(voice: Voice) -> Sheet:
    return _sheet(voice, "page-broken-off", _p(voice("page-close")))


def dead(voice: Voice, *, status: int) -> Sheet:
    return _sheet(voice, "page-dead", _p(voice("page-dead-why")), status=status)


def wrong_way(voice: Voice) -> Sheet:
    return _sheet(voice, "page-wrong-way", _p(voice("page-wrong-way-why")), status=403)


def too_large(voice: Voice) -> Sheet:
    return _sheet(voice, "page-too-large", status=413)


def sorry(voice: Voice) -> Sheet:
    return _sheet(voice, "page-sorry", _p(voice("page-sorry-why")), status=500)


# -- pieces ----------------------------------------------------------------------------------------


def _sheet(voice: Voice, title: str, *body: str, status: int = 200) -> Sheet:
    return _titled(voice, voice.label(title), *body, status=status)


def _titled(voice: Voice, title: str, *body: str, status: int = 200) -> Sheet:
    text = "\n".join(part for part in body if part)
    return Sheet(language=voice.language, title=title, body=text, status=status)


def _p(text: str, kind: str = "") -> str:
    """Paragraphs of a text for chats: their HTML is HTML, their line ends are not."""
    mark = f' class="{kind}"' if kind else ""
    text = _URL.sub(r'<a href="\g<0>" target="_blank" rel="noopener noreferrer">\g<0></a>', text)
    return "".join(f"<p{mark}>{part}</p>".replace("\n", "<br>") for part in text.split("\n\n"))


def _address(draft: Draft) -> str:
    return f'<p class="address">{escape(draft.address)}</p>'


def _name(person: Person) -> str:
    return person.name or str(person.telegram_id)


def _trouble(said: tuple[str, ...]) -> str:
    text = "".join(_p(part) for part in said if part)
    return f'<div class="trouble" role="alert">{text}</div>' if text else ""


def _pages(voice: Voice, provider: Provider | None) -> str:
    """The provider's own page that helps here, in a tab of its own."""
    page = provider.app_password_page.get(voice.language, "") if provider and provider.app_password else ""
    return _link(page, voice.label("page-where-to-create")) if page else ""


def _again(voice: Voice, service: str, url: str) -> str:
    label = escape(voice.label("page-consent-again", service=service))
    return f'<p><a class="button plain" href="{escape(url)}">{label}</a></p>'


def _link(url: str, label: str) -> str:
    return f'<p><a href="{escape(url)}" target="_blank" rel="noopener noreferrer">{escape(label)}</a></p>'


def _press(voice: Voice, key: str) -> str:
    label, wait = escape(voice.label(key)), voice("page-wait")
    return f'<button class="main">{label}</button>\n<p id="wait" class="small" hidden>{wait}</p>'


def _return(voice: Voice) -> tuple[str, str]:
    return _p(voice("page-return")), _p(voice("page-close"), "small")
