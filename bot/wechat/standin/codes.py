"""Codes of ``wx.login`` and of the phone button, and the people behind them.

Codes ``demo:<name>`` and ``demo:<phone digits>`` may be used again and again; those that are handed
out work once, as real ones do. A demo person has one openid at both accounts, where WeChat would
give two: so the demo's people are the same in the mini program and in the chat.
"""

import base64
import re
import secrets
from collections.abc import Callable
from hashlib import sha256

from bot.wechat.login import DEMO
from bot.wechat.standin.asked import Refusal

OPENID = re.compile(r"[A-Za-z0-9_-]{1,128}")


class Codes:
    """Who and what the codes stand for."""

    def __init__(self) -> None:
        self._meanings: dict[tuple[str, str], str | None] = {}  # None: used

    def give(self, kind: str, meaning: str) -> str:
        """A code that works once."""
        code = secrets.token_hex(16)
        self._meanings[kind, code] = meaning
        return code

    def openid(self, code: str) -> str:
        """Who is behind a code of ``wx.login``."""
        return self._take("login", code, openid_of)

    def phone(self, code: str) -> str:
        """The number behind a code of the phone button."""
        return self._take("phone", code, _digits_of)

    def _take(self, kind: str, code: str, read: Callable[[str], str | None]) -> str:
        if code.startswith(DEMO):
            meaning = read(code.removeprefix(DEMO))
        elif (kind, code) in self._meanings:
            meaning, self._meanings[kind, code] = self._meanings[kind, code], None
            if meaning is None:
                raise Refusal(40163, "code been used")
        else:
            meaning = None
        if meaning is None:
            raise Refusal(40029, "invalid code")
        return meaning


def openid_of(name: str) -> str | None:
    """28 characters that begin with "o", the same for a name each time."""
    digest = base64.urlsafe_b64encode(sha256(name.encode()).digest()).decode()
    return f"o{digest[:27]}" if name else None


def _digits_of(name: str) -> str | None:
    return name if name.isascii() and name.isdigit() else None
