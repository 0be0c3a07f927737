"""Questionnaires in the chat, question by question, in digits; votes are cast in the mini program.

    offer ─ one open ─→ Filling ─ answer ─→ next question … ─→ review ─ 1 ─→ ballot and receipt
      └ several ─→ WhichRound ─ digit ─→ Filling        0 at any time: stop; nothing is sent

The answers go through the same door of the house as everybody's (``surveys.ballots.cast``): roll,
times and identity level are checked there, and nowhere else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row, exists, select

from bot.dialogue import digits, memory, questions, replies
from bot.dialogue.replies import Line
from bot.dialogue.said import Said, Turn
from bot.dialogue.topics import Filling, WhichRound
from models.asking import RollEntry, Round
from models.ballots import Ballot
from models.base import db
from models.errors import IdentityTooLow, Invalid, SanwenError
from models.kinds import MemberState, RoundKind, RoundState
from models.people import Membership
from models.places import Unit
from surveys import ballots, rounds
from surveys.questionnaire import compile_form

#: asked and answered here; everything else is a vote, whose rule and effect the mini program shows
IN_CHAT = frozenset({RoundKind.SURVEY, RoundKind.DEMAND_LIST, RoundKind.SATISFACTION})
MOST_CHOICES = 9
SEND, AGAIN = 1, 2


def offer(said: Said) -> Turn:
    """What is open to the person: questionnaires to answer here, votes by name."""
    found = _open_to(said)
    votes = [Line(replies.OPEN_VOTE, _about(row)) for row in found if row.kind not in IN_CHAT]
    forms = [row for row in found if row.kind in IN_CHAT]
    known = [row for row in forms if row.level >= row.needed][:MOST_CHOICES]
    if votes:
        votes.append(Line(replies.VOTE))
    if len(known) < len(forms):
        votes.append(Line(replies.LEVEL_TOO_LOW))
    if not found:
        return Turn([Line(replies.NOTHING_OPEN)])
    if not known:
        return Turn(votes)
    return _offered(said, votes, known)


def round_chosen(said: Said, topic: WhichRound) -> Turn | None:
    """The digit of one of the questionnaires that were offered."""
    chosen = digits.choice(said.text, len(topic.choices))
    return None if chosen is None else _begin(said, *topic.choices[chosen - 1])


def answered(said: Said, topic: Filling) -> Turn | None:
    """An answer to the question asked last, or the word to send them."""
    form = _form(topic.round_id)
    if not topic.key:
        return _reviewed(said, topic, form)
    question = next(each for each in form["questions"] if each["key"] == topic.key)
    if questions.is_skipped(question, said.text):
        return _ask(said, replace(topic, skipped=(*topic.skipped, topic.key)), form)
    answer = questions.answer_to(question, said.text)
    fault = replies.NOT_UNDERSTOOD if answer is None else _fault(form, topic, answer)
    if fault is not None:
        told = Line(fault) if isinstance(fault, str) else fault
        return Turn([told, *questions.asked(question)])
    given = {**topic.answers, topic.key: answer}
    return _ask(said, replace(topic, answers=given), form)


def _offered(said: Said, votes: Sequence[Line], forms: Sequence[Row[Any]]) -> Turn:
    if len(forms) == 1:
        begun = _begin(said, str(forms[0].round_id), str(forms[0].unit_id))
        return Turn([*votes, *begun.lines])
    choices = tuple((str(row.round_id), str(row.unit_id)) for row in forms)
    memory.keep(said.person, WhichRound(choices), said.at)
    listed = [
        Line(replies.ROUND_CHOICE, {"digit": digit, **_about(row)})
        for digit, row in enumerate(forms, 1)
    ]
    return Turn([*votes, Line(replies.WHICH_ROUND), *listed])


def _begin(said: Said, round_id: str, unit_id: str) -> Turn:
    form = _form(round_id)
    turn = _ask(said, Filling(round_id, unit_id, key=""), form)
    begin = Line(replies.BEGIN, {"title": form["title"][questions.LANGUAGE]})
    return Turn([begin, *turn.lines])


def _ask(said: Said, topic: Filling, form: Mapping[str, Any]) -> Turn:
    """The next question, or what was answered, to be looked over."""
    question = questions.next_question(form, topic.answers, topic.skipped)
    memory.keep(said.person, replace(topic, key=question["key"] if question else ""), said.at)
    return Turn(questions.asked(question) if question else _review(topic, form))


def _review(topic: Filling, form: Mapping[str, Any]) -> list[Line]:
    given = [
        Line(
            replies.GIVEN,
            {
                "title": question["title"][questions.LANGUAGE],
                "answer": questions.shown(question, topic.answers[question["key"]]),
            },
        )
        for question in form["questions"]
        if question["key"] in topic.answers
    ]
    return [Line(replies.REVIEW), *given, Line(replies.SEND_IT)]


def _reviewed(said: Said, topic: Filling, form: Mapping[str, Any]) -> Turn | None:
    chosen = digits.choice(said.text, AGAIN)
    if chosen == AGAIN:
        return _ask(said, Filling(topic.round_id, topic.unit_id, key=""), form)
    return _send(said, topic) if chosen == SEND else None


def _send(said: Said, topic: Filling) -> Turn:
    memory.forget(said.person)
    where = UUID(topic.round_id), UUID(topic.unit_id)
    try:
        cast = ballots.cast(*where, topic.answers, by=said.by, at=said.at)
    except IdentityTooLow:
        return Turn([Line(replies.LEVEL_TOO_LOW)])
    except SanwenError as refused:
        return Turn([Line(replies.NOT_TAKEN), Line(refused.detail, refused.facts)])
    return Turn([Line(replies.TAKEN, {"receipt": cast.ballot["receipt"]})])


def _fault(form: Mapping[str, Any], topic: Filling, answer: Any) -> Line | None:
    """What the form has against an answer to its current question, as a sentence."""
    try:
        compile_form(form).check({**topic.answers, topic.key: answer})
    except Invalid as invalid:
        pointer = f"/answers/{topic.key}"
        for fault in invalid.faults:
            if fault.pointer == pointer:
                return Line(fault.message, dict(fault.facts))
    return None


def _form(round_id: str) -> Mapping[str, Any]:
    return rounds.form_of(db.session.get_one(Round, UUID(round_id)))


def _open_to(said: Said) -> list[Row[Any]]:
    """The open rounds on whose roll a home of the person stands, those answered before left out."""
    query = (
        select(
            Round.id.label("round_id"),
            Round.kind,
            Round.title,
            Round.closes_at,
            Round.min_identity_level.label("needed"),
            Membership.identity_level.label("level"),
            Unit.id.label("unit_id"),
            Unit.building,
            Unit.room,
        )
        .join(RollEntry, RollEntry.round_id == Round.id)
        .join(Unit, Unit.id == RollEntry.unit_id)
        .join(Membership, Membership.unit_id == Unit.id)
        .where(
            Membership.resident_id == said.by.id,
            Membership.state == MemberState.VERIFIED,
            Round.state == RoundState.OPEN,
            Round.opens_at <= said.at,
            Round.closes_at > said.at,
            ~exists().where(
                Ballot.round_id == Round.id,
                Ballot.unit_id == Unit.id,
                Ballot.cast_by == said.by.id,
            ),
        )
        .order_by(Round.id, Unit.id)
    )
    return list(db.session.execute(query))


def _about(row: Row[Any]) -> dict[str, object]:
    return {
        "title": row.title,
        "home": f"{row.building}-{row.room}",
        "until": row.closes_at,
    }
