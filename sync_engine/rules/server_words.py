"""What mail servers say, as patterns; `diagnose` decides which of them outweighs which.

Holds always:
- every repetition is bounded or stays inside a word: no line of a server takes long to read;
- a pattern is there for words of a real server, RFC 5530 or their Russian counterparts, never for a guess at
  what a number might mean.
"""

import re

LONGEST = 1000  # characters of a line that are looked at
LONGEST_PAUSE = 3600  # seconds; one line of a server must not stop a mailbox for a day


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


# -- the secret ------------------------------------------------------------------------------------

APP_PASSWORD = _any(
    r"parol'? prilozheniya",  # Mail.ru, VK WorkMail
    r"парол\w* (для внешн\w+ )?приложени",
    r"ap+lication[- ](specific )?password",  # Gmail; Mail.ru drops a letter
    r"app([- ]specific)?[- ]password",
    r"InvalidSecondFactor",  # Gmail by SMTP
)
EITHER = _any(r"(credentials|password) or imap is disabled")  # Yandex
IMAP_OFF = _any(
    r"\bimap\b[^.]{0,40}\b(disabled|not (enabled|allowed|activated)|(switched|turned) off)",
    r"\b(not|yet to) (be )?(enable|activate|allow)\w*\b[^.]{0,20}\bimap\b",  # Gmail, Zoho
    r"\b(disabled|switched off|turned off)\b[^.]{0,20}\bimap\b",
    r"доступ\w*[^.]{0,30}imap[^.]{0,30}(отключ|запрещ|закрыт)",
)
WEB_LOGIN = _any(
    r"web ?login required|WEBALERT|log ?in (via|with|through) your (web )?browser",  # Gmail
    r"prove you are not a robot",  # Yandex by SMTP
)
BLOCKED = _any(r"account\b[^.]{0,20}\b(disabled|blocked|suspended|locked|frozen|deleted|closed|inactive)\b")
NO_SERVICE = _any(
    r"does not have access rights to this service", r"smtp\w* (auth\w* )?(is )?(disabled|not enabled)"
)
EXPIRED = _any(r"password\b[^.]{0,20}\bexpired\b")
REFUSED = _any(
    r"\b(invalid|incorrect|wrong|bad)\b[^.]{0,20}\b(credential|password|login|user|authentication data)",
    r"\b(credentials?|password|login|user ?name)\b[^.]{0,30}\b(invalid|incorrect|wrong|not accepted)\b",
    r"\b(auth\w*|sign-?in|log-?in)( \w+)? (failed|failure|rejected|unsuccessful)\b",
    r"\b(unknown user|no such user|user unknown|user not found)\b",
    r"неверн\w+ (логин|парол|имя)|неправильн\w+ (логин|парол|имя)",
)
PLAIN_LINK = re.compile(r"starttls|\btls\b|\bssl\b|encrypt", re.IGNORECASE)

# -- later -----------------------------------------------------------------------------------------

THROTTLED = _any(
    r"\btoo (many|much|frequent|often)\b",
    r"\brate[- ]?limit|\bthrottl|\bbackoff\b|\bexceed(ed|s)\b",
    r"\bmaximum (number of )?\w{0,20} ?(connections|sessions|logins)\b",
    r"\btemporarily (restricted|blocked)\b",  # Yandex, after many sign-ins
    r"слишком (много|часто)|превышен\w*|ограничен\w* (на )?(числ|количеств|частот)",
)
CONNECTIONS = _any(r"\b(connections?|sessions?)\b", r"соединени|подключени|сесси")
TRAFFIC = _any(
    r"\b(bandwidth|command|traffic|download|upload|rate)\b[^.]{0,30}\b(limit|quota|exceeded)"
)  # Gmail
FULL = _any(
    r"\bquota\b[^.]{0,30}\b(exceed(ed|s)|reached)\b|\bover ?quota\b|\bexceed\w* (\w{1,20} ){0,3}quota\b",
    r"\b(mailbox|account|storage)\b[^.]{0,20}\bfull\b",
    r"(ящик|диск|хранилищ)\w*[^.]{0,20}(переполнен|заполнен)|квот\w*[^.]{0,20}(исчерпан|превышен)",
)
LATER = _any(
    r"\b(temporar(y|ily)|transient)\b",
    r"\btry (again )?(later|in )",
    r"\bplease (wait|retry)\b",
    r"\btimed? ?out\b|\boverload|\bmaintenance\b|\bbusy\b",
    r"\b(internal|server|backend|system|database)( \w+)? (error|failure|problem)\b",
    r"\bconnection\b[^.]{0,20}\b(lost|refused|failed)\b",
    r"\b(service|server|mailbox) (is )?(currently )?(not available|unavailable)\b",
    r"временно|попробуйте (ещё раз )?позже|повторите (попытку )?позже|ведутся (технические )?работы",
)
SHUTTING_DOWN = _any(r"\bshut(ting)? ?down\b|\bgoing down\b|\brestart(ing)?\b|перезапуск|перезагру")
IDLE_TOO_LONG = _any(
    r"\bauto-?log-?out\b|\bidle\b[^.]{0,20}\b(too )?long\b|\binactiv(e|ity)\b|\bidle time-?out\b"
)

# -- in the middle of a session --------------------------------------------------------------------

SESSION_OVER = _any(
    r"\bplease (re-?)?(log[- ]?in|sign[- ]in|authenticate)\b",
    r"\b(session|token)\b[^.]{0,20}\b(expired|invalid|invalidated|revoked)\b",
    r"\bnot (logged in|authenticated)\b|\b(must|need to) (first )?(log ?in|authenticate)\b",
    r"\b(log-?in|authentication) (is )?required\b|\bin state NONAUTH\b",
    r"\bauthenticated but not connected\b|\bin invalid state\b",  # Exchange
    r"(сесси|сеанс)\w*[^.]{0,20}(истек|истёк|заверш)",
    r"требуется (вход|авторизаци)|войдите (снова|заново|ещё раз)",
)
FOLDER_GONE = _any(
    r"\b(mailbox|folder)\b.{0,80}\b(does(n.?t| not) exist|(is |was )?not found|(has been|was) deleted)\b",
    r"\b(no such|unknown|non-?existent) (mailbox|folder)\b",
    r"папк\w*.{0,80}(не найден|не существует|удален|удалён)|нет такой папки",
)
NOT_UNDERSTOOD = _any(
    r"\b(syntax|parse|parsing|protocol) error\b|\berror in imap command\b",
    r"\b(unknown|invalid|unrecogni[sz]ed|unsupported|bad) (imap )?(command|argument|parameter|search)",
    r"\b(missing|unexpected|too many|too few|invalid) (arguments?|parameters?|invalid)\b",
    r"\bline (is )?too long\b",
    r"неизвестн\w+ команд|синтаксическ\w+ ошибк|ошибк\w+ синтаксис",
)

# -- how a line is built ---------------------------------------------------------------------------

LIBRARY_PREFIX = re.compile(r"^\s*(login|authenticate) failed: ")  # a client library's words
# imaplib wraps what it passes on, and quotes octets of the stream, perhaps of a letter, as if they were words
WRAPPING = re.compile(r"^(command: \w{1,20} => |\w{1,20} failed: )+")
QUOTED = re.compile(r"^(unexpected (tagged )?response|socket error|got more than)\b")
GOODBYE = re.compile(r"^(b['\"])?\* BYE\b", re.IGNORECASE)  # a greeting that is a farewell (RFC 3501 §7.1.5)
CODE = re.compile(r"\[([A-Z][A-Z-]{0,40})")  # RFC 3501 §7.1
ENHANCED = re.compile(r"^\s*([245])\.\d{1,3}\.\d{1,3}\b")  # RFC 3463 §2

_PAUSES = (
    re.compile(r"backoff time:\s{0,3}([0-9]{1,9})\s{0,3}(milliseconds)", re.IGNORECASE),  # Microsoft
    re.compile(
        r"\b(?:retry|again|wait)\b[^.0-9]{0,30}([0-9]{1,9})\s{0,3}(milliseconds|seconds?|minutes?|hours?)\b",
        re.IGNORECASE,
    ),
    re.compile(r"\bчерез\s{1,3}([0-9]{1,9})\s{0,3}(сек|мин|час)", re.IGNORECASE),
)
_MILLISECONDS = {"mil": 1, "sec": 1_000, "min": 60_000, "hou": 3_600_000}
_MILLISECONDS |= {"сек": 1_000, "мин": 60_000, "час": 3_600_000}


def pause(text: str) -> int | None:
    """The whole seconds a server asks to wait, 1 to `LONGEST_PAUSE`; None where it names no span."""
    for pattern in _PAUSES:
        if found := pattern.search(text):
            asked = int(found.group(1)) * _MILLISECONDS[found.group(2)[:3].lower()]
            return min(-(-asked // 1000), LONGEST_PAUSE) or None
    return None
