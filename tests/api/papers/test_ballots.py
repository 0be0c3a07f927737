"""Paper ballots: every form fits, every choice is as large as the others, silence is explained."""

import io

import pytest
from pypdf import PdfReader

from api.papers import ballot_sheet, documents
from api.papers.words import ZH
from surveys.policies.load import all_rule_sets
from tests.api.papers import samples
from tests.api.papers.reading import pages, text

FORMS = sorted(path.stem for path in samples.FORMS.glob("*.yaml"))


@pytest.mark.parametrize("name", FORMS)
def test_every_form_of_the_house_fits_a_page(name):
    rooms = (101, 102, 103)
    form = samples.form(name)
    made = documents.ballots(samples.asked(name), [samples.ballot(room) for room in rooms])
    shown = pages(made)
    assert len(shown) == len(rooms)
    for room, page in zip(rooms, shown, strict=True):
        assert f"1号楼1单元{room}室" in page
        assert f"票号JD-0003-{room}" in page
        assert "88.16㎡" in page
        for question in form["questions"]:
            assert question["title"]["zh"].replace(" ", "") in page
            for option in question.get("options", ()):
                assert option["label"]["zh"].replace(" ", "") in page
        assert "签名" in page


def test_a_form_too_long_for_a_page_takes_two_and_says_so():
    question = {"type": "text", "title": {"zh": "您对改造还有什么意见？"}}
    form = {
        "title": {"zh": "长表"},
        "questions": [question | {"key": f"q{n}"} for n in range(16)],
    }
    asked = samples.asked(form=form, rule_set=None)
    shown = pages(documents.ballots(asked, [samples.ballot(101), samples.ballot(102)]))
    assert len(shown) == 4
    for n, page in enumerate(shown):
        assert f"编号JD-0003-{101 + n // 2}第{n % 2 + 1}页/共2页" in page


def test_no_units_are_no_ballots():
    made = documents.ballots(samples.asked(), [])
    assert "签名" not in text(made)


def test_the_three_choices_are_equally_large():
    sizes = {}

    def remember(text, _matrix, _text_matrix, _font, size):
        for choice in ("同意", "反对", "弃权"):
            if text.strip() == choice:
                sizes[choice] = size

    made = documents.ballots(samples.asked(), [samples.ballot(101)])
    PdfReader(io.BytesIO(made)).pages[0].extract_text(visitor_text=remember)
    assert len(sizes) == 3
    assert len(set(sizes.values())) == 1


@pytest.mark.parametrize("rule", all_rule_sets().values(), ids=lambda rule: rule.id)
def test_every_rule_set_can_be_said_plainly(rule):
    told = ballot_sheet.rule_in_words(rule.as_dict(), None, ZH)
    assert len(told["lines"]) == len(rule.requirements)
    assert all(told["silence"])
    assert "{" not in "".join([*told["lines"], *told["silence"]])


@pytest.mark.parametrize(
    ("path", "clause", "says"),
    [
        ("410000/henan_reserved_2017", None, "仍计在总数之内"),
        ("410000/henan_reserved_2017", "第二十六条", "仍计在总数之内"),  # the rule permits no 从多
        ("000000/civil_code_278_ordinary", None, "表决就不成立"),
        ("000000/civil_code_278_ordinary", "议事规则第二十六条", "按照议事规则第二十六条，"),
        ("630000/qinghai_satisfaction_2023", None, "不影响您的任何权益"),
    ],
)
def test_what_silence_means_follows_from_the_rule(path, clause, says):
    told = ballot_sheet.rule_in_words(samples.rule_set(path), clause, ZH)
    assert says in told["silence"][0]


def test_skip_logic_is_said_in_words():
    form = samples.form("lift_consultation")
    form["questions"][3]["relevant"] = {
        "any": [
            {"question": "consent", "in": ["oppose", "abstain"]},
            {"not": {"question": "floor", "in": [1, 2]}},
        ]
    }
    (_vote, _floor, pays, objection) = ballot_sheet.questions(form, ZH)
    assert pays["hint"] == "（第 1 题选“同意”的填写）"
    assert "（第 1 题选“反对、弃权”或不是“第 2 题选“1、2””的填写）" in objection["hint"]


def test_every_type_of_question_has_its_boxes():
    kinds = [each["kind"] for each in ballot_sheet.questions(samples.form("visit_survey"), ZH)]
    assert kinds == [
        "number",
        "ticks",
        "ticks",
        "ticks",
        "ticks",
        "scale",
        "ranks",
        "lines",
        "ticks",
    ]
    wide = {"key": "k", "type": "scale", "min": 0, "max": 100, "title": {"zh": "打分"}}
    (asked,) = ballot_sheet.questions({"questions": [wide]}, ZH)
    assert (asked["kind"], asked["number"]) == ("number", "")
    assert "填 0 至 100 的整数" in asked["hint"]
