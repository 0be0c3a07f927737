"""What WeChat brought: XML from the official account, JSON from the mini program, made one thing.

Source   WeChat: 接收普通消息, 接收事件推送. A message is told apart by MsgId; an event has none,
         so FromUserName + CreateTime tell it apart.
Errors   MessageUnreadable for what is no such message: broken, with a DTD or entities, without
         sender. Nothing in it is ever expanded or fetched.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from wechatpy import parse_message
from wechatpy.replies import TextReply

from models.errors import MessageUnreadable

#: what we read; each stands at most once and holds plain text
FIELDS = frozenset(
    {
        "ToUserName",
        "FromUserName",
        "CreateTime",
        "MsgType",
        "MsgId",
        "Content",
        "Recognition",
        "Event",
        "EventKey",
    }
)
LONGEST_NAME = 128


@dataclass(frozen=True, slots=True)
class Heard:
    """One message or event. ``text`` is what was typed or, by WeChat's ear, spoken."""

    sender: str  # openid: never logged, never shown
    receiver: str
    created: int  # WeChat's clock, in seconds
    kind: str  # text, voice, image, event …
    event: str  # subscribe, click …; empty for a message
    text: str
    message_id: str  # empty for an event

    @property
    def key(self) -> str:
        """The same for every delivery of one message."""
        return self.message_id or f"{self.sender}\0{self.created}\0{self.event}"


def read_xml(body: bytes) -> Heard:
    """A message of the official account."""
    try:
        written = body.decode()
        root = fromstring(written, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        raise MessageUnreadable from None
    if root.tag != "xml":
        raise MessageUnreadable
    fields = _plain(root)
    _check(fields)
    message = parse_message(written)
    spoken = getattr(message, "content", None) or getattr(message, "recognition", None)
    return _heard(fields, spoken or "")


def read_json(body: bytes) -> Heard:
    """A message of the mini program, whose push format is JSON."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise MessageUnreadable from None
    if not isinstance(found, dict):
        raise MessageUnreadable
    fields = {
        name: str(value).strip()
        for name, value in found.items()
        if name in FIELDS and isinstance(value, str | int)
    }
    _check(fields)
    return _heard(fields, fields.get("Content", ""))


def answer_xml(heard: Heard, text: str, moment: int) -> str:
    """The reply to ``heard`` as WeChat wants it within five seconds; ``moment`` in seconds."""
    reply = TextReply(
        source=heard.receiver,
        target=heard.sender,
        time=moment,
        content=text.replace("]]>", "]] >"),  # wechatpy does not split a CDATA section
    )
    rendered: str = reply.render()
    return rendered


def answer_json(heard: Heard, text: str, moment: int) -> str:
    """The same in the mini program's format."""
    reply = {
        "ToUserName": heard.sender,
        "FromUserName": heard.receiver,
        "CreateTime": moment,
        "MsgType": "text",
        "Content": text,
    }
    return json.dumps(reply, ensure_ascii=False)


def _plain(root: Element) -> dict[str, str]:
    fields: dict[str, str] = {}
    for child in root:
        if child.tag not in FIELDS:
            continue
        if len(child) or child.tag in fields:
            raise MessageUnreadable
        fields[child.tag] = (child.text or "").strip()
    return fields


def _check(fields: Mapping[str, str]) -> None:
    for name in ("ToUserName", "FromUserName"):
        known = fields.get(name, "")
        if not 0 < len(known) <= LONGEST_NAME or not known.isprintable() or "]]>" in known:
            raise MessageUnreadable
    for name, longest in (("CreateTime", 12), ("MsgId", 20)):
        number = fields.get(name, "")
        if len(number) > longest or not (f"0{number}".isascii() and f"0{number}".isdecimal()):
            raise MessageUnreadable
    if not fields.get("CreateTime") or not fields.get("MsgType"):
        raise MessageUnreadable


def _heard(fields: Mapping[str, str], text: str) -> Heard:
    kind = fields["MsgType"].lower()
    is_event = kind == "event"
    if not is_event and not fields.get("MsgId"):
        raise MessageUnreadable
    said = "".join(c for c in text if c != "\0" and not "\ud800" <= c <= "\udfff")
    return Heard(
        sender=fields["FromUserName"],
        receiver=fields["ToUserName"],
        created=int(fields["CreateTime"]),
        kind=kind,
        event=fields.get("Event", "").lower() if is_event else "",
        text=said.strip(),
        message_id="" if is_event else fields["MsgId"],
    )
