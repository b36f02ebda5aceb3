import pytest

from sync_engine.rules import lookalike


@pytest.mark.parametrize(
    "domain",
    [
        pytest.param("p\u0430ypal.com", id="one-cyrillic-letter"),
        pytest.param("\u0430\u0440\u0440\u04cf\u0435.com", id="all-cyrillic-twins"),
        pytest.param("xn--80ak6aa92e.com", id="the-same-in-punycode"),
        pytest.param("mail.g\u043eogle.test", id="in-the-middle"),
        pytest.param("\u03bf\u03c5\u03c1.com", id="greek"),
        pytest.param("ромашк\u0061.рф", id="one-latin-letter"),
    ],
)
def test_a_domain_that_looks_like_another(domain: str) -> None:
    assert lookalike.is_lookalike(domain)


@pytest.mark.parametrize(
    "domain",
    [
        "client.test",
        "почта.рф",
        "xn--80a1acny.xn--p1ai",
        "ромашка.com",
        "яндекс-доставка.рф",
        "",
        "xn--",
        "1.2",
    ],
)
def test_an_honest_domain(domain: str) -> None:
    assert not lookalike.is_lookalike(domain)
