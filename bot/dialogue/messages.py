"""What WeChat brought, as one value: who sent it, what it says, what tells it apart.

Source   WeChat: 接收普通消息, 接收事件推送. A message is told apart by MsgId; an event has none,
         so FromUserName + CreateTime tell it apart, and what happened, should two come at once.
Errors   MessageUnreadable for what lacks a sender, a time or a kind, or bears nonsense there.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from bot.dialogue.wire import Fields, Form, Wire
from models.errors import MessageUnreadable

LONGEST_NAME = 128
POPUP, CHANGE, SENT = (f"subscribe_msg_{what}_event" for what in ("popup", "change", "sent"))
_SCENE = "qrscene_"  # before the code's own key, where scanning it was also the following


@dataclass(frozen=True, slots=True)
class Grant:
    """What a person said, or WeChat tells, of one kind of subscribe message (订阅通知)."""

    template_id: str
    told: Literal["accept", "reject", "sent", "failed"]
    error: str = ""  # WeChat's ErrorCode where sending failed


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is, or points to: degrees as WeChat writes them ("23.134521"), in GCJ-02."""

    latitude: str
    longitude: str
    label: str = ""


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
    form: Form = "xml"
    event_key: str = ""
    media_id: str = ""  # of a picture, a voice, a video; WeChat keeps it for three days
    picture_url: str = ""
    place: Place | None = None
    title: str = ""  # of a link
    url: str = ""
    grants: tuple[Grant, ...] = ()

    @property
    def key(self) -> str:
        """The same for every delivery of one message."""
        if self.message_id:
            return self.message_id
        what = self.event_key or ",".join(grant.template_id for grant in self.grants)
        return f"{self.sender}\0{self.created}\0{self.event}\0{what}"


@dataclass(frozen=True, slots=True)
class Utterance:
    """What the conversation needs of a message; without names, accounts and formats."""

    kind: str
    text: str = ""
    media_id: str = ""
    picture_url: str = ""
    latitude: str = ""  # degrees, exact as written; empty where no place was sent
    longitude: str = ""
    label: str = ""  # of a place, or the title of a link
    event: str = ""
    event_key: str = ""


def heard(wire: Wire) -> Heard:
    """The message in ``wire``. Errors: MessageUnreadable."""
    fields = wire.fields
    _check(fields)
    kind = fields["MsgType"].lower()
    is_event = kind == "event"
    if not is_event and not fields.get("MsgId"):
        raise MessageUnreadable
    event = fields.get("Event", "").lower() if is_event else ""
    said = fields.get("Content") or fields.get("Recognition", "")
    return Heard(
        sender=fields["FromUserName"],
        receiver=fields["ToUserName"],
        created=int(fields["CreateTime"]),
        kind=kind,
        event=event,
        text="" if is_event else said,
        message_id="" if is_event else fields["MsgId"],
        form=wire.form,
        event_key=fields.get("EventKey", ""),
        media_id=fields.get("MediaId", ""),
        picture_url=fields.get("PicUrl", ""),
        place=_place(fields),
        title=fields.get("Title", ""),
        url=fields.get("Url", ""),
        grants=_grants(event, wire.listed),
    )


def utterance(message: Heard) -> Utterance:
    """``message`` as the conversation takes it."""
    place = message.place or Place("", "")
    return Utterance(
        kind=message.kind,
        text=message.text,
        media_id=message.media_id,
        picture_url=message.picture_url,
        latitude=place.latitude,
        longitude=place.longitude,
        label=place.label or message.title,
        event=message.event,
        event_key=message.event_key.removeprefix(_SCENE),
    )


def _check(fields: Fields) -> None:
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


def _place(fields: Fields) -> Place | None:
    """A sent place (Location_X is the latitude), or where an event says the person is."""
    latitude = fields.get("Location_X") or fields.get("Latitude", "")
    longitude = fields.get("Location_Y") or fields.get("Longitude", "")
    if not (_is_degrees(latitude, 90) and _is_degrees(longitude, 180)):
        return None
    return Place(latitude, longitude, fields.get("Label", ""))


def _is_degrees(text: str, most: int) -> bool:
    plain = text.removeprefix("-").replace(".", "", 1)
    if len(text) > 24 or not (plain.isascii() and plain.isdecimal()):
        return False
    try:
        return abs(Fraction(text)) <= most
    except ValueError:
        return False


def _grants(event: str, listed: tuple[Fields, ...]) -> tuple[Grant, ...]:
    found = (_grant(event, entry) for entry in listed)
    return tuple(grant for grant in found if grant is not None)


def _grant(event: str, entry: Fields) -> Grant | None:
    """One entry; None for what we cannot read, so that it does not hide the others."""
    template_id = entry.get("TemplateId", "")
    answered = entry.get("SubscribeStatusString", "").lower()
    error = entry.get("ErrorCode", "")
    if not 0 < len(template_id) <= LONGEST_NAME:
        return None
    if event == SENT and error:
        return Grant(template_id, "sent") if error == "0" else Grant(template_id, "failed", error)
    if event in {POPUP, CHANGE} and answered in {"accept", "acceptwithaudio"}:
        return Grant(template_id, "accept")
    if event in {POPUP, CHANGE} and answered == "reject":
        return Grant(template_id, "reject")
    return None
