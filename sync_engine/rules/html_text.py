"""The text of an HTML page, laid out the way a person would type it.

Holds always:
- never raises; time is bounded by the size of the page, however deep it nests: the parser takes time by depth
  squared, so a page with very many tags is read in pieces;
- what the page hides (styles, scripts, preheaders) is not in the text; quotes are marked with "> ".
"""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from sync_engine.rules import html_page

_LONGEST = 512 * 1024  # characters of a page that are read
_MOST_NODES = 30_000  # nodes of it that are looked at
_MANY_TAGS = 1000  # up to here nesting costs next to nothing
_DEEP = 100  # elements inside each other; letters people make stay well below

# A tag with thousands of attributes takes the parser seconds; tags that only say how letters look can make it
# build a tree far larger than the page.
_OVERLONG_TAG = re.compile(r"<[A-Za-z/][^<>]{4096,}>?")
_LOOKS = re.compile(r"</?(?:b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?:[\s/][^<>]*)?>", re.I)
_CLUTTER = re.compile(r"<!--.*?(?:-->|\Z)|<(style|script)\b.*?(?:</\1\b[^<>]*>?|\Z)", re.I | re.S)
_MAY_HIDE = "[style*='none' i],[style*='hidden' i],[style*='max-height' i],[style*='mso-hide' i],[hidden]"
_HIDES = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|max-height\s*:\s*0(?![.\d])|mso-hide\s*:\s*all", re.I
)
_FILLER = re.compile("[\u200b\u034f\u00ad\u2060\ufeff]+|\u200c(?=\\s)")  # what preheaders are padded with

_SILENT = frozenset(
    {"head", "style", "script", "template", "noscript", "svg", "math", "object", "iframe", "title"}
)
_DEEPENS = re.compile(
    r"<(/?)(?!/|(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr"
    r"|dd|dt|li|option|p|tbody|td|tfoot|th|thead|tr)\b)[a-z]",
    re.I,
)


def to_text(html: str, limit: int) -> str:
    """The visible text of a page, at most `limit` characters."""
    page = html_page.Page()
    left = _MOST_NODES
    for piece in _pieces(_LOOKS.sub("", _OVERLONG_TAG.sub("", html[:_LONGEST]))):
        left -= _read(piece, page, left, limit)
        if left <= 0 or page.size >= limit:
            break
    return _FILLER.sub("", page.text()).rstrip()[:limit]


def _pieces(html: str) -> Iterator[str]:
    """The page, cut where it nests so deep that parsing it at once would take long."""
    if html.count("<") <= _MANY_TAGS or not _is_deep(html):
        yield html
        return
    html = _CLUTTER.sub("", html)
    cuts = [found.start() for found in re.finditer("<", html)][::_MANY_TAGS]
    for start, end in zip([0, *cuts[1:]], [*cuts[1:], len(html)], strict=True):
        yield html[start:end]


def _is_deep(html: str) -> bool:
    """Whether elements nest deeper than they should, give or take what is left open."""
    depth = 0
    for found in _DEEPENS.finditer(html):
        depth += -1 if found[1] else 1
        if depth > _DEEP:
            return True
    return False


def _read(html: str, page: html_page.Page, most: int, limit: int) -> int:
    """Writes a page's visible text to `page`; the number of nodes it took."""
    tree = LexborHTMLParser(html)
    hidden: set[int] = set()
    if _HIDES.search(html) or "hidden" in html:
        hidden = {node.mem_id for node in tree.css(_MAY_HIDE) if _is_hidden(node)}
    above: list[tuple[LexborNode, str]] = []
    node = tree.root
    seen = 0
    while node is not None and seen < most and page.size < limit:
        seen += 1
        tag = node.tag or ""
        if node.is_text_node:
            page.say((node.text_content or "")[: limit - page.size])
        elif tag not in _SILENT and not (hidden and node.mem_id in hidden):
            page.enter(tag, node)
            if below := node.child:
                above.append((node, tag))
                node = below
                continue
            page.leave(tag)
        following = node.next
        while following is None and above:
            node, tag = above.pop()
            page.leave(tag)
            following = node.next
        node = following
    for _, tag in reversed(above):
        page.leave(tag)
    return seen


def _is_hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    return "hidden" in attributes or bool(_HIDES.search(attributes.get("style") or ""))
