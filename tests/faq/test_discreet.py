"""Nothing secret of a question is kept, and what an administrator needs to answer it is."""

import pytest

from bot.faq import discreet


@pytest.mark.parametrize(
    ("question", "secret"),
    [
        ("мой пароль Zx9-kLm22 не подходит", "Zx9"),
        ("ввожу пароль: ромашечка и не пускает", "ромашечка"),
        ("пароль василёк не подходит", "васил"),
        ("пароль - ромашечка", "ромашечка"),
        ("password:tulipan does not work", "tulipan"),
        ("my password is tulipanchik, why is it refused", "tulipan"),
        ("вот ссылка https://t.me/bot?start=abc почему не работает", "abc"),
        ("почему не подходит qwerty123", "qwerty"),
        ("токен 12345:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K почему", "AAEh"),
    ],
)
def test_secrets_are_left_out(question: str, secret: str) -> None:
    kept = discreet.kept(question, 700)
    assert kept
    assert secret not in kept
    assert discreet.HIDDEN in kept


@pytest.mark.parametrize(
    "question", ["abcdefghijklmnop", "abcd efgh ijkl mnop", "Zx9kLm", "тюльпанчик", "", "👍", "\x00"]
)
def test_of_what_may_be_a_password_by_itself_nothing_is_kept(question: str) -> None:
    assert discreet.kept(question, 700) is None


@pytest.mark.parametrize(
    "question",
    [
        "Почему обычный пароль не подходит?",
        "не пришло письмо от Петрова с adm@acme.test",
        "можно подключить Office365?",
        "how do I change my password on mail.ru",
    ],
)
def test_the_rest_stays_as_it_was_written(question: str) -> None:
    assert discreet.kept(question, 700) == question


def test_it_is_one_line_that_any_database_takes() -> None:
    kept = discreet.kept("почему\x00 не\ud800 приходят\n\n\u202eписьма " + "очень " * 1000, 100)
    assert kept
    assert kept.startswith("почему не приходят письма")
    assert len(kept) == 100
    kept.encode()
