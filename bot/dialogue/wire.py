"""The two forms in which WeChat writes, XML and JSON, made one; and our answers in the same form.

Source   WeChat: 接收普通消息, 接收事件推送, 订阅通知事件推送; 小程序 消息推送, in either form.
Errors   MessageUnreadable for what is neither: broken, with a DTD or entities, nested where WeChat
         writes plain text. Nothing in it is ever expanded or fetched.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from wechatpy.replies import TextReply

from bot.wechat.crypto import Envelope
from models.errors import MessageUnreadable

Form = Literal["xml", "json"]
Fields = Mapping[str, str]

MEDIA_TYPES: Mapping[Form, str] = {"xml": "application/xml", "json": "application/json"}
#: what we read; each stands at most once and holds plain text
FIELDS = frozenset(
    {
        *("ToUserName", "FromUserName", "CreateTime", "MsgType", "MsgId", "Encrypt"),
        *("Content", "Recognition", "MediaId", "PicUrl", "Title", "Url"),
        *("Location_X", "Location_Y", "Label", "Latitude", "Longitude"),
        *("Event", "EventKey"),
    }
)
#: lists of what somebody allowed us to send stand in one of these (XML), or by themselves (JSON)
LISTS = frozenset({"SubscribeMsgPopupEvent", "SubscribeMsgChangeEvent", "SubscribeMsgSentEvent"})
MOST_LISTED = 50
#: phones type them; XML and databases forbid them, and a cry for help must not be lost for one
_JUNK = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Wire:
    """What stood in one body, without characters that neither XML nor a database takes."""

    form: Form
    fields: Fields
    listed: tuple[Fields, ...] = ()


def read(body: bytes) -> Wire:
    """A body in either form, told by its first character. Errors: MessageUnreadable."""
    if body.lstrip()[:1] in {b"{", b"["}:
        return _read_json(body)
    return _read_xml(body)


def answer(form: Form, *, to: str, from_: str, text: str, moment: int) -> str:
    """A text for ``to``, as WeChat wants it within five seconds; ``moment`` in seconds."""
    if form == "json":
        fields = {
            "ToUserName": to,
            "FromUserName": from_,
            "CreateTime": moment,
            "MsgType": "text",
            "Content": text,
        }
        return json.dumps(fields, ensure_ascii=False)
    safe = text.replace("]]>", "]] >")  # wechatpy does not split a CDATA section
    reply = TextReply(source=from_, target=to, time=moment, content=safe)
    rendered: str = reply.render()
    return rendered


def enveloped(form: Form, envelope: Envelope) -> str:
    """An encrypted answer as WeChat reads it."""
    fields = {
        "Encrypt": envelope.encrypt,
        "MsgSignature": envelope.signature,
        "TimeStamp": envelope.timestamp,
        "Nonce": envelope.nonce,
    }
    if form == "json":
        return json.dumps(fields)
    inside = "".join(  # base64, hex and digits: nothing in it can break out
        f"<{name}>{value}</{name}>"
        if isinstance(value, int)
        else f"<{name}><![CDATA[{value}]]></{name}>"
        for name, value in fields.items()
    )
    return f"<xml>{inside}</xml>"


def _read_xml(body: bytes) -> Wire:
    try:
        root = fromstring(_JUNK.sub("", body.decode()), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        raise MessageUnreadable from None
    if root.tag != "xml":
        raise MessageUnreadable
    listed = [entry for child in root if child.tag in LISTS for entry in child if len(entry)]
    entries = [{str(each.tag): _clean(each.text or "") for each in entry} for entry in listed]
    return Wire("xml", _plain(root), tuple(entries[:MOST_LISTED]))


def _plain(root: Element) -> Fields:
    fields: dict[str, str] = {}
    for child in root:
        if child.tag not in FIELDS:
            continue
        if len(child) or child.tag in fields:
            raise MessageUnreadable
        fields[child.tag] = _clean(child.text or "")
    return fields


def _read_json(body: bytes) -> Wire:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise MessageUnreadable from None
    if not isinstance(found, dict):
        raise MessageUnreadable
    inner = next((found[name] for name in LISTS & set(found)), found)
    listed = inner.get("List") if isinstance(inner, dict) else None
    entries = listed if isinstance(listed, list) else [listed]  # a single one comes without list
    return Wire(
        "json",
        {name: value for name, value in _texts(found.items()) if name in FIELDS},
        tuple(dict(_texts(e.items())) for e in entries[:MOST_LISTED] if isinstance(e, dict)),
    )


def _texts(items: Iterable[tuple[str, object]]) -> list[tuple[str, str]]:
    """What is plain among ``items``: text and numbers."""
    return [
        (name, _clean(str(value)))
        for name, value in items
        if isinstance(value, str | int | float) and not isinstance(value, bool)
    ]


def _clean(text: str) -> str:
    return _JUNK.sub("", text).strip()
