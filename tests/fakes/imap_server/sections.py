"""Parts of a letter a client may ask for (RFC 3501 §6.4.5, BODY[section])."""


def header(octets: bytes) -> bytes:
    """With the empty line that ends it; all of it where there is none."""
    end = octets.find(b"\r\n\r\n")
    return octets if end < 0 else octets[: end + 4]


def text(octets: bytes) -> bytes:
    return octets[len(header(octets)) :]


def header_fields(octets: bytes, wanted: frozenset[bytes], *, without: bool = False) -> bytes:
    """These fields (names in capitals), or all others, folded as they are, and an empty line."""
    kept: list[bytes] = []
    keeping = False
    for line in header(octets).removesuffix(b"\r\n").splitlines(keepends=True):
        if line[:1] not in (b" ", b"\t"):
            keeping = (line.partition(b":")[0].strip().upper() in wanted) != without
        if keeping:
            kept.append(line)
    return b"".join(kept) + b"\r\n"
