"""Text whose lines were broken for the wire (format=flowed, RFC 3676), put together again."""

_WIDTH = 72  # characters; §4.2 advises 78 octets at most


def unflow(text: str, *, delete_space: bool) -> str:
    """Joins lines that end with a blank to the next of the same quote depth (§4.2).

    `delete_space` is the parameter DelSp (§4.1): the blank itself is no part of the text.
    """
    paragraphs: list[list[str]] = []
    open_depth = -1  # quote depth of a paragraph that goes on in the next line
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        content = line[depth:].removeprefix(" ")  # §4.4: space-stuffing
        mark = content == "-- "  # §4.3: the signature mark stands alone
        flows = content.endswith(" ") and not mark
        if flows and delete_space:
            content = content[:-1]
        if depth == open_depth and not mark:
            paragraphs[-1].append(content)
        else:
            paragraphs.append([">" * depth + (" " if depth else ""), content])
        open_depth = depth if flows else -1
    return "\n".join(map("".join, paragraphs))


def flow(text: str) -> str:
    """Breaks long lines so that `unflow` puts them together again; blanks at the ends of lines are dropped.

    Words longer than a line stay whole.
    """
    return "\n".join(line for paragraph in text.split("\n") for line in _lines(paragraph.rstrip()))


def _lines(paragraph: str) -> list[str]:
    lines: list[str] = []
    current, *words = paragraph.split(" ")
    for word in words:
        # A line of blanks would end nothing, and "-- " alone would begin a signature (§4.3).
        breakable = current.strip(" ") not in ("", "--")
        if breakable and len(current) + 1 + len(word) > _WIDTH:
            lines.append(current + " ")
            current = word
        else:
            current = f"{current} {word}"
    return [_stuffed(line) for line in (*lines, current)]


def _stuffed(line: str) -> str:
    """§4.4: what would be read as a quote, or changed on its way, begins with one more blank."""
    return f" {line}" if line.startswith((" ", ">", "From ")) else line
