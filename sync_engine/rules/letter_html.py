"""The same words as HTML, for mail programs that show it rather: paragraphs and line breaks, nothing else."""

from html import escape


def page(text: str, signature: str) -> str:
    paragraphs = [_paragraph(each) for each in text.split("\n\n") if each.strip("\n")]
    if signature:
        paragraphs.append(f'<p style="color:#666">-- <br>\n{_lines(signature)}</p>')
    return "<!DOCTYPE html>\n<html><body>\n" + "\n".join(paragraphs) + "\n</body></html>\n"


def _paragraph(text: str) -> str:
    return f"<p>{_lines(text.strip(chr(10)))}</p>"


def _lines(text: str) -> str:
    return "<br>\n".join(escape(line) for line in text.split("\n"))
