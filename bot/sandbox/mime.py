"""A letter as the mail programs of our demo clients write it: good ones, old ones and sloppy ones.

`charset` is what texts and headers are written in (signs it lacks are replaced, as those programs do);
`form` is plain text, HTML alone, or both; `raw_headers` puts 8-bit text into headers as it is, which
RFC 5322 §2.2 forbids and many robots do. Lines end in CRLF (RFC 5321 §2.3.8).
"""

import base64
import html
import quopri
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.utils import format_datetime, formataddr
from typing import Literal
from urllib.parse import quote

Form = Literal["plain", "html", "alternative"]

_LACKING = str.maketrans(
    {"«": '"', "»": '"', "№": "N", "—": "-", "–": "-", "₽": "руб.", "€": "EUR", "…": "..."}
)
_EIGHT_BIT = frozenset({"koi8-r", "windows-1251"})  # sent as they are; these programs knew nothing else


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a letter says and how it is written; names come with addresses, `answers` is its References."""

    sender: tuple[str, str]
    to: tuple[str, str]
    subject: str
    text: str
    sent: datetime
    message_id: str
    answers: tuple[str, ...] = ()
    attachments: tuple[tuple[str, bytes], ...] = ()
    charset: str = "utf-8"
    form: Form = "plain"
    raw_headers: bool = False
    headers: tuple[tuple[str, str], ...] = ()


def stamp(moment: datetime) -> str:
    """A date as headers write it (RFC 5322 §3.3)."""
    return format_datetime(moment)


def raw(draft: Draft) -> bytes:
    """The whole letter."""
    fields = [
        ("From", _address(draft, draft.sender)),
        ("To", _address(draft, draft.to)),
        ("Subject", _words(draft, draft.subject)),
        ("Date", stamp(draft.sent).encode()),
        ("Message-ID", draft.message_id.encode()),
        ("MIME-Version", b"1.0"),
    ]
    if draft.answers:
        fields.append(("In-Reply-To", draft.answers[-1].encode()))
        fields.append(("References", b"\r\n ".join(id_.encode() for id_ in draft.answers)))
    fields.extend((name, _words(draft, value)) for name, value in draft.headers)
    head = b"".join(b"%s: %s\r\n" % (name.encode(), value) for name, value in fields)
    return head + _body(draft)


def _fitting(text: str, charset: str) -> str:
    """The text with what the charset lacks replaced."""
    if charset == "utf-8":
        return text
    kept = (char if _has(charset, char) else char.translate(_LACKING) for char in text)
    return "".join(kept).encode(charset, "replace").decode(charset)


def _has(charset: str, char: str) -> bool:
    try:
        char.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


def _words(draft: Draft, text: str) -> bytes:
    """A header's value: encoded words (RFC 2047 §2) where it is not ASCII, or 8-bit as it is."""
    if text.isascii():
        return text.encode()
    text = _fitting(text, draft.charset)
    if draft.raw_headers:
        return text.encode(draft.charset)
    return Header(text, draft.charset).encode(linesep="\r\n").encode()


def _address(draft: Draft, who: tuple[str, str]) -> bytes:
    name, address = who
    if name.isascii():
        return formataddr((name, address)).encode()
    return b"%s <%s>" % (_words(draft, name), address.encode())


def _body(draft: Draft) -> bytes:
    plain = _text_part(draft, draft.text, "plain")
    rich = _text_part(draft, _as_html(draft.text), "html")
    body = {"plain": plain, "html": rich}.get(draft.form) or _multipart("alternative", draft, [plain, rich])
    if not draft.attachments:
        return body
    files = [_file(draft, name, content) for name, content in draft.attachments]
    return _multipart("mixed", draft, [body, *files])


def _multipart(subtype: str, draft: Draft, parts: list[bytes]) -> bytes:
    boundary = f"={subtype}-{draft.message_id.strip('<>').partition('@')[0]}".encode()
    head = b'Content-Type: multipart/%s; boundary="%s"\r\n\r\n' % (subtype.encode(), boundary)
    inner = b"".join(b"--%s\r\n%s\r\n" % (boundary, part) for part in parts)
    return head + inner + b"--%s--\r\n" % boundary


def _text_part(draft: Draft, text: str, subtype: str) -> bytes:
    content = _fitting(text, draft.charset).replace("\n", "\r\n").encode(draft.charset)
    if draft.charset in _EIGHT_BIT:
        encoding = "8bit"
    elif text.isascii() or draft.charset != "utf-8" or subtype == "html":
        encoding = "quoted-printable"
        content = quopri.encodestring(content.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")
    else:
        encoding, content = "base64", _base64(content)
    head = (
        f"Content-Type: text/{subtype}; charset={draft.charset}\r\nContent-Transfer-Encoding: {encoding}\r\n"
    )
    return head.encode() + b"\r\n" + content


def _base64(content: bytes) -> bytes:
    return base64.encodebytes(content).replace(b"\n", b"\r\n")


def _file(draft: Draft, name: str, content: bytes) -> bytes:
    """An attachment; its name by RFC 2231 §4, by old programs as an encoded word."""
    if draft.charset == "utf-8":
        kind = b"application/pdf"
        filename = f"filename*=utf-8''{quote(name)}".encode()
    else:
        kind = b'application/pdf; name="%s"' % _words(draft, name).replace(b"\r\n ", b" ")
        filename = b'filename="%s"' % _words(draft, name).replace(b"\r\n ", b" ")
    head = b"Content-Type: %s\r\nContent-Transfer-Encoding: base64\r\n" % kind
    return head + b"Content-Disposition: attachment; %s\r\n\r\n" % filename + _base64(content)


def _as_html(text: str) -> str:
    """Paragraphs, quotes and links, with the clutter such letters have."""
    blocks, quoted = [], []
    for line in text.split("\n"):
        if line.startswith(">"):
            quoted.append(html.escape(line.lstrip("> ")))
        elif line.strip():
            blocks.append(f"<p style='margin:0 0 8pt'>{html.escape(line)}</p>")
    if quoted:
        blocks.append(f"<blockquote type=cite>{'<br>'.join(quoted)}</blockquote>")
    style = "<style>p.MsoNormal{margin:0cm;font-size:11.0pt;font-family:Calibri,sans-serif}</style>"
    return f"<html><head>{style}</head><body lang=RU><div>{''.join(blocks)}</div></body></html>"


def pdf(title: str, padding: int) -> bytes:
    """A one-page document with an ASCII title and `padding` more bytes, so that sizes differ."""
    page = f"BT /F1 24 Tf 72 720 Td ({title}) Tj ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(page)} >>\nstream\n{page}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    content = b"%PDF-1.4\n%" + b" " * padding + b"\n"
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(content))
        content += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    start = len(content)
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    return content + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode()
