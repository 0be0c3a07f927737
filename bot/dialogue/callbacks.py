"""WeChat's doors: GET proves that the token is ours, POST brings a message and takes the answer.

A message is taken once however often it is delivered: its key is written first, in the transaction
of everything it causes. A second delivery at the same moment waits for the first at that row, and
gives the answer that the first one got.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha1

from flask import Blueprint, Response, current_app, request
from sqlalchemy import select, update

from bot.dialogue import menu, replies, turns
from bot.dialogue.messages import Heard, answer_json, answer_xml, read_json, read_xml
from bot.dialogue.said import Turn, Utterance
from models import clock
from models.actor import Actor
from models.base import db, insert, transaction
from models.errors import TooLarge, Unknown, WrongSignature
from models.ids import uuid7
from models.kinds import Role, TicketSource
from models.listening import InboundMessage
from models.sealed import fingerprint
from surveys import residents

pages = Blueprint("wechat", __name__)

MOST_BYTES = 64 * 1024
NOTHING_TO_SAY = "success"  # WeChat's word for: received, no reply
LANGUAGE = "zh_CN"
#: events that come by themselves, without anybody having written
SILENT = frozenset({"unsubscribe", "view", "location", "templatesendjobfinish"})


@dataclass(frozen=True, slots=True)
class Account:
    """One of the two accounts and the format it speaks."""

    name: str
    source: TicketSource
    read: Callable[[bytes], Heard]
    answer: Callable[[Heard, str, int], str]
    media_type: str


OFFICIAL = Account(
    "official", TicketSource.OFFICIAL_ACCOUNT, read_xml, answer_xml, "application/xml"
)
MINI_PROGRAM = Account(
    "miniprogram", TicketSource.MINI_PROGRAM, read_json, answer_json, "application/json"
)


@pages.get("/wechat/official", endpoint="prove_official")
def prove_official() -> Response:
    """WeChat asks whether this address knows the official account's token."""
    return _prove(OFFICIAL)


@pages.post("/wechat/official", endpoint="hear_official")
def hear_official() -> Response:
    """A message or event of the official account, in XML."""
    return _hear(OFFICIAL)


@pages.get("/wechat/miniprogram", endpoint="prove_miniprogram")
def prove_miniprogram() -> Response:
    """WeChat asks whether this address knows the mini program's token."""
    return _prove(MINI_PROGRAM)


@pages.post("/wechat/miniprogram", endpoint="hear_miniprogram")
def hear_miniprogram() -> Response:
    """A customer-service message of the mini program, in JSON."""
    return _hear(MINI_PROGRAM)


def _prove(account: Account) -> Response:
    _check_signature(account)
    return Response(request.args.get("echostr", ""), content_type="text/plain; charset=utf-8")


def _hear(account: Account) -> Response:
    _check_signature(account)
    heard = account.read(_body())
    with transaction():
        text, moment = _once(account, heard, clock.now())
    if not text:
        return Response(NOTHING_TO_SAY, content_type="text/plain; charset=utf-8")
    body = account.answer(heard, text, int(moment.timestamp()))
    return Response(body, content_type=f"{account.media_type}; charset=utf-8")


def _body() -> bytes:
    """What was sent. Errors: TooLarge, also where the length is not told (chunked)."""
    request.max_content_length = MOST_BYTES + 1  # a chunked body is cut there without a word
    if (request.content_length or 0) <= MOST_BYTES:
        body = request.get_data()
        if len(body) <= MOST_BYTES:
            return body
    raise TooLarge(most=MOST_BYTES)


def _check_signature(account: Account) -> None:
    """SHA-1 over the sorted token, timestamp and nonce, compared in constant time.

    Errors: Unknown where no account is connected; WrongSignature.
    """
    token: str = getattr(current_app.extensions["sanwen.settings"], account.name).token
    if not token:
        raise Unknown
    parts = sorted([token, request.args.get("timestamp", ""), request.args.get("nonce", "")])
    expected = sha1("".join(parts).encode("utf-8", "replace")).hexdigest()  # noqa: S324  # WeChat's
    given = request.args.get("signature", "")
    if not hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace")):
        raise WrongSignature


def _once(account: Account, heard: Heard, at: datetime) -> tuple[str, datetime]:
    """The answer and when the message first came; what it causes happens the first time only."""
    key = fingerprint("inbound", heard.key)
    same = (InboundMessage.account == account.name, InboundMessage.wechat_key == key)
    first = db.session.scalar(
        insert(InboundMessage)
        .values(id=uuid7(), account=account.name, wechat_key=key, received_at=at, reply="")
        .on_conflict_do_nothing()
        .returning(InboundMessage.id)
    )
    if first is None:
        earlier = db.session.scalars(select(InboundMessage).where(*same)).one()
        return earlier.reply, earlier.received_at
    turn = _turn(account, heard, at)
    say: Callable[..., str] = current_app.extensions["sanwen.say"]
    text = replies.spoken(turn.lines, lambda sentence, facts: say(sentence, facts, LANGUAGE))
    ticket_id = turn.ticket.id if turn.ticket else None
    db.session.execute(
        update(InboundMessage)
        .where(InboundMessage.id == first)
        .values(reply=text, ticket_id=ticket_id)
    )
    return text, at


def _turn(account: Account, heard: Heard, at: datetime) -> Turn:
    if heard.event in SILENT:
        return Turn([])
    if heard.kind == "event":
        return menu.welcome()
    resident = residents.welcome(heard.sender, at=at)
    by = Actor(resident.id, Role.RESIDENT)
    person = fingerprint("openid", heard.sender)
    said = Utterance(heard.kind, heard.text)
    return turns.take(said, by, person, source=account.source, at=at)
