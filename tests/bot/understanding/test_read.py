import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.understanding import classifier, corpus
from bot.understanding.places import find_place
from bot.understanding.read import read
from bot.understanding.reading import Place
from models.kinds import Urgency

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("text", "category", "urgency"),
    [
        ("厨房一股臭鸡蛋味", "gas_leak", Urgency.P0),
        ("施工队把煤气管挖断了", "gas_leak", Urgency.P0),
        ("煤气管什么时候改造", "policy_query", Urgency.P3),
        ("电梯里出不来", "lift_trapped", Urgency.P0),
        ("三栋二单元下水道堵了污水往外冒", "sewer_block", Urgency.P1),
        ("路灯不亮晚上看不见", "light_security", Urgency.P2),
        ("暖气不热屋里才十四度", "heat_cold", Urgency.P1),
        ("有人代签我的名字", "consent_dispute", Urgency.P1),
    ],
)
def test_case_14_messages_are_read_as_people_mean_them(text, category, urgency):
    reading = read(text)
    assert (reading.category, reading.urgency, reading.unsure) == (category, urgency, False)


def test_case_14_praise_for_a_repaired_leak_is_not_danger():
    reading = read("昨天漏煤气已经修好了, 想表扬师傅")
    assert reading.urgency is not Urgency.P0
    assert reading.intent == "thanks"


@pytest.mark.parametrize("text", ["", "   ", "😀😀😀", "？？？！！", "\u200b"])
def test_what_says_nothing_is_left_to_a_person(text):
    reading = read(text)
    assert (reading.intent, reading.unsure) == ("other", True)


@pytest.mark.parametrize("text", ["那个事情到底怎么弄嘛", "asdf qwer", "1"])
def test_what_is_unclear_is_left_to_a_person(text):
    assert read(text).unsure is True


def test_less_than_a_guess_makes_no_kind_of_matter_and_no_urgency():
    reading = read("asdf qwer")
    assert (reading.category, reading.urgency) == ("policy_query", Urgency.P3)


def test_a_very_long_message_is_read_too():
    assert read("下水道堵了，" * 5_000).category == "sewer_block"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("3号楼2单元501", Place("3", "2", "501")),
        ("三栋二单元", Place("3", "2")),
        ("3-2-501暖气不热", Place("3", "2", "501")),
        ("十二幢漏水", Place("12")),
        ("二门洞的灯", Place(None, "2")),
        ("５号楼１单元１０２室", Place("5", "1", "102")),
        ("二十三号楼", Place("23")),
        ("停水三天了", Place()),
        ("2026年12月", Place()),
    ],
)
def test_places_are_found_however_they_are_written(text, place):
    assert read(text).place == place if text else find_place(text) == place


def test_the_shipped_model_was_trained_from_the_shipped_corpus():
    card = json.loads((classifier.MODEL / "card.json").read_text("utf-8"))
    assert card["corpus_sha256"] == corpus.digest()


def test_reading_needs_no_training_library():
    """scikit-learn takes a second and 100 MB: only who trains pays for it."""
    code = "import sys; from bot.understanding.read import warm; warm(); print('sklearn' in sys.modules)"
    found = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "False"


def test_the_model_is_small_and_holds_no_pickle():
    files = list(classifier.MODEL.iterdir())
    assert sum(file.stat().st_size for file in files) < 5_000_000
    assert {file.suffix for file in files} == {".json", ".npz"}


@pytest.mark.parametrize(
    "text",
    [
        "大爷踩空台阶腿好像断了",
        "对门烟从门缝里冒 喊也没人答应",
        "按铃没人理 里头闷得喘不上气",
        "车玻璃被砸东西被拿走",
    ],
)
def test_danger_without_its_usual_words_is_heard(text):
    assert read(text).urgency is Urgency.P0


@pytest.mark.parametrize(
    "text",
    [
        "编号20260915-0120-7",
        "电梯经常出毛病什么时候换新的",
        "跳楼价清仓大甩卖",
        "请问着火了保险赔不赔",
        "我受伤的心",
    ],
)
def test_words_of_danger_in_a_calm_message_alarm_nobody(text):
    assert read(text).urgency is not Urgency.P0
