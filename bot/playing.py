"""The sandbox: the same program, speaking to a Bot API server and a mail server of its own."""

from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import click

from bot import keys, machinery, service
from bot.cli.frame import Frame, Trouble
from bot.sandbox import loopback
from bot.sandbox import serve as sandbox
from bot.settings import Settings
from storage import people
from sync_engine.work import lock


async def play(frame: Frame) -> None:
    """Runs until told to stop. Raises `Locked` where another sandbox is in the same data folder."""
    home = keys.data_folder(frame.settings) / "sandbox"
    home.mkdir(mode=0o700, exist_ok=True)
    host, port = frame.settings.http_listen
    async with AsyncExitStack() as stack:
        stop = await stack.enter_async_context(machinery.stopping())
        await stack.enter_async_context(lock.held(home, "sandbox"))
        try:
            box = await stack.enter_async_context(
                sandbox.sandbox(home, host, port, frame.language, port_chosen=frame.settings.http_chosen)
            )
        except loopback.NotLoopback:
            raise Trouble("sandbox-not-loopback") from None
        except OSError:
            raise Trouble("port-taken", port=str(port)) from None
        inside = replace(frame, settings=_inside(frame.settings, box, home))
        await stack.enter_async_context(service.running(inside, stop, box.pages))
        await people.put(box.manager_id, "member", frame.language)
        click.echo(frame.say("cli-sandbox", url=box.page_url))
        await stop.wait()


def _inside(settings: Settings, box: sandbox.Sandbox, home: Path) -> Settings:
    """The settings of the sandbox: its own data, its own servers, nothing of the real ones."""
    own = home / "providers.toml"
    own.write_text(box.providers_toml, encoding="utf-8")
    trusted = ",".join(f"{server.host}:{server.port}" for server in (box.imap, box.smtp))
    return replace(
        settings,
        bot_token=box.token,
        admins=box.admin_ids,
        data_dir=home,
        database_url=f"sqlite://{home / 'postroom.sqlite3'}",
        secret_keys=(),
        telegram_api_url=box.api_url,
        public_url=box.api_url,
        telegram_proxy="",
        providers_file=own,
        oauth_clients={},
        trusted_hosts=trusted,
    )
