"""Forms and answers as nobody should write them: named in place, never counted, never a crash."""

import pytest

from tests.doors.world import NONSENSE, SECRET_FORM, Scene, is_problem, made, snapshot, undone
from tests.make import vote


@pytest.fixture
def scene(app, at_noon, client):
    return Scene(app, client)


class TestAnswers:
    QUESTIONS = [
        {"key": "one", "type": "single", "options": [{"value": "a", "label": {"zh": "甲"}}]},
        {"key": "some", "type": "multiple", "options": [{"value": "a", "label": {"zh": "甲"}}]},
        {"key": "rank", "type": "ranking", "options": [{"value": "a", "label": {"zh": "甲"}}]},
        {"key": "scale", "type": "scale", "min": 1, "max": 5},
        {"key": "number", "type": "number"},
        {"key": "text", "type": "text"},
    ]
    GOOD = {"one": "a", "some": ["a"], "rank": ["a"], "scale": 3, "number": 7, "text": "好"}

    @pytest.fixture
    def ballot(self, scene):
        """Send answers to an open round that asks every type of question."""
        questions = [{**q, "title": {"zh": "题"}} for q in self.QUESTIONS]
        form = {"title": {"zh": "各类题目"}, "questions": questions}
        made_form = made(scene.bureau.post("/forms", {"document": form}))
        asked = scene.open(kind="survey", form_id=made_form["id"], rule_set=None)
        path = f"/rounds/{asked}/units/{scene.units[0]}/ballot"
        return lambda answers: scene.resident.put(path, {"answers": answers})

    def test_good_answers_are_taken(self, ballot):
        assert made(ballot(self.GOOD))["ballot"]["answers"] == self.GOOD

    @pytest.mark.parametrize("key", sorted(GOOD))
    def test_an_answer_of_the_wrong_type_is_named(self, ballot, key):
        before = snapshot()
        wrong = [1.5, True, -(10**18), 10**40, {}, [[]], [None], [1], ["b"], {"a": 1}, "z" * 1999]
        for value in wrong:
            answer = ballot(self.GOOD | {key: value})
            assert answer.status_code == 422, (key, value)
            assert answer.json["errors"][0]["pointer"] == f"/answers/{key}", (key, value)
        assert snapshot() == before

    def test_ten_thousand_answers_are_refused_in_few_words(self, ballot):
        before = snapshot()
        answer = ballot({f"q{n}": n for n in range(10_000)})
        assert (answer.status_code, answer.json["code"]) == (422, "invalid_input")
        assert answer.json["errors"][0]["code"] == "unknown_question"
        assert len(answer.data) < 200_000
        assert snapshot() == before

    def test_a_thousand_choices_are_refused(self, ballot):
        answer = ballot(self.GOOD | {"some": ["a"] * 1000})
        assert answer.json["errors"][0]["code"] == "chosen_twice"

    def test_answers_that_are_no_object_are_refused(self, ballot):
        for answers in ([], "agree", 1, None, [["consent", "agree"]]):
            answer = ballot(answers)
            assert answer.status_code == 422, answers
            assert answer.json["errors"][0]["pointer"] == "/answers"

    def test_a_closed_round_takes_nothing(self, scene):
        before = snapshot()
        answer = vote(scene.resident, scene.closed, scene.units[0])
        assert (answer.status_code, answer.json["code"]) == (409, "round_not_open")
        assert is_problem(answer)
        assert snapshot() == before


NEVER_ANY = {"not": {"any": []}}


def test_a_form_that_is_nearly_right_never_breaks_the_door(scene):
    """Every part of a document replaced by nonsense, one at a time."""
    document = SECRET_FORM | {
        "intro": {"zh": "说明"},
        "questions": [
            {
                "key": "wish",
                "type": "multiple",
                "title": {"zh": "愿", "en": "wish"},
                "hint": {"zh": "可多选"},
                "required": True,
                "options": [
                    {"value": "lift", "label": {"zh": "电梯"}, "class": "upgrade", "theme": "t"},
                    {"value": "roof", "label": {"zh": "屋面"}, "must": True, "payer": "owner"},
                ],
                "min_choices": 1,
                "max_choices": 2,
            },
            {
                "key": "why",
                "type": "text",
                "title": {"zh": "为何"},
                "max_length": 200,
                "relevant": {"all": [{"question": "wish", "in": ["lift"]}, NEVER_ANY]},
            },
            {
                "key": "mark",
                "type": "scale",
                "title": {"zh": "分"},
                "min": 1,
                "max": 5,
                "unit": "分",
            },
        ],
    }
    made(scene.bureau.post("/forms", {"document": document}))
    taken = []
    for place in places_in(document):
        for value in NONSENSE:
            with undone():
                broken = replaced(document, place, value)
                answer = scene.bureau.post("/forms", {"document": broken})
                assert answer.status_code in {201, 422}, (place, value, answer.json)
                if answer.status_code == 201 and isinstance(value, list | dict | float):
                    taken.append((place, value))
                    _is_counted(scene, answer.json["id"])
    assert len(taken) < 200


def _is_counted(scene, form_id):
    """A form that was taken can be asked with, answered and counted."""
    asked = scene.open(kind="survey", form_id=form_id, rule_set=None)
    path = f"/rounds/{asked}/units/{scene.units[0]}/ballot"
    answer = scene.resident.put(path, {"answers": {"wish": ["lift"], "mark": 3}})
    assert answer.status_code in {201, 422}, answer.json
    for seen in (f"/rounds/{asked}", f"/rounds/{asked}/tally"):
        assert scene.bureau.get(seen).status_code == 200, (seen, form_id)


def places_in(value, here=()):
    """The path of every part of a document."""
    if here:
        yield here
    inner = value.items() if isinstance(value, dict) else ()
    for key, each in enumerate(value) if isinstance(value, list) else inner:
        yield from places_in(each, (*here, key))


def replaced(value, place, new):
    """A copy with one part replaced."""
    if not place:
        return new
    copy = value.copy()
    copy[place[0]] = replaced(value[place[0]], place[1:], new)
    return copy
