"""One request to WeChat, and what came of it: JSON, or bytes where WeChat gives a file.

Errors   WeChatUnavailable for time-outs, 5xx and half an answer; for an errcode what
         ``errcodes`` makes of it. Neither keys nor people reach the log: only path and errcode.
"""

import json
import logging
from dataclasses import dataclass
from typing import Any

import httpx

from bot.wechat.errcodes import error_for
from models.errors import TooLarge, WeChatUnavailable

log = logging.getLogger("sanwen.wechat")
logging.getLogger("httpx").setLevel(logging.WARNING)  # at INFO it writes URLs, and with them keys

TIMEOUT_SECONDS = 3.0
MOST_BYTES = 10 * 1024 * 1024  # of a file; WeChat's own bound for pictures

Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class File:
    """What WeChat gave as a file."""

    content: bytes
    media_type: str


class Wire:
    """Connections to where WeChat's API is."""

    def __init__(self, base_url: str, transport: httpx.BaseTransport | None = None) -> None:
        self._http = httpx.Client(base_url=base_url, timeout=TIMEOUT_SECONDS, transport=transport)

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def ask(self, method: str, path: str, **more: Any) -> Answer:
        """The JSON object that came back, without error in it."""
        return self._read(path, self._fetch(method, path, **more).content)

    def ask_for_file(self, method: str, path: str, **more: Any) -> File | Answer:
        """A file; or the JSON object that came in its place, without error in it."""
        came = self._fetch(method, path, **more)
        if came.media_type in {"application/json", "text/plain"}:
            return self._read(path, came.content)
        return came

    def _fetch(self, method: str, path: str, **more: Any) -> File:
        try:
            with self._http.stream(method, path, **more) as answer:
                answer.raise_for_status()
                media_type = answer.headers.get("Content-Type", "").partition(";")[0].lower()
                return File(_body(answer), media_type)
        except httpx.HTTPError as trouble:
            log.warning("%s: %s", path, type(trouble).__name__)
            raise WeChatUnavailable from trouble

    def _read(self, path: str, body: bytes) -> Answer:
        try:
            told = json.loads(body)
        except ValueError as half:
            log.warning("%s: an answer that cannot be read", path)
            raise WeChatUnavailable from half
        if not isinstance(told, dict):
            raise WeChatUnavailable
        errcode = told.get("errcode", 0)
        if errcode != 0:
            log.warning("%s: errcode %s", path, errcode if isinstance(errcode, int) else "?")
            raise error_for(errcode)
        return told


def text_in(answer: Answer, name: str) -> str:
    """A text that must be there. Errors: WeChatUnavailable for half an answer."""
    value = answer.get(name)
    if not isinstance(value, str) or not value:
        raise WeChatUnavailable
    return value


def _body(answer: httpx.Response) -> bytes:
    body = bytearray()
    for part in answer.iter_bytes():
        body += part
        if len(body) > MOST_BYTES:
            raise TooLarge(most=MOST_BYTES)
    return bytes(body)
