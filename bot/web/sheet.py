"""What a page says, and how it is sent.

Holds always: a page loads nothing, is kept by nobody, is shown in no frame, and does not tell where its
reader came from - its address is a key.
"""

import base64
import hashlib
from dataclasses import dataclass
from html import escape
from importlib import resources
from string import Template

from starlette.responses import HTMLResponse

from storage.records import Language


def _file(name: str) -> str:
    return resources.files("bot.web").joinpath(name).read_text(encoding="utf-8")


def _hash(content: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


_STYLE, _SCRIPT, _PAGE = _file("page.css"), _file("page.js"), Template(_file("page.html"))
HEADERS = {
    # The page's own style and script, word for word, and nothing else (CSP Level 3 §2.3.1).
    "Content-Security-Policy": f"default-src 'none'; style-src {_hash(_STYLE)}; script-src {_hash(_SCRIPT)}; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
_YEAR = 365 * 24 * 60 * 60  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """`title` is plain text, `body` HTML."""

    language: Language
    title: str
    body: str
    status: int = 200

    def response(self, site: str) -> HTMLResponse:
        """`site` is the address under which people reach us."""
        page = _PAGE.substitute(
            language=self.language,
            title=escape(self.title),
            body=self.body,
            style=_STYLE,
            script=_SCRIPT,
        )
        return HTMLResponse(page, status_code=self.status, headers=headers(site))


def headers(site: str) -> dict[str, str]:
    if site.startswith("https:"):
        return {**HEADERS, "Strict-Transport-Security": f"max-age={_YEAR}"}  # RFC 6797 §6.1
    return HEADERS
