"""What was found about the address that is being connected, as a draft keeps it."""

import dataclasses

from bot.context import Context
from bot.draft import Draft
from storage.records import Server
from sync_engine import errors
from sync_engine.rules.providers import Servers
from sync_engine.work.recognise import Recognised


def recall(context: Context, draft: Draft) -> Recognised:
    """Raises `ServersUnknown` where nothing was found yet."""
    if draft.servers is None:
        raise errors.ServersUnknown
    kept = dict(draft.servers)
    kept["imap"], smtp = Server(**kept["imap"]), kept["smtp"]
    servers = Servers(**{**kept, "smtp": Server(**smtp) if smtp else None})
    provider = context.deps.connector.service(draft.provider, servers.imap.host)
    return Recognised(draft.address, provider, servers, draft.source)


def remember(draft: Draft, found: Recognised) -> Draft:
    return dataclasses.replace(
        draft,
        address=found.address,
        provider=found.provider.id if found.provider else None,
        servers=dataclasses.asdict(found.servers),
        source=found.source,
    )
