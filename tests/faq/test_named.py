"""Whom and what a question names."""

import pytest

from bot.faq import named


@pytest.mark.parametrize(
    ("question", "client"),
    [
        ("не пришло письмо от Петрова", "Петров"),
        ("где письмо от Сергеевой?", "Сергеев"),
        ("no letter from Smith yet", "Smith"),
        ("where is the letter from petr@client.test?", "petr@client.test"),
        ("не вижу писем от acme.com", "acme.com"),
        ("письма от клиентов не приходят", None),
        ("как часто проверяется почта", None),
        ("когда проверяли anna@acme.test?", None),
        ("почему в anna@acme.test нет письма от petr@client.test", "petr@client.test"),
    ],
)
def test_whose_letter_is_asked_about(question: str, client: str | None) -> None:
    assert named.client(question, own={"anna@acme.test"}) == client


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("не пришло письмо «Смета на окна»", "Смета на окна"),
        ('где письмо с темой "Договор"', "Договор"),
        ("the letter with the subject “Offer 12” is missing", "Offer 12"),
        ("Можно ли включить отслеживание папки «Заказы»?", None),
        ("письма из папки «Заказы» не видно", None),
    ],
)
def test_which_letter_is_asked_about(question: str, subject: str | None) -> None:
    assert named.subject(question) == subject
