"""The arguments of a Bot API call, however they were sent.

Telegram takes the query string, application/x-www-form-urlencoded, application/json and multipart/form-data;
in the form encodings a number is a string and an object is JSON inside a string. Files come in a multipart
body only.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from email.parser import Parser
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from bot.sandbox import answers


@dataclass(frozen=True, slots=True)
class Params:
    """Arguments by name; each reader turns a value into its type or refuses as Telegram does."""

    values: Mapping[str, Any]
    files: Mapping[str, tuple[str, bytes]] = field(default_factory=dict, repr=False)  # name and octets

    def file(self, name: str) -> tuple[str, bytes] | None:
        """An upload under this name, or where its value leads to (`attach://…`); None if there is none."""
        return self.files.get(self.text(name).removeprefix("attach://") or name)

    def text(self, name: str, default: str = "") -> str:
        value = self.values.get(name)
        return default if value is None else str(value)

    def integer(self, name: str, default: int | None = None) -> int:
        value = self.values.get(name, default)
        if value is None or value == "":
            raise answers.bad_request(f"{name} is empty")
        try:
            return int(value)
        except (TypeError, ValueError):
            raise answers.bad_request(f"invalid {name} specified") from None

    def flag(self, name: str) -> bool:
        return str(self.values.get(name, "")).lower() in {"true", "1", "yes"}

    def json(self, name: str, what: str) -> Any:
        """An object or a list, None if absent; `what` names it in the refusal."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, str):
            try:
                return json.loads(value)
            except ValueError:
                raise answers.bad_request(f"can't parse {what} JSON object") from None
        return value


def _multipart(body: bytes, content_type: str) -> tuple[dict[str, Any], dict[str, tuple[str, bytes]]]:
    """Fields and files (RFC 7578)."""
    fields: dict[str, Any] = {}
    files: dict[str, tuple[str, bytes]] = {}
    boundary = b"--" + (_message(f"Content-Type: {content_type}").get_boundary() or "").encode()
    for piece in body.split(boundary)[1:-1]:
        head, _, content = piece.partition(b"\r\n\r\n")
        part, content = _message(head.decode("utf-8", "replace").strip()), content.removesuffix(b"\r\n")
        name, filename = part.get_param("name", header="content-disposition"), part.get_filename()
        if filename is not None:
            files[str(name)] = (filename, content)
        elif isinstance(name, str):
            fields[name] = content.decode()
    return fields, files


def _message(head: str) -> EmailMessage:
    return Parser(policy=policy.HTTP).parsestr(f"{head}\r\n\r\n")


async def read(request: Request) -> Params:
    values: dict[str, Any] = dict(request.query_params)
    files: dict[str, tuple[str, bytes]] = {}
    content_type = request.headers.get("content-type", "")
    kind = content_type.partition(";")[0].strip().lower()
    body = await request.body()
    if kind == "application/json" and body:
        try:
            sent = json.loads(body)
        except ValueError:
            raise answers.bad_request("can't parse JSON object") from None
        if isinstance(sent, dict):
            values |= sent
    elif kind == "multipart/form-data":
        fields, files = _multipart(body, content_type)
        values |= fields
    elif body:
        values |= dict(parse_qsl(body.decode(), keep_blank_values=True))
    return Params(values, files)
