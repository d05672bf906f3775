"""Messages: what a client may say on a web socket. What is no message closes it."""

from __future__ import annotations

from typing import Any

from core.http.documents import Sent
from core.http.refusals import BadRequest
from core.http.requests import parsed_json, sent_of

MESSAGE_MOST = 64 * 1024
ID_MOST = 200


class Closing(Exception):
    """Why we close the socket."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


def read(text: str | None) -> dict[str, Any]:
    """One message. Raises Closing."""
    if text is None or len(text) > MESSAGE_MOST:
        raise Closing(4400, f"Messages are text, of {MESSAGE_MOST} characters at most")
    try:
        message = parsed_json(text.encode())
    except BadRequest as reason:
        raise Closing(4400, reason.message) from None
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        raise Closing(4400, "A message is a JSON object with a type")
    return message


def id_of(message: dict[str, Any]) -> str:
    name = message.get("id")
    if not isinstance(name, str) or not 0 < len(name) <= ID_MOST:
        raise Closing(4400, f"The message needs an id, a text of 1 to {ID_MOST} characters")
    return name


def asked(payload: Any) -> Sent:
    if not isinstance(payload, dict):
        raise Closing(4400, "The payload of subscribe must be an object with a query")
    try:
        return sent_of(payload)
    except BadRequest as reason:
        raise Closing(4400, reason.message) from None
