"""Where one trouble ends and the next begins."""

import pytest

from bot.understanding.clean import clean
from bot.understanding.parts import MOST, parts_of


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("1、下水道堵了 2、路灯不亮", ["下水道堵了", "路灯不亮"]),
        ("一是下水道堵了，二是路灯不亮", ["下水道堵了", "路灯不亮"]),
        ("下水道堵了，还有路灯不亮", ["下水道堵了", "路灯不亮"]),
        ("下水道堵了另外路灯不亮", ["下水道堵了", "路灯不亮"]),
        ("下水道堵了\n路灯不亮晚上", ["下水道堵了", "路灯不亮晚上"]),
        ("下水道堵了", ["下水道堵了"]),
        ("一是一二是二", ["一是一二是二"]),
    ],
)
def test_people_number_join_and_list_their_troubles(text, parts):
    assert parts_of(clean(text)) == parts


def test_a_number_of_a_building_begins_no_trouble():
    assert parts_of(clean("住在3号楼2.5米高的围墙旁边")) == [clean("住在3号楼2.5米高的围墙旁边")]


def test_a_long_story_is_one_trouble():
    story = "我家住在顶楼，去年夏天开始漏雨，找了物业很多次，物业说要动用维修资金，" * 3
    assert len(parts_of(clean(story))) == 1


def test_a_list_without_end_is_cut():
    assert len(parts_of(clean("；".join(["路灯坏了看不见"] * 40)))) == MOST
