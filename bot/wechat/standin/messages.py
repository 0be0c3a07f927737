"""What reaches people: customer-service messages and subscribe messages, within WeChat's bounds.

Source   WeChat: sendCustomMessage (five within 48 hours after the person's last message; with each
         one the count begins anew), subscribeMessage.send (one acceptance, one message).
"""

import re
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

from bot.wechat.standin.asked import OK, Answer, Refusal
from bot.wechat.standin.codes import OPENID

KEEPS = 200  # messages; the oldest are forgotten
MOST_BYTES = 2048  # of a text message
WINDOW_SECONDS = 48 * 3600
MOST_IN_WINDOW = 5
#: kind of word in a template → the most characters of its text
LONGEST = {"thing": 20, "character_string": 32, "number": 32, "phrase": 5, "name": 10}
_WORD = re.compile(r"([a-z_]+)\d{1,2}")


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that somebody would have read."""

    openid: str
    text: str
    appid: str = ""
    number: int = 0  # counts up; who asks again asks for what came after
    template_id: str = ""  # of a subscribe message


class Messages:
    """Everything that was sent, and who may be sent something.

    ``strict``: only who wrote within 48 hours hears from us, as at WeChat's. Otherwise everybody.
    """

    def __init__(self, ticks: Callable[[], float], *, strict: bool) -> None:
        self.sent: deque[Sent] = deque(maxlen=KEEPS)
        self._ticks, self._strict = ticks, strict
        self._numbers = count(1)
        self._heard: dict[tuple[str, str], tuple[float, int]] = {}  # when, and sent since
        self._accepted: Counter[tuple[str, str]] = Counter()

    def heard(self, appid: str, openid: str) -> None:
        """The person wrote: the window is open again."""
        self._heard[appid, openid] = self._ticks(), 0

    def accept(self, openid: str, template_id: str) -> None:
        """The person accepts one subscribe message of a kind."""
        self._accepted[openid, template_id] += 1

    def custom(self, appid: str, asked: Answer) -> Answer:
        """A customer-service message."""
        openid, text = _receiver(asked), asked.get("text")
        content = text.get("content") if isinstance(text, dict) else None
        if asked.get("msgtype") != "text":
            raise Refusal(40008, "invalid message type")
        if not isinstance(content, str) or not content:
            raise Refusal(44004, "empty content")
        if len(content.encode()) > MOST_BYTES:
            raise Refusal(45002, "content size out of limit")
        if self._strict:
            self._count(appid, openid)
        self._keep(appid, openid, content)
        return OK

    def subscribe(self, appid: str, asked: Answer) -> Answer:
        """A subscribe message; an acceptance is used up."""
        openid, template_id = _receiver(asked), str(asked.get("template_id") or "")
        if not template_id:
            raise Refusal(40037, "invalid template_id")
        said = _said(asked.get("data"))
        if not self._accepted[openid, template_id]:
            raise Refusal(43101, "user refuse to accept the msg")
        self._accepted[openid, template_id] -= 1
        self._keep(appid, openid, said, template_id)
        return OK

    def _keep(self, appid: str, openid: str, text: str, template_id: str = "") -> None:
        self.sent.append(Sent(openid, text, appid, next(self._numbers), template_id))

    def _count(self, appid: str, openid: str) -> None:
        when, since = self._heard.get((appid, openid), (float("-inf"), 0))
        if self._ticks() - when > WINDOW_SECONDS:
            raise Refusal(45015, "response out of time limit or subscription is canceled")
        if since >= MOST_IN_WINDOW:
            raise Refusal(45047, "out of response count limit")
        self._heard[appid, openid] = when, since + 1


def _receiver(asked: Answer) -> str:
    openid = str(asked.get("touser") or "")
    if not OPENID.fullmatch(openid):
        raise Refusal(40003, "invalid openid")
    return openid


def _said(data: Any) -> str:
    """The texts of a template, line by line."""
    lines = []
    for word, given in data.items() if isinstance(data, dict) else ():
        value = given.get("value") if isinstance(given, dict) else None
        known = _WORD.fullmatch(word)
        longest = LONGEST.get(known[1], 32) if known else 0
        if not isinstance(value, str) or not 0 < len(value) <= longest:
            raise Refusal(47003, f"argument invalid! data.{word}.value invalid")
        lines.append(value)
    if not lines:
        raise Refusal(47003, "argument invalid! data is empty")
    return "\n".join(lines)
