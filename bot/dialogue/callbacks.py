"""WeChat's doors: GET proves that the token is ours, POST brings a message and takes the answer.

Source   WeChat: 接入指南, 消息推送, 被动回复用户消息. WeChat drops a delivery after five seconds,
         and delivers up to three times.
Answers  come in the form of the question; ``success`` means: received, nothing to say here. An
         answer that took longer than ANSWER_WITHIN would come to a closed door: it goes to the
         outbox, in the transaction of what it tells about.
"""

import time
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from flask import Blueprint, Response, current_app

from bot.dialogue import accounts, grants, inbound, menu, replies, turns, wire
from bot.dialogue.accounts import MINI_PROGRAM, OFFICIAL, Account
from bot.dialogue.inbound import Reply
from bot.dialogue.messages import Heard, heard, utterance
from bot.dialogue.opening import Opening
from bot.dialogue.said import Turn
from bot.letters import outbox
from bot.wechat.crypto import SafeMode
from models import clock
from models.actor import Actor
from models.base import transaction
from models.errors import InProgress
from models.kinds import Role
from surveys import residents

pages = Blueprint("wechat", __name__)

#: seconds from the request's arrival; WeChat waits five, the way there and back included
ANSWER_WITHIN = 3.0
NOTHING_TO_SAY = "success"  # WeChat's word for: received, no reply
LANGUAGE = "zh_CN"
#: events by which somebody comes in; all others but the menu's come by themselves
ARRIVALS = frozenset({"subscribe", "scan", "user_enter_tempsession"})


@pages.get("/wechat/official", endpoint="prove_official")
def prove_official() -> Response:
    """WeChat asks whether this address knows the official account's token."""
    return _plain(accounts.echo(OFFICIAL, clock.now()))


@pages.post("/wechat/official", endpoint="hear_official")
def hear_official() -> Response:
    """A message or event of the official account."""
    return _hear(OFFICIAL)


@pages.get("/wechat/miniprogram", endpoint="prove_miniprogram")
def prove_miniprogram() -> Response:
    """WeChat asks whether this address knows the mini program's token."""
    return _plain(accounts.echo(MINI_PROGRAM, clock.now()))


@pages.post("/wechat/miniprogram", endpoint="hear_miniprogram")
def hear_miniprogram() -> Response:
    """A customer-service message or event of the mini program."""
    return _hear(MINI_PROGRAM)


def _hear(account: Account) -> Response:
    started, at = time.monotonic(), clock.now()
    accounts.check_signed(account, at)
    safe = account.safe_mode
    written, was_safe = accounts.written(safe)
    message = heard(written)

    def answer(message_id: UUID, known: Opening) -> Reply:
        turn = _turn(account, message, known, at)
        text = _spoken(turn)
        late = time.monotonic() - started > ANSWER_WITHIN
        if text and (late or not (account.answers_here or accounts.is_demo())):
            _post(account, message, message_id, text, at)
        return Reply("" if late else text, turn.ticket.id if turn.ticket else None)

    try:
        with transaction():
            text, moment = inbound.once(
                account.name, message.key, message.sender, answer, at=at, patience=ANSWER_WITHIN
            )
    except InProgress:
        return _plain(NOTHING_TO_SAY)
    return _answered(message, text, moment, safe if was_safe else None)


def _answered(message: Heard, text: str, moment: datetime, safe: SafeMode | None) -> Response:
    """``text`` for the sender, encrypted if ``safe``; the same text always gives the same body."""
    if not text:
        return _plain(NOTHING_TO_SAY)
    seconds = int(moment.timestamp())
    form, to, from_ = message.form, message.sender, message.receiver
    body = wire.answer(form, to=to, from_=from_, text=text, moment=seconds)
    if safe is not None:
        body = wire.enveloped(form, safe.close(body, timestamp=int(clock.now().timestamp())))
    return Response(body, content_type=f"{wire.MEDIA_TYPES[form]}; charset=utf-8")


def _plain(text: str) -> Response:
    return Response(text, content_type="text/plain; charset=utf-8")


def _turn(account: Account, message: Heard, known: Opening, at: datetime) -> Turn:
    grants.record(message, at=at)
    said = utterance(message)
    if said.event in ARRIVALS and not said.event_key:
        return menu.welcome()
    is_event = said.kind == "event"
    if is_event and said.event not in {"click", *ARRIVALS}:
        return Turn([])
    resident_id = known.resident_id or residents.welcome(message.sender, at=at).id
    by = Actor(resident_id, Role.RESIDENT)
    if said.event in ARRIVALS:
        return turns.scan(said.event_key, by, known.person, source=account.source, at=at)
    if is_event:
        return turns.press(said.event_key, by, known.person, source=account.source, at=at)
    return turns.take(said, by, known, source=account.source, at=at)


def _spoken(turn: Turn) -> str:
    say: Callable[..., str] = current_app.extensions["sanwen.say"]
    return replies.spoken(turn.lines, lambda sentence, facts: say(sentence, facts, LANGUAGE))


def _post(account: Account, message: Heard, message_id: UUID, text: str, at: datetime) -> None:
    """Leave the answer to the outbox, for the account that the person wrote to."""
    person = residents.welcome(message.sender, at=at).id
    values = {"text": text, "account": account.name}
    outbox.post(f"answer:{message_id}", person, "answer", values, due_at=at, at=at)
