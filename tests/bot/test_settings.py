"""Settings: documented where people look, read with one clear sentence for what cannot be used."""

import secrets
from pathlib import Path

import pytest

from bot import machinery, settings

ROOT = Path(__file__).parents[2]


def read(folder: Path, dotenv: str = "", **given: str) -> settings.Settings:
    file = folder / ".env"
    file.write_text(dotenv, encoding="utf-8")
    environment = {f"POSTROOM_{name}": value for name, value in given.items()}
    return settings.read({"PATH": "", **environment}, file)


def test_the_example_file_lists_every_setting_with_its_default() -> None:
    assert (ROOT / ".env.example").read_text(encoding="utf-8") == settings.example()


def test_the_environment_wins_over_the_file_and_nothing_means_the_default(tmp_path: Path) -> None:
    found = read(tmp_path, "POSTROOM_LANGUAGE=en\nPOSTROOM_IMPORT_DAYS=7\n", LANGUAGE="ru", IMPORT_LETTERS="")
    assert found.language == "ru"
    assert (found.policy.import_days, found.policy.import_letters) == (7, 500)


def test_a_client_of_oauth_has_an_id_and_a_secret(tmp_path: Path) -> None:
    assert read(tmp_path).oauth_clients == {}
    secret = secrets.token_urlsafe()
    found = read(tmp_path, YANDEX_CLIENT_ID="17", YANDEX_CLIENT_SECRET=secret)
    assert found.oauth_clients == {"yandex": ("17", secret)}
    assert secret not in repr(found)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("GOOGLE_CLIENT_ID", "17", id="a-client-without-a-secret"),
        pytest.param("ADMINS", "anna", id="an-admin-is-a-number"),
        pytest.param("LANGUAGE", "de", id="a-language-we-do-not-speak"),
        pytest.param("TIMEZONE", "Moscow", id="no-such-zone"),
        pytest.param("SYNC_MINUTES", "20-10", id="a-span-backwards"),
        pytest.param("SYNC_MINUTES", "0-10", id="a-span-from-nothing"),
        pytest.param("WORKERS", "0", id="nobody-to-work"),
        pytest.param("IDLE", "yes", id="watched-neither-on-nor-off"),
        pytest.param("IDLE", "0", id="watched-by-none-is-off"),
        pytest.param("DATA_DIR", "data#1", id="a-folder-no-database-address-can-name"),
        pytest.param("DATA_DIR", "what?", id="a-folder-that-would-be-cut-off"),
        pytest.param("TELEGRAM_API_URL", "api.telegram.org", id="no-scheme"),
        pytest.param("HTTP_LISTEN", "8080", id="no-host"),
        pytest.param("PUBLIC_URL", "http://mail.example.com", id="passwords-in-clear"),
        pytest.param("PUBLIC_URL", "https://mail.example.com/?x=1", id="an-address-with-more-behind-it"),
        pytest.param("PUBLIC_URL", "https://anna@mail.example.com", id="an-address-with-somebody-in-it"),
        pytest.param("PUBLIC_URL", "mail.example.com", id="a-public-address-without-a-scheme"),
        pytest.param("CA_FILE", "/nowhere/ca.pem", id="no-such-file"),
        pytest.param("DATABASE_URL", "mysql://x", id="another-database"),
        pytest.param("DATABASE_URL", "postgres://db:5432x/postroom", id="a-port-that-is-none"),
        pytest.param("LOG_FORMAT", "xml", id="another-format"),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(settings.SettingInvalid) as raised:
        read(tmp_path, **{name: value})
    assert raised.value.name == name


@pytest.mark.parametrize(
    ("value", "idle", "most"),
    [("", True, None), ("on", True, None), ("off", False, None), ("2000", True, 2000)],
)
def test_how_many_are_watched(tmp_path: Path, value: str, idle: bool, most: int | None) -> None:
    policy = read(tmp_path, IDLE=value).policy
    assert (policy.idle, policy.watched_most) == (idle, most)


def test_watched_mailboxes_leave_files_for_everything_else() -> None:
    assert machinery.watched_most(2000, files=20_000, workers=32) == 2000
    assert machinery.watched_most(None, files=4096, workers=32) < 4096 - 64
    assert machinery.watched_most(2000, files=1024, workers=32) < 1024 - 64
    assert machinery.watched_most(None, files=256, workers=32) == 0


@pytest.mark.parametrize("url", ["https://mail.example.com", "https://x.example/mail", "http://localhost:80"])
def test_a_public_address(tmp_path: Path, url: str) -> None:
    assert read(tmp_path, PUBLIC_URL=f"{url}/").public_url == url


def test_a_proxy_s_password_is_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(settings.SettingInvalid) as raised:
        read(tmp_path, TELEGRAM_PROXY="ftp://anna:hunter2@proxy.test")
    assert "hunter2" not in str(raised.value)


PASSWORD = secrets.token_hex(12)
BEFORE, AFTER = PASSWORD[:12], PASSWORD[12:]


@pytest.mark.parametrize(
    ("url", "said"),
    [
        *(
            pytest.param(f"postgres://postroom:{BEFORE}{sign}{AFTER}@db:5432/postroom", "percent", id=name)
            for sign, name in (
                ("/", "slash"),
                ("#", "hash"),
                ("?", "question"),
                ("@", "at"),
                ("1/2@3?x=y#", "all"),
            )
        ),
        pytest.param(f"postgres://a:{PASSWORD}@db/p?ssl=require", "sslmode", id="a-word-of-another-library"),
        pytest.param(f"postgres://a:{PASSWORD}@db/p?sslmode=always", "verify-full", id="no-such-mode"),
        pytest.param(f"postgres://a:{PASSWORD}@db/p?sslmode", "verify-full", id="no-mode"),
        pytest.param(f"postgres://a:{PASSWORD}@db/p?sslmode=verify-full", "sslrootcert", id="by-nobody"),
        pytest.param(f"postgres://a:{PASSWORD}@db/p?sslrootcert=/ca.pem", "sslmode", id="for-nothing"),
        pytest.param(
            f"postgres://a:{PASSWORD}@db/p?sslmode=require&sslrootcert={__file__}", "PEM", id="no-certificate"
        ),
        pytest.param(f"postgres://a:{PASSWORD}@[db/p", "host:port", id="half-a-bracket"),
    ],
)
def test_an_address_that_cannot_be_used_says_what_is_wanted_and_no_password(
    tmp_path: Path, url: str, said: str
) -> None:
    with pytest.raises(settings.SettingInvalid) as raised:
        read(tmp_path, DATABASE_URL=url)
    assert raised.value.name == "DATABASE_URL"
    assert said in raised.value.wanted
    assert BEFORE not in str(raised.value)
    assert AFTER not in str(raised.value)


def test_an_address_with_a_password_is_shown_without_it(tmp_path: Path) -> None:
    found = read(tmp_path, DATABASE_URL=f"postgres://postroom:{PASSWORD}@db/postroom?sslmode=require")
    assert found.database_place == "postgres://postroom@db:5432/postroom"
    assert PASSWORD not in repr(found)


@pytest.mark.parametrize("given", [{"LANGUAGE": "en"}, {"LANGUAGE": "en", "TIMEZONE": "Moscow"}])
def test_the_language_is_known_whatever_else_is_wrong(tmp_path: Path, given: dict[str, str]) -> None:
    environment = {f"POSTROOM_{name}": value for name, value in given.items()}
    file = tmp_path / ".env"
    assert settings.spoken(environment, file) == "en"
    file.write_text("POSTROOM_LANGUAGE=en\nPOSTROOM_WORKERS=0\n", encoding="utf-8")
    assert settings.spoken({"PATH": ""}, file) == "en"
    assert settings.spoken({"POSTROOM_LANGUAGE": "de"}, file) == "ru"
