"""How an async function becomes a command, without loading what only its work needs.

`--help` and a wrong option are answered at once: the ORM and the mail libraries take a second.
"""

import functools
from collections.abc import Awaitable, Callable
from typing import Any, Literal

import click

Body = Callable[..., Awaitable[int | None]]


def command(*, json_option: bool = False) -> Callable[[Body], Callable[..., None]]:
    """Turns an async function `(frame, **options)` into a click callback; it may return an exit code."""

    def wrap(body: Body) -> Callable[..., None]:
        @functools.wraps(body)
        def callback(lang: Literal["ru", "en"] | None, as_json: bool = False, **options: Any) -> None:
            from bot.cli import frame

            frame.carry_out(body, lang, options, as_json=as_json)

        add_lang = click.option(
            "--lang", type=click.Choice(["ru", "en"]), help="Language of the texts (POSTROOM_LANGUAGE)."
        )
        add_json = click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
        return add_json(add_lang(callback)) if json_option else add_lang(callback)

    return wrap
