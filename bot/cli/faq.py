"""`postroom faq`: what the bot would answer to somebody who is not of the team."""

import json
import sys
from collections.abc import Iterator

import click

from bot.cli.frame import Frame, command
from bot.faq import desk
from bot.faq.desk import Found

_FROM_STDIN = "-"


@click.command()
@click.argument("question")
@command(json_option=True)
async def faq(frame: Frame, question: str) -> None:
    """What the bot would answer; - reads one question a line and prints one JSON a line.

    The answer is in the language of the question; --lang overrides that.
    """
    language = click.get_current_context().params["lang"]

    def ask(text: str) -> Found:
        return desk.ask(text, frame.settings.policy, language=language, usual=frame.language)

    if question == _FROM_STDIN:
        for line in _lines():
            click.echo(json.dumps(_shape(ask(line)), ensure_ascii=False, separators=(",", ":")))
            sys.stdout.flush()
    elif frame.json:
        frame.give(_shape(ask(question)))
    else:
        found = ask(question)
        _print(Frame(frame.settings, found.language, json=False), found)


def _lines() -> Iterator[str]:
    """The lines of stdin, whatever octets they hold."""
    for line in sys.stdin.buffer:
        yield line.decode("utf-8", errors="replace").rstrip("\r\n")


def _shape(found: Found) -> dict[str, object]:
    return {
        "topic": found.topic,
        "lang": found.language,
        "answer": found.answer,
        "suggestions": list(found.suggestions),
        "help": found.help,
        "confidence": round(found.confidence, 3),
    }


def _print(frame: Frame, found: Found) -> None:
    click.echo(found.answer or found.line or frame.say("cli-faq-unknown"))
    if found.suggestions and not found.line:
        click.echo()
        frame.tell("cli-faq-also" if found.topic else "cli-faq-perhaps")
        for title in found.suggestions.values():
            click.echo(f"  {title}")
