"""Text whose lines were broken for the wire (format=flowed, RFC 3676), put together again."""


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
