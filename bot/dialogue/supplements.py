"""What comes after a report, or before it: pictures, a place on the map, leave to call back.

Source   个人信息保护法 art. 13, 14: a telephone number is kept because it was sent for this.
"""

import re
import unicodedata
from collections.abc import Iterable
from uuid import UUID

from bot.dialogue import digits, memory, replies
from bot.dialogue.replies import Line
from bot.dialogue.said import Said, Turn
from bot.dialogue.topics import MoreAbout, Topic, Unexplained
from bot.tickets import intake
from bot.tickets.lifecycle import RUNNING
from models.base import db
from models.ids import uuid7
from models.listening import PictureToFetch, Ticket
from models.people import Resident
from surveys import residents

PICTURES = frozenset({"image", "video", "shortvideo"})
MOST_PICTURES = 9  # of one ticket
CALL_ME = 1
LEAST_OF_A_TROUBLE = 4  # letters beside the place
_HOUSE = re.compile(r"[\d一二三四五六七八九十#-]+\s*(?:号楼|单元|门洞|栋|幢|座|号|楼|层|室)?")
_PHONE = re.compile(r"(?<!\d)(1[3-9]\d{9})(?!\d)")


def wordless(said: Said, topic: Topic | None) -> Turn:
    """A picture, a film, a place or a link: added to the ticket just written, or kept for it."""
    media = (said.heard.media_id,) if said.heard.kind in PICTURES and said.heard.media_id else ()
    spot = _spot(said)
    ticket = _ticket(topic) if isinstance(topic, MoreAbout) else None
    if ticket is not None:
        add(ticket, media, spot, said)
        return Turn([Line(replies.ADDED, {"number": ticket.number})], ticket)
    if not (media or spot):
        return Turn([Line(replies.RECEIVED)])
    if topic is None or isinstance(topic, Unexplained):
        before = topic or Unexplained()
        kept = (*before.media, *media)[:MOST_PICTURES]
        memory.keep(said.person, Unexplained(kept, spot or before.spot), said.at)
    return Turn([Line(replies.RECEIVED)])


def more(said: Said, topic: MoreAbout) -> Turn | None:
    """Words after a report: leave to call back, a telephone number, or where exactly."""
    phone = _PHONE.search(said.text)
    offers = phone is not None and (topic.wants_phone or said.reading.unsure)
    asks = digits.choice(said.text, CALL_ME) is not None
    unsure_of = said.reading.unsure and bool(said.reading.place.building)
    if not (offers or asks or (unsure_of and _is_only_a_place(said.text))):
        return None  # most messages are about something else: the ticket is not even looked up
    ticket = _ticket(topic)
    if ticket is None:
        memory.forget(said.person)
        return None
    if phone and offers:
        return _call_back(said, ticket, phone[1])
    if asks:
        known = db.session.get_one(Resident, said.by.id).phone
        if known:
            return _call_back(said, ticket, known)
        memory.keep(said.person, MoreAbout(topic.ticket, wants_phone=True), said.at)
        return Turn([Line(replies.YOUR_PHONE)], ticket)
    intake.remark(ticket, said.text, by=said.by, at=said.at)
    return Turn([Line(replies.ADDED, {"number": ticket.number})], ticket)


def add(ticket: Ticket, media: Iterable[str], spot: str, said: Said) -> None:
    """Note the place, and the pictures to be fetched from WeChat by the clock."""
    if spot:
        intake.remark(ticket, spot, by=said.by, at=said.at)
    for media_id in media:
        db.session.add(
            PictureToFetch(
                id=uuid7(),
                ticket_id=ticket.id,
                sent_by=said.by.id,
                source=said.source,
                media_id=media_id,
                due_at=said.at,
                created_at=said.at,
            )
        )
    db.session.flush()


def _call_back(said: Said, ticket: Ticket, phone: str) -> Turn:
    residents.keep_phone(phone, by=said.by)
    intake.remark(ticket, f"同意电话回访：{phone}", by=said.by, at=said.at)
    memory.keep(said.person, MoreAbout(str(ticket.id)), said.at)
    return Turn([Line(replies.WILL_CALL, {"number": ticket.number})], ticket)


def _is_only_a_place(text: str) -> bool:
    """``在5号楼东边`` adds to what was said; ``5号楼水管坏了`` is a trouble of its own."""
    rest = _HOUSE.sub("", unicodedata.normalize("NFKC", text))
    return sum(letter.isalpha() for letter in rest) < LEAST_OF_A_TROUBLE


def _spot(said: Said) -> str:
    heard = said.heard
    if heard.kind != "location":
        return f"{heard.label} {heard.text}".strip() if heard.kind == "link" else ""
    return f"位置：{heard.label}（{heard.latitude}, {heard.longitude}）"


def _ticket(topic: MoreAbout) -> Ticket | None:
    ticket = db.session.get(Ticket, UUID(topic.ticket), with_for_update=True)
    return ticket if ticket is not None and ticket.state in RUNNING else None
