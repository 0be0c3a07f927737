"""Questions of policy: answered from the library, with its source and date, or by the office.

The library is asked before a question is written down as a matter: who asks what a lift costs needs
no ticket. Where it is not sure it says nothing, and the office is asked.
"""

from dataclasses import replace
from functools import cache
from pathlib import Path

from flask import current_app

from bot.dialogue import digits, matters, memory, places, replies
from bot.dialogue.replies import Line
from bot.dialogue.said import Said, Turn
from bot.dialogue.topics import Answered
from bot.understanding.answers.find import find
from bot.understanding.answers.library import SHIPPED, Library
from bot.understanding.read import read
from models import clock

ASK_OFFICE = 1


@cache
def library(folder: str) -> Library:
    """The answers that come along, corrected and completed by those of a city's ``folder``.

    Errors: ValueError naming the file that is wrong.
    """
    return Library.load(SHIPPED, Path(folder)) if folder else Library.load(SHIPPED)


def known(said: Said) -> Turn | None:
    """What the library says, with its source and date; None where it has no answer."""
    shelf = library(current_app.extensions["sanwen.settings"].answers)
    found = find(said.text, _division(said), on=clock.day_of(said.at), library=shelf)
    if found is None:
        return None
    memory.keep(said.person, Answered(said.text), said.at)
    source = Line(replies.SOURCE, {"source": found.source, "day": found.dated})
    return Turn([Line(replies.TOLD, {"text": found.text}), source, Line(replies.ASK_BESIDES)])


def ask(said: Said) -> Turn:
    """A question that the library does not answer: the office does, and the person is told so."""
    turn = matters.report(said, category=matters.QUESTION)
    return Turn([Line(replies.DO_NOT_KNOW), *turn.lines], turn.ticket)


def ask_office(said: Said, topic: Answered) -> Turn | None:
    """The answer was not enough: the question goes to the office after all."""
    if digits.choice(said.text, ASK_OFFICE) is None:
        return None
    memory.forget(said.person)
    return matters.report(_again(said, topic.question), category=matters.QUESTION)


def _again(said: Said, question: str) -> Said:
    return replace(said, heard=replace(said.heard, text=question), reading=read(question))


def _division(said: Said) -> str:
    """Where the person lives, or the place that is named; empty where neither is known."""
    estates = said.homes or places.named_in(said.reading)
    return estates[0].division if estates else ""
