"""Danger, and harmless words of it, in phrases written without sight of the rules."""

from pathlib import Path

from bot.understanding.read import read
from models.kinds import Urgency

LINES = Path(__file__).with_name("phrases.txt").read_text("utf-8").splitlines()
PHRASES = [line.split("|", 1) for line in LINES if not line.startswith("#")]


def alarms(*, harmless):
    said = [text for code, text in PHRASES if (code == "-") is harmless]
    return said, [text for text in said if read(text).urgency is Urgency.P0]


def test_of_a_hundred_cries_for_help_at_most_three_are_missed():
    said, heard = alarms(harmless=False)
    assert len(said) >= 100
    assert 100 * (len(said) - len(heard)) <= 3 * len(said), set(said) - set(heard)


def test_of_a_hundred_calm_messages_with_words_of_danger_at_most_three_alarm():
    said, alarmed = alarms(harmless=True)
    assert len(said) >= 200
    assert 100 * len(alarmed) <= 3 * len(said), alarmed
