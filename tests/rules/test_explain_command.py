"""What servers say after we are in, and when they show us the door. The texts are those of real servers."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sync_engine import errors
from sync_engine.rules import diagnose, server_words

CODES = st.none() | st.sampled_from(
    [
        *("UNAVAILABLE", "INUSE", "LIMIT", "OVERQUOTA", "NONEXISTENT", "TRYCREATE", "AUTHENTICATIONFAILED"),
        *("AUTHORIZATIONFAILED", "EXPIRED", "NOPERM", "CONTACTADMIN", "CORRUPTION", "EXPUNGEISSUED", "ALERT"),
        *("SERVERBUG", "CLIENTBUG", "CANNOT", "PARSE", "BADCHARSET", "PRIVACYREQUIRED", "unavailable", ""),
    ]
)
# Words that mean much to us, in orders nobody foresaw
SAYINGS = st.lists(
    st.sampled_from(
        [
            *(
                "Invalid",
                "credentials",
                "password",
                "login",
                "failed",
                "please",
                "log in",
                "IMAP",
                "disabled",
            ),
            *(
                "application",
                "account",
                "blocked",
                "expired",
                "too many",
                "later",
                "mailbox",
                "does not exist",
            ),
            *(
                "[AUTHENTICATIONFAILED]",
                "[ALERT]",
                "неверный",
                "пароль",
                "слишком",
                "часто",
                "retry",
                "in",
                "5",
            ),
        ]
    ),
    max_size=8,
).map(" ".join)


@pytest.mark.parametrize(
    ("text", "kind", "reason"),
    [
        # the server has had enough of us
        pytest.param("[LIMIT] Rate limit hit", errors.Throttled, "limit", id="yahoo-rate"),
        pytest.param("[LIMIT] UID FETCH Rate limit hit.", errors.Throttled, "limit", id="yahoo-rate-fetch"),
        pytest.param(
            "[ALERT] Too many simultaneous connections. (Failure)",
            errors.Throttled,
            "connections",
            id="gmail-links",
        ),
        pytest.param(
            "[UNAVAILABLE] Maximum number of connections from user+IP exceeded "
            "(mail_max_userip_connections=10)",
            errors.Throttled,
            "connections",
            id="dovecot-links",
        ),
        pytest.param(
            "[OVERQUOTA] Account exceeded command or bandwidth limits. (Failure)",
            errors.Throttled,
            "limit",
            id="gmail-traffic-is-not-a-full-mailbox",
        ),
        pytest.param(
            "Request is throttled. Suggested Backoff Time: 299961 milliseconds",
            errors.Throttled,
            "limit",
            id="microsoft",
        ),
        pytest.param(
            "Access to your account has been temporarily restricted as Yandex suspects it may have been "
            "hacked.",
            errors.Throttled,
            "limit",
            id="yandex-restricted",
        ),
        pytest.param("Превышено число соединений", errors.Throttled, "connections", id="russian-links"),
        pytest.param("Слишком частые запросы: слишком много", errors.Throttled, "limit", id="russian-rate"),
        # not now
        pytest.param(
            "[UNAVAILABLE] UID SEARCH Backend error", errors.ServerUnreachable, "later", id="yandex-backend"
        ),
        pytest.param("FETCH Backend error", errors.ServerUnreachable, "later", id="backend-without-a-code"),
        pytest.param("System Error (Failure)", errors.ServerUnreachable, "later", id="gmail-system-error"),
        pytest.param("Server Unavailable. 15", errors.ServerUnreachable, "later", id="exchange-unavailable"),
        pytest.param("[INUSE] Mailbox in use", errors.ServerUnreachable, "in_use", id="rfc5530-in-use"),
        pytest.param(
            "[CONTACTADMIN] Ask him", errors.ServerUnreachable, "contact_admin", id="rfc5530-contact-admin"
        ),
        pytest.param("Сервис временно недоступен", errors.ServerUnreachable, "later", id="russian-later"),
        # the session is over
        pytest.param(
            "[AUTHENTICATIONFAILED] Session is not valid",
            errors.ServerUnreachable,
            "session_over",
            id="refused-in-the-middle",
        ),
        pytest.param("[EXPIRED] Token", errors.ServerUnreachable, "session_over", id="rfc5530-expired"),
        pytest.param(
            "Session expired, please login again.", errors.ServerUnreachable, "session_over", id="gmail-token"
        ),
        pytest.param("Please log in first", errors.ServerUnreachable, "session_over", id="please-log-in"),
        pytest.param(
            "User is authenticated but not connected.",
            errors.ServerUnreachable,
            "session_over",
            id="exchange-half-in",
        ),
        pytest.param(
            "command EXAMINE illegal in state NONAUTH, only allowed in states AUTH, SELECTED",
            errors.ServerUnreachable,
            "session_over",
            id="the-client-library-knows-better",
        ),
        pytest.param(
            "Invalid credentials", errors.ServerUnreachable, "session_over", id="no-refusal-in-here"
        ),
        pytest.param(
            "Your account is not enabled for IMAP use.",
            errors.ServerUnreachable,
            "session_over",
            id="imap-switched-off-meanwhile",
        ),
        pytest.param(
            "NEOBHODIM parol prilozheniya", errors.ServerUnreachable, "session_over", id="mailru-meanwhile"
        ),
        # the folder
        pytest.param(
            "[NONEXISTENT] Unknown Mailbox: Sent (Failure)", errors.FolderGone, "folder_gone", id="gmail-gone"
        ),
        pytest.param(
            "[TRYCREATE] Mailbox doesn't exist: Sent", errors.FolderGone, "folder_gone", id="dovecot-gone"
        ),
        pytest.param(
            "select failed: Mailbox does not exist", errors.FolderGone, "folder_gone", id="cyrus-gone"
        ),
        pytest.param("EXAMINE No such folder", errors.FolderGone, "folder_gone", id="yandex-gone"),
        pytest.param("Папка «Отправленные» не найдена", errors.FolderGone, "folder_gone", id="russian-gone"),
        pytest.param(
            "[NONEXISTENT] Unknown Mailbox: too many connections",
            errors.FolderGone,
            "folder_gone",
            id="a-folder-named-to-deceive",
        ),
        # no room
        pytest.param(
            "[OVERQUOTA] Quota exceeded (mailbox for user is full)",
            errors.MailboxFull,
            "full",
            id="dovecot-full",
        ),
        pytest.param("Ящик переполнен", errors.MailboxFull, "full", id="russian-full"),
        # nonsense
        pytest.param(
            "UID command error: BAD [b'Command syntax error. sc=abc_12-imap-production']",
            errors.ServerConfused,
            "not_understood",
            id="yandex-syntax",
        ),
        pytest.param(
            "Unsupported search criterion: FROM", errors.ServerConfused, "not_understood", id="mailru-search"
        ),
        pytest.param(
            "Error in IMAP command UID FETCH: Too many arguments",
            errors.ServerConfused,
            "not_understood",
            id="too-many-arguments-are-no-limit",
        ),
        pytest.param(
            "[EXPUNGEISSUED] Some of the requested messages no longer exist",
            errors.ServerConfused,
            "expunged",
            id="rfc5530-expunged",
        ),
        pytest.param("[CORRUPTION] Index", errors.ServerConfused, "corruption", id="rfc5530-corruption"),
        pytest.param("[NOPERM] Access denied", errors.ServerConfused, "no_right", id="rfc5530-no-right"),
        pytest.param("[SERVERBUG] Oops", errors.ServerConfused, "server_bug", id="rfc5530-bug"),
        pytest.param("fetch failed: Oops", errors.ServerConfused, "unclear", id="no-idea"),
        pytest.param("", errors.ServerConfused, "unclear", id="nothing-said"),
        pytest.param("[PRIVACYREQUIRED] No", errors.TlsFailed, "encryption_wanted", id="rfc5530-privacy"),
    ],
)
def test_what_an_answer_means(text: str, kind: type[errors.MailError], reason: str) -> None:
    error = diagnose.explain_command(text)
    assert type(error) is kind
    assert error.facts["reason"] == reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("Autologout; idle for too long", "idle_too_long", id="yandex-idle"),
        pytest.param("Disconnected for inactivity.", "idle_too_long", id="dovecot-idle"),
        pytest.param("Server shutting down.", "shutting_down", id="dovecot-down"),
        pytest.param("Session invalidated - AccessTokenExpired", "session_over", id="exchange-token"),
        pytest.param("Connection is closed. 14", "closed", id="exchange-closed"),
        pytest.param("Too many invalid IMAP commands.", "closed", id="dovecot-fed-up"),
        pytest.param("socket error: EOF", "closed", id="nothing-but-the-end"),
        pytest.param("command: UID => Autologout; idle for too long", "idle_too_long", id="inside-a-command"),
        pytest.param(
            "unexpected response: b'Mailbox does not exist, please log in'", "closed", id="octets-of-a-letter"
        ),
        pytest.param("", "closed", id="nothing-said"),
    ],
)
def test_a_goodbye_only_costs_the_connection(text: str, reason: str) -> None:
    error = diagnose.explain_command(text, bye=True)
    assert type(error) is errors.ServerUnreachable
    assert error.facts["reason"] == reason


def test_a_greeting_that_is_a_farewell_says_why() -> None:
    links = diagnose.explain_command("b'* BYE Too many connections from your IP address'")
    assert (type(links), links.facts["reason"]) == (errors.Throttled, "connections")
    assert type(diagnose.explain_command("* BYE [ALERT] Fatal error")) is errors.ServerUnreachable


def test_a_code_that_was_taken_apart_counts_as_one_in_the_text() -> None:
    assert type(diagnose.explain_command("No", "nonexistent")) is errors.FolderGone
    assert type(diagnose.explain_command("No", "LIMIT")) is errors.Throttled
    assert type(diagnose.explain_command("[NONEXISTENT] No", None)) is errors.FolderGone


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        pytest.param(
            "Request is throttled. Suggested Backoff Time: 299961 milliseconds", 300, id="microsoft"
        ),
        pytest.param("[LIMIT] Too many requests, retry in 30 seconds", 30, id="seconds"),
        pytest.param("Too many logins. Please wait 5 minutes", 300, id="minutes"),
        pytest.param("Слишком много запросов, попробуйте через 2 минуты", 120, id="russian"),
        pytest.param("Too many requests, try again after 48 hours", 3600, id="at-most-an-hour"),
    ],
)
def test_a_pause_the_server_names_is_kept(text: str, seconds: int) -> None:
    assert diagnose.explain_command(text).facts["retry_after"] == seconds


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Too many connections (limit is 10)", id="a-limit-is-no-pause"),
        pytest.param("[LIMIT] retry in 0 seconds", id="no-time-at-all"),
        pytest.param("Autologout after 30 minutes", id="a-rule-of-the-house-is-no-pause"),
    ],
)
def test_a_number_is_a_pause_only_where_a_server_asks_for_one(text: str) -> None:
    assert "retry_after" not in diagnose.explain_command(text).facts


@given(st.text(max_size=200) | SAYINGS, CODES, st.booleans())
@example("[AUTHENTICATIONFAILED] Invalid credentials", None, False)
def test_nothing_said_in_a_session_refuses_the_secret(text: str, code: str | None, bye: bool) -> None:
    error = diagnose.explain_command(text, code, bye=bye)
    assert not isinstance(error, errors.SignInRefused)
    assert error.temporary or isinstance(error, errors.FolderGone)
    assert isinstance(error.facts["reason"], str)
    assert 1 <= int(error.facts.get("retry_after", 1)) <= server_words.LONGEST_PAUSE


@given(SAYINGS)
def test_whatever_a_server_piles_up_a_word_for_later_keeps_the_secret(text: str) -> None:
    assert diagnose.explain_sign_in(f"[AUTHENTICATIONFAILED] {text}, too many attempts").temporary or (
        "application" in text and "password" in text
    )


@given(st.text(max_size=80))
def test_the_servers_words_stay_out_of_the_error(text: str) -> None:
    error = diagnose.explain_command("anna@acme.test " + text)
    assert "anna@acme.test" not in str(error)
    assert "anna@acme.test" not in str(error.facts)


@pytest.mark.parametrize(
    "piece", ["mailbox ", "too many ", "auth ", "папка ", "[", "retry in ", "a", "imap. "]
)
def test_a_line_without_end_is_read_at_once(piece: str) -> None:
    text = piece * 100_000
    diagnose.explain_command(text)  # a pattern that backtracks would not end within the suite's life
    diagnose.explain_sign_in(text)
