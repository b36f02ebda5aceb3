"""What servers say when they do not let us in. The texts are those of real servers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync_engine import errors
from sync_engine.rules import diagnose

MAILRU = "NEOBHODIM parol prilozheniya https://help.mail.ru/mail/security/protection/external / "


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        pytest.param(MAILRU + "Application password is REQUIRED", errors.AppPasswordRequired, id="mailru"),
        pytest.param(
            MAILRU + "Aplication password is REQUIRED", errors.AppPasswordRequired, id="mailru-misspelt"
        ),
        pytest.param(
            "[ALERT] Application-specific password required: https://support.google.com/a (Failure)",
            errors.AppPasswordRequired,
            id="gmail-app-password",
        ),
        pytest.param(
            "[ALERT] Your account is not enabled for IMAP use. Please visit your Gmail settings page and "
            "enable your account for IMAP access. (Failure)",
            errors.ImapDisabled,
            id="gmail-imap-off",
        ),
        pytest.param(
            "[ALERT] You are yet to enable IMAP for your account. Please contact your administrator",
            errors.ImapDisabled,
            id="zoho-imap-off",
        ),
        pytest.param(
            "[AUTHENTICATIONFAILED] IMAP access is disabled", errors.ImapDisabled, id="imap-is-disabled"
        ),
        pytest.param(
            "Full IMAP support is not enabled for this account. Please contact your domain administrator "
            "and try again.",
            errors.ImapDisabled,
            id="workspace-imap-off",
        ),
        pytest.param("[AUTHENTICATIONFAILED] Authentication failed.", errors.SignInRefused, id="dovecot"),
        pytest.param(
            "[AUTHENTICATIONFAILED] Invalid credentials (Failure)", errors.SignInRefused, id="gmail"
        ),
        pytest.param("[AUTHENTICATIONFAILED] LOGIN Invalid credentials", errors.SignInRefused, id="yahoo"),
        pytest.param("LOGIN failed.", errors.SignInRefused, id="exchange"),
        pytest.param("login failed: LOGIN failed.", errors.SignInRefused, id="exchange-through-a-library"),
        pytest.param("Login failed.", errors.SignInRefused, id="courier"),
        pytest.param("Username and password not accepted", errors.SignInRefused, id="by-words-alone"),
        pytest.param(
            "[AUTHORIZATIONFAILED] No such authorization-ID", errors.SignInRefused, id="rfc5530-authorization"
        ),
        pytest.param(
            "[EXPIRED] That password isn't valid any more", errors.SignInRefused, id="rfc5530-expired"
        ),
        pytest.param(
            "[WEBALERT https://accounts.google.com/signin/continue] Web login required.",
            errors.SignInRefused,
            id="gmail-wants-a-browser",
        ),
        pytest.param(
            "[PRIVACYREQUIRED] Connection must be encrypted", errors.TlsFailed, id="rfc5530-privacy"
        ),
        pytest.param(
            "[UNAVAILABLE] User's backend down for maintenance", errors.ServerUnreachable, id="rfc5530-later"
        ),
        pytest.param("[UNAVAILABLE] UID SEARCH Backend error", errors.ServerUnreachable, id="yandex-backend"),
        pytest.param(
            "[UNAVAILABLE] Temporary authentication failure.", errors.ServerUnreachable, id="dovecot-later"
        ),
        pytest.param("[LIMIT] Rate limit hit", errors.Throttled, id="yahoo-limit"),
        pytest.param("[INUSE] Mailbox in use", errors.ServerUnreachable, id="rfc5530-in-use"),
        pytest.param(
            "[CONTACTADMIN] Ask the administrator", errors.ServerUnreachable, id="rfc5530-contact-admin"
        ),
        pytest.param(
            "[ALERT] Too many simultaneous connections. (Failure)", errors.Throttled, id="gmail-links"
        ),
        pytest.param(
            "[ALERT] Account exceeded command or bandwidth limits. (Failure)",
            errors.Throttled,
            id="gmail-traffic",
        ),
        pytest.param(
            "[AUTHENTICATIONFAILED] Too many login attempts, try again later",
            errors.Throttled,
            id="later-beats-no",
        ),
        pytest.param(
            "[UNAVAILABLE] Maximum number of connections from user+IP exceeded "
            "(mail_max_userip_connections=16)",
            errors.Throttled,
            id="dovecot-links",
        ),
        pytest.param(
            "IMAP service is temporarily disabled", errors.ServerUnreachable, id="imap-off-for-a-moment"
        ),
        pytest.param("[SERVERBUG] This should not happen", errors.ServerConfused, id="rfc5530-bug"),
        pytest.param(
            "User is authenticated but not connected.", errors.ServerConfused, id="exchange-half-in"
        ),
        pytest.param("login failed: ", errors.ServerConfused, id="nothing-said"),
        pytest.param(
            "LOGIN command error: BAD [b'Command syntax error']", errors.ServerConfused, id="bad-command"
        ),
        pytest.param("Oops", errors.ServerConfused, id="no-idea"),
        pytest.param("", errors.ServerConfused, id="empty"),
    ],
)
def test_what_an_imap_server_means(text: str, kind: type[errors.MailError]) -> None:
    assert type(diagnose.explain_sign_in(text)) is kind


def test_yandex_names_two_causes_and_so_do_we() -> None:
    error = diagnose.explain_sign_in(
        "[AUTHENTICATIONFAILED] LOGIN invalid credentials or IMAP is disabled sc=cYXlpv732Cg1_010534"
    )
    assert type(error) is errors.SignInRefused
    assert error.facts["reason"] == "credentials_or_imap_off"


def test_a_server_that_names_a_pause_is_believed() -> None:
    error = diagnose.explain_sign_in("Request is throttled. Suggested Backoff Time: 299961 milliseconds")
    assert isinstance(error, errors.Throttled)
    assert error.facts["retry_after"] == 300


@pytest.mark.parametrize(
    ("code", "text", "kind"),
    [
        pytest.param(
            535,
            "5.7.0 " + MAILRU + "Application password is REQUIRED",
            errors.AppPasswordRequired,
            id="mailru",
        ),
        pytest.param(
            534,
            "5.7.9 Application-specific password required. Learn more at\n5.7.9 InvalidSecondFactor",
            errors.AppPasswordRequired,
            id="gmail-app-password",
        ),
        pytest.param(
            535,
            "5.7.8 Username and Password not accepted. BadCredentials",
            errors.SmtpSignInRefused,
            id="gmail",
        ),
        pytest.param(
            534,
            "5.7.14 Please log in via your web browser",
            errors.SmtpSignInRefused,
            id="gmail-wants-a-browser",
        ),
        pytest.param(
            535,
            "5.7.8 Error: authentication failed: Invalid user or password!",
            errors.SmtpSignInRefused,
            id="yandex",
        ),
        pytest.param(
            535,
            "5.7.8 Error: authentication failed: This user does not have access rights to this service",
            errors.SmtpSignInRefused,
            id="yandex-smtp-off",
        ),
        pytest.param(535, "Incorrect authentication data", errors.SmtpSignInRefused, id="exim"),
        pytest.param(535, "", errors.SmtpSignInRefused, id="the-code-alone"),
        pytest.param(
            554, "5.7.1 Authentication failed", errors.SmtpSignInRefused, id="another-code-clear-words"
        ),
        pytest.param(538, "5.7.11 Encryption required", errors.SmtpTlsFailed, id="rfc4954-encryption"),
        pytest.param(
            530, "5.7.0 Must issue a STARTTLS command first", errors.SmtpTlsFailed, id="starttls-first"
        ),
        pytest.param(
            454, "4.7.0 Temporary authentication failure", errors.SmtpUnreachable, id="rfc4954-later"
        ),
        pytest.param(
            454,
            "4.7.0 Too many login attempts, please try again later.",
            errors.SmtpUnreachable,
            id="gmail-attempts",
        ),
        pytest.param(421, "Service not available", errors.SmtpUnreachable, id="closing"),
        pytest.param(
            535,
            "auth failed (this user authenticate too many times)",
            errors.SmtpUnreachable,
            id="later-beats-no",
        ),
        pytest.param(
            535, "4.7.0 authentication failed", errors.SmtpUnreachable, id="enhanced-code-says-later"
        ),
        pytest.param(
            535, "5.7.0 (#AUTH005) Too many bad auth attempts.", errors.SmtpUnreachable, id="yahoo-attempts"
        ),
        pytest.param(
            504, "5.5.4 Unrecognized authentication type", errors.SmtpUnreachable, id="not-that-method"
        ),
        pytest.param(
            502, "5.5.2 Syntax error, command unrecognized.", errors.SmtpUnreachable, id="no-such-command"
        ),
        pytest.param(-1, "Malformed SMTP response line", errors.SmtpUnreachable, id="no-smtp-at-all"),
    ],
)
def test_what_an_smtp_server_means(code: int, text: str, kind: type[errors.MailError]) -> None:
    assert type(diagnose.explain_sign_in(text, "smtp", code=code)) is kind


@given(
    st.text(st.characters(exclude_categories=["L", "Cs"]), max_size=80),
    st.integers(-1, 599).filter(lambda code: code not in (534, 535)),
)
def test_an_answer_without_words_is_never_a_refusal(text: str, code: int) -> None:
    assert diagnose.explain_sign_in(text).temporary
    assert diagnose.explain_sign_in(text, "smtp", code=code).temporary


@given(st.text(max_size=80))
def test_the_servers_words_stay_out_of_the_error(text: str) -> None:
    error = diagnose.explain_sign_in("[AUTHENTICATIONFAILED] anna@acme.test " + text)
    assert "anna@acme.test" not in str(error)
    assert "anna@acme.test" not in str(error.facts)


@given(st.integers(400, 499), st.text(max_size=60))
def test_by_smtp_a_four_at_the_front_is_always_temporary(code: int, text: str) -> None:
    assert diagnose.explain_sign_in("Authentication failed " + text, "smtp", code=code).temporary
