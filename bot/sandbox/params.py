"""The arguments of a Bot API call, however they were sent.

Telegram takes the query string, application/x-www-form-urlencoded, application/json and multipart/form-data;
in the form encodings a number is a string and an object is JSON inside a string. Files of a multipart body
are left out: no method here takes one.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from email import policy
from email.parser import BytesParser
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from bot.sandbox import answers


@dataclass(frozen=True, slots=True)
class Params:
    """Arguments by name; each reader turns a value into its type or refuses as Telegram does."""

    values: Mapping[str, Any]

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


def _multipart(body: bytes, content_type: str) -> dict[str, Any]:
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    message = BytesParser(policy=policy.HTTP).parsebytes(head + body)
    fields: dict[str, Any] = {}
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        if part.get_filename() is None and isinstance(name, str):
            fields[name] = bytes(part.get_payload(decode=True) or b"").decode()
    return fields


async def read(request: Request) -> Params:
    values: dict[str, Any] = dict(request.query_params)
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
        values |= _multipart(body, content_type)
    elif body:
        values |= dict(parse_qsl(body.decode(), keep_blank_values=True))
    return Params(values)
