"""Which folder is the Inbox and which holds sent letters (S5).

Holds always:
- the server's own word (special use) comes before any name; names are compared by their last part, without
  regard to case or to «ё»;
- «Исходящие» and Outbox are letters waiting to go, never sent ones, unless the server says so;
- in doubt nothing is chosen: the person is asked, with what could be it;
- a folder is opened by the name the server gave (`wire_name`), never by one encoded anew: not every server's
  encoding survives the round (Yandex and "&", modern-email/defects #46).
"""

import base64
import binascii
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_PLAIN_NAMES = frozenset({"sent", "отправленные"})
_SENT_FLAGS = frozenset({"\\sent"})  # RFC 6154 §2; XLIST says the same word
_UNFIT_FLAGS = frozenset(
    {"\\all", "\\archive", "\\drafts", "\\flagged", "\\junk", "\\trash", "\\important", "\\inbox"}
    | {"\\allmail", "\\spam", "\\starred"}  # XLIST's words
)
_CLOSED_FLAGS = frozenset({"\\noselect", "\\nonexistent"})  # RFC 3501 §7.2.2, RFC 9051 §7.3.1


def _fold(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().replace("ё", "е").split())


def _known(names: str) -> frozenset[str]:
    return frozenset(map(_fold, names.replace("\n", "|").split("|"))) - {""}


_SENT_NAMES = _known("""
    отправленные|отправленное|отправлено|отправленные письма|отправленные сообщения|отправленные элементы
    sent|sent items|sent messages|sent mail|sent-mail|sentmail|sentbox|sent box|sent e-mail|sent letters
    sent elements|sent objects|inbox.sent
    надіслані|надіслане|надіслано|надіслані листи|відправлені|відправлене|відправлені листи
    адпраўленыя|адпраўленае|адасланыя|дасланыя
    жіберілген|жіберілгендер|жіберілген хаттар|жіберілген хабарлар
    gesendet|gesendete|gesendete objekte|gesendete elemente|gesendete nachrichten
    envoyés|envoyé|messages envoyés|éléments envoyés|courrier envoyé|objets envoyés
    enviados|enviado|elementos enviados|mensajes enviados|correo enviado|mensagens enviadas|itens enviados
    inviata|inviati|posta inviata|elementi inviati|messaggi inviati
    wysłane|elementy wysłane|wiadomości wysłane|poczta wysłana
    verzonden|verzonden items|verzonden berichten|odeslaná pošta|odeslané|odeslané položky|odoslané
    gönderilmiş öğeler|gönderilmiş postalar|gönderilenler|gönderilmiş|изпратени|изпратени писма
    skickat|skickade|sendt|sendte elementer|lähetetyt|išsiųsti|nosūtītie|saadetud|elküldött|trimise
    poslano|poslato|yuborilgan|yuborilganlar|göndərilənlər|გაგზავნილი|ուղարկված
    已发送|已发送邮件|寄件備份|送信済み|보낸편지함
""")
_OTHER_NAMES = _known("""
    исходящие|outbox|черновики|черновик|drafts|draft|чернетки|чарнавікі|entwürfe|brouillons|borradores|bozze
    удаленные|удаленное|удаленные элементы|удаленные письма|корзина|trash|deleted|deleted items|bin
    deleted messages|кошик|видалені|сметніца|себет|papierkorb|gelöschte elemente|corbeille|papelera|cestino
    спам|нежелательная почта|spam|junk|junk e-mail|junk mail|bulk mail|небажана пошта|indésirables
    correo no deseado|архив|архивы|archive|archives|archiv|архів|all mail|вся почта|kopie robocze|kosz
    рассылки|соцсети|социальные сети|новости|шаблоны|templates|notes|заметки|контакты|contacts
    calendar|календарь|tasks|задачи|journal|журнал бесед|conversation history|sync issues|newsletters
    важное|important|помеченные|starred|flagged|отложенные|snoozed|запланированные|scheduled
    rss feeds|rss-каналы
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedFolder:
    """One folder of a LIST answer (RFC 3501 §7.2.2); `flags` lower-case, as `listed` makes them."""

    wire_name: str  # the server's octets, one character an octet
    name: str  # for people
    flags: frozenset[str] = frozenset()
    delimiter: str | None = None

    @property
    def selectable(self) -> bool:
        return not self.flags & _CLOSED_FLAGS

    @property
    def path(self) -> list[str]:
        return self.name.split(self.delimiter) if self.delimiter else [self.name]


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderChoice:
    """`sent` is None when it could not be told; then `candidates` are what to offer, likeliest first."""

    inbox: ListedFolder | None
    sent: ListedFolder | None
    candidates: tuple[ListedFolder, ...] = ()


def listed(flags: Iterable[bytes | str], delimiter: bytes | str | None, raw: bytes | str) -> ListedFolder:
    """A folder from the pieces of a LIST answer; `raw` is the name as it came, not decoded yet."""
    octets = raw.encode("utf-8") if isinstance(raw, str) else raw
    return ListedFolder(
        wire_name=octets.decode("latin-1"),
        name=decode_name(octets),
        flags=frozenset(_text(flag).lower() for flag in flags),
        delimiter=_text(delimiter) if delimiter else None,
    )


def choose(folders: Sequence[ListedFolder]) -> FolderChoice:
    """Inbox and Sent among the folders of a mailbox."""
    inbox = next((folder for folder in folders if folder.name.upper() == "INBOX"), None)  # RFC 3501 §5.1
    others = [folder for folder in folders if folder is not inbox and folder.selectable]
    fit = [folder for folder in others if not folder.flags & _UNFIT_FLAGS and not _is_other(folder)]
    flagged = [folder for folder in others if folder.flags & _SENT_FLAGS]
    best = flagged or [folder for folder in fit if _fold(folder.path[-1]) in _SENT_NAMES]
    top = [folder for folder in best if _depth(folder) == min(map(_depth, best))]
    if flagged and len(top) > 1:  # Debian's Dovecot flags both "Sent" and "Sent Messages"
        top = [folder for folder in top if _fold(folder.path[-1]) in _PLAIN_NAMES] or top
    if len(top) == 1:
        return FolderChoice(inbox=inbox, sent=top[0])
    return FolderChoice(inbox=inbox, sent=None, candidates=tuple(dict.fromkeys([*top, *best, *fit])))


def pick(folders: Sequence[ListedFolder], wanted: str) -> ListedFolder | None:
    """The folder a person named, by its whole name or its last part, if exactly one fits."""
    open_ones = [folder for folder in folders if folder.selectable]
    for fits in (
        [folder for folder in open_ones if wanted in (folder.name, folder.wire_name)],
        [folder for folder in open_ones if _fold(wanted) in (_fold(folder.name), _fold(folder.path[-1]))],
    ):
        if len(fits) == 1:
            return fits[0]
    return None


def decode_name(raw: bytes) -> str:
    """A folder's name for people, out of modified UTF-7 (RFC 3501 §5.1.3) or UTF-8 (RFC 6855 §3).

    Never fails: what cannot be decoded, such as a bare "&", stays as it is.
    """
    if not raw.isascii():
        return raw.decode("utf-8", "replace")
    return re.sub(r"&([A-Za-z0-9+,]*)-", _decode_shift, raw.decode("ascii"))


def shown_name(wire_name: str) -> str:
    """The name for people of a stored `wire_name`."""
    return decode_name(wire_name.encode("latin-1", "replace"))


def _decode_shift(found: re.Match[str]) -> str:
    whole, packed = found.group(0), found.group(1)
    if not packed:
        return "&"
    try:
        octets = base64.b64decode(packed.replace(",", "/") + "=" * (-len(packed) % 4), validate=True)
        return octets.decode("utf-16-be") if octets else whole
    except (binascii.Error, UnicodeDecodeError):
        return whole


def _is_other(folder: ListedFolder) -> bool:
    """Whether it, or a folder above it, is known to be something else: a «Sent» in the trash is no Sent."""
    return any(_fold(part) in _OTHER_NAMES for part in folder.path)


def _depth(folder: ListedFolder) -> int:
    """How deep below the top; a folder right below INBOX or [Gmail] counts as on top."""
    first = folder.path[0]
    return len(folder.path) - (1 if first.upper() == "INBOX" or first.startswith("[") else 0)


def _text(value: bytes | str) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value
