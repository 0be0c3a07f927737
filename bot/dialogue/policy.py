"""Questions of policy: answered from the library, with its source and date, or by the office."""

from dataclasses import replace

from bot.dialogue import digits, matters, memory, replies
from bot.dialogue.replies import Line
from bot.dialogue.said import Said, Turn
from bot.dialogue.topics import Answered
from bot.understanding.read import read

ASK_OFFICE = 1


def ask(said: Said) -> Turn:
    """The library's answer; where it has none, the office is asked, and the person is told so."""
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
