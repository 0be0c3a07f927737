import random

import pytest

from bot.understanding.clean import _PAIRS, MOST, clean, says_something
from bot.understanding.emergency import find


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("ＡＢＣ１２３！！！", "abc123!"),
        ("漏水。。。。。", "漏水。"),
        ("煤  气\n\n漏", "煤 气 漏"),
        ("臭鸡蛋\u00a0味", "臭鸡蛋 味"),
        ("  停水  ", "停水"),
        ("漏\u200b气", "漏气"),
        ("漏\ufe0f气", "漏气"),
        ("漏气\x00\x01快来", "漏气 快来"),
        ("哈哈哈", "哈哈哈"),
        ("", ""),
    ],
)
def test_text_is_brought_to_one_form(text, plain):
    assert clean(text) == plain


def test_a_long_text_is_cut():
    assert len(clean("水" * 10_000)) == MOST


def test_no_character_is_both_traditional_and_simplified():
    """Otherwise the outcome would hang on the order in which a table is read."""
    traditional, simplified = set(_PAIRS[::2]), set(_PAIRS[1::2])
    assert not traditional & simplified
    assert len(traditional) == len(_PAIRS) // 2


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("廚房一股臭雞蛋味", "gas_leak"),
        ("煤氣洩漏了", "gas_leak"),
        ("施工隊把煤氣管挖斷了", "gas_leak"),
        ("樓道著火了", "fire"),
        ("我媽困在電梯轎廂裡", "lift_trapped"),
        ("圍牆要倒了", "collapse_fall"),
        ("有人觸電了", "electric_shock"),
        ("老人暈倒在樓下", "injury"),
        ("有小偷撬門", "crime"),
        ("煤\u200b气\u200b漏\u200b了", "gas_leak"),
    ],
)
def test_neither_script_nor_unseen_characters_hide_a_danger(text, category):
    found = find(clean(text))
    assert found is not None
    assert found.category == category


def test_what_is_clean_stays_as_it_is():
    letters = "漏氣煤 \u200b\ufe0f\n！!。.Ａａ1İ著😀"
    chance = random.Random(7)  # noqa: S311  # no secret, the same texts every time
    for _ in range(2_000):
        plain = clean("".join(chance.choices(letters, k=chance.randint(0, 12))))
        assert clean(plain) == plain


@pytest.mark.parametrize("text", ["", "😀😀", "？！。", "\u200b"])
def test_pictures_and_marks_alone_say_nothing(text):
    assert not says_something(clean(text))
