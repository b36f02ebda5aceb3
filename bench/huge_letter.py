"""One letter of 200 MB, most of it one attachment: what it takes to have it."""

from bench import contestants
from bench.contestants import Lost, Way
from bench.house import Options, house, say
from bench.row import Row
from tests.acceptance.measured import Failed

MEGABYTES = 200
_HEAD = (
    b"From: a@client.test\r\nSubject: Huge\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: application/zip; name=huge.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n"
)
_LINE = b"QUJD" * 18 + b"QUI=" + b"\r\n"


def run(options: Options) -> list[Row]:
    """One run each: it is the size that counts."""
    rows = []
    with house() as place:
        box = place.server.user("huge@acme.test")
        box.deliver(_HEAD + _LINE * (MEGABYTES * 1024 * 1024 // len(_LINE)))
        for one in contestants.ALL:
            if one.name in options.skip:
                continue
            name = f"one letter of {MEGABYTES} MB: {one.name}"
            if missing := one.missing():
                rows.append(Row(name, {"stores": missing}))
                continue
            with place.room() as folder:
                try:
                    found = one.run(place, box, 1, Way(place.server.tls_port), folder)
                except (Lost, Failed) as trouble:
                    rows.append(Row(name, {"stores": f"FAILED: {trouble}"}, failed=True))
                    continue
            say(f"{name}: {found.megabytes:.0f} MB")
            seconds = found.own_seconds or found.whole
            rows.append(Row(name, {"seconds": seconds, "peak MB": found.megabytes, "stores": one.stores}))
    return rows
