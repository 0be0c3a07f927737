import json

import pytest

from surveys.counting.ruleset import RuleSet
from surveys.policies.load import all_rule_sets, one_rule_set

QINGHAI = one_rule_set("qinghai_admission_2023")


@pytest.mark.parametrize("rule_set", list(all_rule_sets()))
def test_what_was_frozen_is_rebuilt_from_its_json(rule_set):
    rule = one_rule_set(rule_set)
    document = json.loads(json.dumps(rule.as_dict(), ensure_ascii=False))
    again = RuleSet.from_dict(document)
    assert again == rule
    assert again.content_hash == document["content_hash"]


@pytest.mark.parametrize(
    ("key", "value"),
    [("citation", "另一文件"), ("threshold", "1/2"), ("also_requires", []), ("measures", ["area"])],
)
def test_an_altered_document_is_refused(key, value):
    with pytest.raises(ValueError, match="content_hash"):
        RuleSet.from_dict(QINGHAI.as_dict() | {key: value})


def test_the_order_of_keys_does_not_change_the_hash():
    document = dict(reversed(QINGHAI.as_dict().items()))
    assert RuleSet.from_dict(document).content_hash == QINGHAI.content_hash


def test_says_in_short_what_its_tests_say():
    written = QINGHAI.as_dict()
    assert written["measures"] == ["household"]
    assert (written["threshold"], written["comparison"], written["denominator"]) == (
        "4/5",
        ">=",
        "all",
    )
    assert written["quorum"] is None
    assert written["publicity"] == {"days": 7, "unit": "calendar"}
    assert written["objection"] == {"max_open": 0}
    special = one_rule_set("civil_code_278_special").as_dict()
    assert special["measures"] == ["head", "area"]
    assert special["quorum"] == {
        "measures": ["head", "area"],
        "threshold": "2/3",
        "comparison": ">=",
    }


def test_scopes_are_one_or_those_that_are_joined():
    assert QINGHAI.scopes == ("estate",)
    assert one_rule_set("shanghai_lift_2014").scopes == ("estate", "building")


def test_silence_follows_only_where_the_rule_permits_it():
    permitting = {rule.id for rule in all_rule_sets().values() if rule.permits_follow_majority}
    assert permitting == {"civil_code_278_ordinary", "civil_code_278_special"}
