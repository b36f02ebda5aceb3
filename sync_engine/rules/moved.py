"""Whether the mail of a domain went to another service (rule C10), told by its mail exchangers.

Holds always:
- doubt is "not moved": a reader who is told otherwise erases letters;
- not moved while old and new exchangers have a service in common, while either is unknown, and where the new
  ones belong to the server we read from;
- a filter in front of the mail is no mail service, and hides the one behind it: to put one there, or take it
  away, moves nothing.
"""

from collections.abc import Iterable

from sync_engine.rules.providers import Table

# Second-level names under which anybody may have a domain: co.uk, com.ru, msk.ru
_PUBLIC = frozenset({"co", "com", "net", "org", "edu", "gov", "ac", "or", "ne", "go", "gob", "in", "pp"})
_PUBLIC |= {"msk", "spb"}
# Mail filters by the names of their exchangers; general knowledge, 2026-11
_FILTERS = frozenset(
    {
        *("mimecast.com", "pphosted.com", "ppe-hosted.com", "messagelabs.com", "barracudanetworks.com"),
        *("antispamcloud.com", "mailchannels.net", "hornetsecurity.com", "iphmx.com", "mailcontrol.com"),
        *("trendmicro.com", "trendmicro.eu", "sophos.com"),
    }
)


def is_another(before: Iterable[str], now: Iterable[str], imap_host: str, table: Table) -> bool:
    """Whether the exchangers `now` are another service's than those seen at connecting (`before`).

    `imap_host` is the server the mailbox is read from; `table` tells which hosts are one service.
    """
    was, is_now = _services(before, table), _services(now, table)
    if not was or not is_now or not _FILTERS.isdisjoint(was | is_now):
        return False
    return was.isdisjoint(is_now) and _marks(imap_host, table).isdisjoint(is_now)


def _services(hosts: Iterable[str], table: Table) -> set[str]:
    return {mark for host in hosts for mark in _marks(host, table)}


def _marks(host: str, table: Table) -> set[str]:
    """What a host has in common with others of its service: whose name it bears, whose mail it takes."""
    host = host.lower().rstrip(".")
    owner = _owner(host)
    if not owner:
        return set()
    rows = [row for row in table.providers if row.takes_mail_at(host)]
    rows += [row for row in (table.by_server(host), table.find(owner)) if row]
    return {owner, *(_owner(row.imap.host) for row in rows if row.imap)}


def _owner(host: str) -> str:
    """The part of a name that somebody registered, roughly: `acme.ru` of `mx1.acme.ru`; "" for no name."""
    labels = host.lower().rstrip(".").split(".")
    if len(labels) < 2 or not all(labels) or labels[-1].isdigit():  # the last: an IP address, by mistake
        return ""
    public = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _PUBLIC
    return ".".join(labels[-3 if public else -2 :])
