"""Policy answers: right ones with source and date, and silence where the library has none."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from bot.understanding.answers.find import find
from bot.understanding.answers.library import SHIPPED, Library

ON = date(2026, 11, 21)
HERE = Path(__file__).parent
ENTRY = """---
id: {id}
topic: {topic}
title: {title}
questions: [{questions}]
source: 某市住房和城乡建设局通知
source_date: 2026-03
tags: [{tag}]
---
{text}
"""


def cases(name):
    data = yaml.safe_load((HERE / f"{name}.yaml").read_text("utf-8"))
    return data["asked"], [
        each if isinstance(each, list) else [each, ""] for each in data["unasked"]
    ]


def write(folder, id_, *, topic="parking-price", text="每月六十元。", tag="停车", title="停车价格"):
    folder.mkdir(parents=True, exist_ok=True)
    ways = "停车包月多少钱, 车位一个月收费多少, 小区停车费标准是多少, 停车收费谁定, 车位月租多少"
    content = ENTRY.format(id=id_, topic=topic, title=title, questions=ways, text=text, tag=tag)
    (folder / f"{id_}.md").write_text(content, "utf-8")


@pytest.mark.parametrize(
    ("name", "right", "wrong"), [("questions", 0.9, 0.02), ("unseen", 0.7, 0.02)]
)
def test_questions_find_their_answer_and_hardly_ever_another(name, right, wrong):
    asked, _unasked = cases(name)
    found = [(find(question, place, on=ON), wanted) for question, place, wanted in asked]
    good = sum(answer is not None and answer.id == wanted for answer, wanted in found)
    bad = sum(answer is not None and answer.id != wanted for answer, wanted in found)
    assert good >= right * len(asked)
    assert bad <= wrong * len(asked)


@pytest.mark.parametrize(("name", "most"), [("questions", 0.03), ("unseen", 0.09)])
def test_what_the_library_does_not_know_goes_to_the_office(name, most):
    _asked, unasked = cases(name)
    answered = [question for question, place in unasked if find(question, place, on=ON)]
    assert len(answered) <= most * len(unasked), answered


def test_every_answer_names_its_source_and_its_day():
    for entry in Library.load(SHIPPED).entries:
        assert entry.source
        assert entry.dated[:4].isdigit(), entry.id
        assert entry.source_date <= ON, entry.id


def test_a_neighbours_rule_is_never_given():
    asked, _unasked = cases("questions")
    local = [(q, place) for q, place, wanted in asked if find(q, place, on=ON) and place]
    for question, _place in local:
        answer = find(question, "9999", on=ON)
        assert answer is None or answer.division == "", question


def test_a_city_adds_its_own_answer_and_replaces_ours(tmp_path):
    write(tmp_path / "510105", "qingyang-parking")
    city = Library.load(SHIPPED, tmp_path)
    answer = find("小区停车费标准是多少", "510105", on=ON, library=city)
    assert (answer.id, answer.dated, answer.division) == ("qingyang-parking", "2026年3月", "510105")
    assert find("小区停车费标准是多少", "1101", on=ON, library=city) is None


@pytest.mark.parametrize(
    "question", ["我要投反对票", "我家的漏水进度怎么样了", "路灯坏了没人管", ""]
)
def test_ones_own_case_and_plain_reports_are_no_questions_of_policy(question):
    assert find(question, "510105", on=ON) is None


def test_a_file_that_is_wrong_stops_the_loading_by_its_name(tmp_path):
    write(tmp_path, "good")
    broken = (tmp_path / "good.md").read_text("utf-8").replace("source_date: 2026-03\n", "")
    (tmp_path / "good.md").write_text(broken, "utf-8")
    with pytest.raises(ValueError, match=r"good\.md: source_date: is missing"):
        Library.load(tmp_path)


def test_two_files_that_answer_the_same_are_refused(tmp_path):
    write(tmp_path, "one")
    write(tmp_path, "two")
    with pytest.raises(ValueError, match="answer the same at one time"):
        Library.load(tmp_path)


def test_danger_gets_a_safety_answer_or_none():
    answer = find("家里闻到煤气味怎么办", "", on=ON)
    safety = {e.id for e in Library.load(SHIPPED).entries if "安全" in e.tags}
    assert answer is None or answer.id in safety
