"""Text as it grows from the elements of an HTML page: lines, paragraphs, quotes, lists, links.

Holds always:
- a line is written when it ends; between two lines stands at most one empty line;
- an element that is left without having been entered does no harm.
"""

from selectolax.lexbor import LexborNode

_MOST_QUOTES = 5  # levels that are marked
_LONGEST_LINK = 100  # characters; longer ones are for machines

_PARAGRAPHS = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "blockquote", "pre"}
)
_LINES = frozenset(
    {"address", "article", "aside", "caption", "center", "dd", "div", "dt", "fieldset", "figure", "footer"}
    | {"form", "header", "hr", "li", "main", "nav", "section", "tbody", "tfoot", "thead", "tr"}
)
_CELLS = frozenset({"td", "th"})


class Page:
    """Told of elements and words in the order of the page; `size` is about the characters written."""

    def __init__(self) -> None:
        self.size = 0
        self._lines: list[str] = []
        self._line: list[str] = []
        self._space = False  # a blank stands between the last word and the next
        self._gap = 0  # 1: a new line, 2: an empty line between
        self._quotes = 0
        self._last_quotes = 0  # of the line written last
        self._verbatim = 0
        self._lists: list[int] = []  # the next number of each open list, -1 without numbers
        self._links: list[tuple[str, int, int]] = []  # address, line and place in it where the link began

    def text(self) -> str:
        self._end_line(0)
        return "\n".join(self._lines).strip("\n")

    def say(self, words: str) -> None:
        if self._verbatim:
            self._say_verbatim(words.split("\n"))
            return
        said = " ".join(words.split())
        if said:
            blank = self._line and (self._space or words[0].isspace())
            self._line.append(f" {said}" if blank else said)
        self._space = words[-1:].isspace() if said else self._space or bool(words)

    def _say_verbatim(self, lines: list[str]) -> None:
        if len(lines) > 1:
            self._line.append(lines[0])
            self._end_line(1)
            marks = self._marks(self._quotes)
            self._lines.extend((marks + line).rstrip() for line in lines[1:-1])
            self.size += sum(map(len, lines))
        self._line.append(lines[-1])

    def enter(self, tag: str, node: LexborNode) -> None:
        if tag in _PARAGRAPHS:
            self._end_line(1 if tag in ("ul", "ol") and self._lists else 2)
        elif tag in _LINES:
            self._end_line(1)
        if tag == "br":
            self._end_line(1 if self._line else 2)
        elif tag == "a":
            self._links.append((node.attributes.get("href") or "", len(self._lines), len(self._line)))
        elif tag == "blockquote":
            self._quotes += 1
        elif tag == "pre":
            self._verbatim += 1
        elif tag in ("ul", "ol"):
            self._lists.append(1 if tag == "ol" else -1)
        elif tag == "li":
            self._number_item()
        elif tag in _CELLS and self._line:
            self._line.append("  ")
            self._space = False

    def leave(self, tag: str) -> None:
        if tag in _PARAGRAPHS:
            self._end_line(1 if tag in ("ul", "ol") and len(self._lists) > 1 else 2)
        elif tag in _LINES:
            self._end_line(1)
        if tag == "a" and self._links:
            self._end_link(*self._links.pop())
        elif tag == "blockquote":
            self._quotes -= 1
        elif tag == "pre":
            self._verbatim -= 1
        elif tag in ("ul", "ol"):
            self._lists.pop()

    def _number_item(self) -> None:
        number = self._lists[-1] if self._lists else -1
        self._line.append(f"{number}. " if number > 0 else "- ")
        self._space = False
        if number > 0:
            self._lists[-1] += 1

    def _end_link(self, address: str, line: int, place: int) -> None:
        """Writes where a link leads if its words do not say it."""
        words = "".join(self._line[place:]).strip() if len(self._lines) == line else ""
        scheme, _, rest = address.strip().partition(":")
        if not words or len(address) > _LONGEST_LINK:
            return
        if scheme.lower() in ("http", "https"):
            bare = rest.strip("/").removeprefix("www.")
            target = address.strip()
        elif scheme.lower() == "mailto":
            target = bare = rest.partition("?")[0]
        else:
            return
        if bare and bare.lower() not in words.lower():
            self._line.append(f" ({target})")

    def _end_line(self, gap: int) -> None:
        line = "".join(self._line).rstrip()
        if line:
            if self._gap > 1 and self._lines:
                self._lines.append(self._marks(min(self._quotes, self._last_quotes)).rstrip())
            self._lines.append(self._marks(self._quotes) + line)
            self.size += len(self._lines[-1]) + 1
            self._last_quotes = self._quotes
            self._gap = 0
        self._line = []
        self._space = False
        self._gap = max(self._gap, gap)

    @staticmethod
    def _marks(quotes: int) -> str:
        return "> " * min(quotes, _MOST_QUOTES)
