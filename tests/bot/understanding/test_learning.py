"""Learning from the desk: a candidate is published only where it is nowhere worse."""

import json

import pytest

from bot.understanding import classifier, learning, train
from bot.understanding.classifier import MODEL
from bot.understanding.versions import SHIPPED, Shelf

SAMPLES = [
    *[(f"楼道里煤气味很重第{n}次闻到了", "gas_leak/smell") for n in range(8)],
    *[(f"路灯坏了{n}天晚上看不见路", "light_security/light") for n in range(8)],
    *[(f"下水道堵了{n}回污水往外冒", "sewer_block/block") for n in range(8)],
    *[(f"你好啊{n}", "greeting/intent") for n in range(8)],
]
HELD_OUT = [
    ("煤气味很重", "gas_leak/smell"),
    ("路灯坏了", "light_security/light"),
    ("下水道堵了", "sewer_block/block"),
]


@pytest.fixture
def good(tmp_path):
    train.build(SAMPLES, tmp_path / "good")
    return tmp_path / "good"


def test_a_model_is_not_worse_than_itself(good):
    verdict = learning.judge(good, good, HELD_OUT)
    assert verdict.passed
    assert verdict.before.right == 3


def test_a_candidate_worse_for_one_emergency_is_refused_however_good_it_is_else(good, tmp_path):
    spoilt = [
        (text, "light_security/light" if label.startswith("gas") else label)
        for text, label in SAMPLES
    ]
    train.build(
        [*spoilt, ("喷泉", "gas_leak/smell"), ("喷泉池", "gas_leak/smell")], tmp_path / "bad"
    )
    more = [*HELD_OUT, *[("路灯坏了看不见路", "light_security/light")] * 3]
    verdict = learning.judge(tmp_path / "bad", good, more)
    assert not verdict.passed
    assert "gas_leak" in verdict.worse


def test_lessons_are_learned(good, tmp_path, monkeypatch):
    monkeypatch.setattr(learning.corpus, "samples", lambda *_part: SAMPLES)
    word = "玉兰树杈挡光"
    before = classifier.read_model("category", good).ranked(word)[0][0]
    learning.build_candidate(
        [(f"{word}{n}", "sewer_block") for n in range(9)], good, tmp_path / "new"
    )
    after = classifier.read_model("category", tmp_path / "new").ranked(word)[0][0]
    assert (before == "sewer_block", after) == (False, "sewer_block")
    assert json.loads((tmp_path / "new/card.json").read_text("utf-8"))["lessons"] == 9


class TestShelf:
    def test_an_empty_shelf_has_the_shipped_model_in_service(self, tmp_path):
        assert Shelf(tmp_path).in_service() == MODEL

    def test_what_is_put_into_service_can_be_rolled_back(self, tmp_path):
        shelf = Shelf(tmp_path / "shelf")
        for name in ("first", "second"):
            (tmp_path / name).mkdir()
            shelf.put_in_service(tmp_path / name, name)
        assert shelf.in_service() == tmp_path / "shelf/second"
        assert shelf.roll_back() == "first"
        assert shelf.in_service() == tmp_path / "shelf/first"
        assert shelf.roll_back() == SHIPPED
        with pytest.raises(ValueError, match="no earlier model"):
            shelf.roll_back()

    def test_old_models_are_thrown_away(self, tmp_path):
        shelf = Shelf(tmp_path / "shelf")
        for n in range(8):
            (tmp_path / f"m{n}").mkdir()
            shelf.put_in_service(tmp_path / f"m{n}", f"m{n}")
        assert sorted(path.name for path in (tmp_path / "shelf").glob("m*")) == [
            "m3",
            "m4",
            "m5",
            "m6",
            "m7",
        ]
        assert shelf.line()[-1] == "m7"
