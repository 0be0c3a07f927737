"""What WeChat brought: XML from the official account, JSON from the mini program, made one thing.

Source   WeChat: 接收普通消息 and 接收事件推送. A message is told apart by MsgId; an event has none and
         is told apart by FromUserName + CreateTime.
Errors   MessageUnreadable for what is no such message: broken, with a DTD or entities, too deep,
         without sender. Nothing of it is ever expanded or fetched.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from wechatpy import parse_message
from wechatpy.messages import BaseMessage
from wechatpy.replies import create_reply

from models.errors import MessageUnreadable

LONGEST_NAME = 128
#: fields every message has
_NEEDED = ("ToUserName", "FromUserName", "CreateTime", "MsgType")


@dataclass(frozen=True, slots=True)
class Heard:
    """One message or event. ``text`` is what was typed or, by WeChat's ear, spoken."""

    sender: str  # openid: never logged, never shown
    receiver: str
    created: int  # WeChat's clock, seconds
    kind: str  # text, voice, image, event …
    event: str  # subscribe, click …; "" for a message
    text: str
    message_id: str  # "" for an event

    @property
    def key(self) -> str:
        """The same for every delivery of one message."""
        return self.message_id or f"{self.sender}\0{self.created}\0{self.event}"


def read_xml(body: bytes) -> Heard:
    """A message of the official account."""
    try:
        root = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise MessageUnreadable from None
    if root.tag != "xml":
        raise MessageUnreadable
    fields = {child.tag: _text_of(child) for child in root}
    _check(fields)
    message = parse_message(body)
    return _heard(message, fields)


def read_json(body: bytes) -> Heard:
    """A message of the mini program, whose push format is set to JSON."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise MessageUnreadable from None
    if not isinstance(found, dict):
        raise MessageUnreadable
    plain = {name: str(value) for name, value in found.items() if isinstance(value, str | int)}
    _check(plain)
    return _assembled(plain, plain.get("Content", "") or plain.get("Recognition", ""))
