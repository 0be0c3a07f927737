import pytest

from models.errors import Invalid, RuleSetUnfit
from models.kinds import Choice
from surveys.counting.outcome import Conditions, Count, decide
from surveys.counting.weights import Weights
from surveys.policies.load import all_rule_sets, one_rule_set

AGREE, OPPOSE, ABSTAIN = Choice
MANAGED = Conditions(also_passed=frozenset({"long_term_mgmt_consensus"}))


def count(roll, agree=(0, 0), oppose=(0, 0), abstain=(0, 0)):
    """(heads, area) a choice; every head is one household."""
    return Count(
        Weights(roll[0], *roll),
        {
            choice: Weights(votes[0], *votes)
            for choice, votes in zip(Choice, (agree, oppose, abstain), strict=True)
        },
    )


def households(total, agree, oppose=0, abstain=0):
    return count((total, total), (agree, agree), (oppose, oppose), (abstain, abstain))


def held(rule_set, counted, conditions=Conditions()):  # noqa: B008
    return decide(one_rule_set(rule_set), counted, conditions)


def passed_of(outcome, name):
    return [test.passed for test in outcome.tests if test.name == name]


ESTATE = (300, 2_843_157)


@pytest.mark.parametrize(
    ("participating", "passed"),
    [
        ((200, 1_895_438), [True, True]),
        ((200, 1_895_437), [True, False]),
        ((199, 2_000_000), [False, True]),
    ],
)
@pytest.mark.parametrize("rule_set", ["civil_code_278_ordinary", "civil_code_278_special"])
def test_case_1_the_quorum_includes_exactly_two_thirds(rule_set, participating, passed):
    outcome = held(rule_set, count(ESTATE, abstain=participating))
    assert passed_of(outcome, "quorum") == passed


@pytest.mark.parametrize(
    ("rule_set", "agree", "passed"),
    [
        ("civil_code_278_special", (150, 1_421_579), [True, True]),
        ("civil_code_278_special", (149, 1_421_579), [False, True]),
        ("civil_code_278_special", (150, 1_421_578), [True, False]),
        ("civil_code_278_ordinary", (101, 947_720), [True, True]),
        ("civil_code_278_ordinary", (100, 947_720), [False, True]),
        ("civil_code_278_ordinary", (101, 947_719), [True, False]),
    ],
)
def test_case_1_then_the_share_of_those_who_take_part(rule_set, agree, passed):
    oppose = (200 - agree[0], 1_895_438 - agree[1])
    outcome = held(rule_set, count(ESTATE, agree, oppose))
    assert passed_of(outcome, "agree") == passed
    assert outcome.passed is all(passed)


CASE_2 = count(ESTATE, (160, 1_520_736), (40, 382_055), (10, 100_551))


@pytest.mark.parametrize(
    ("rule_set", "passed"),
    [
        ("civil_code_278_special", True),
        ("civil_code_278_ordinary", True),
        ("henan_reserved_2017", False),
        ("jinan_lift_2019", False),
        ("xuchang_two_thirds_2021", False),
        ("qinghai_admission_2023", False),
    ],
)
def test_case_2_the_same_ballots_under_six_rules(rule_set, passed):
    assert held(rule_set, CASE_2, MANAGED).passed is passed


def test_case_2_the_sums_on_the_certificate():
    lines = [test.finding.inequality for test in held("civil_code_278_special", CASE_2).tests]
    assert lines == [
        "3*210=630 >= 2*300=600",
        "3*2003342=6010026 >= 2*2843157=5686314",
        "4*160=640 >= 3*210=630",
        "4*1520736=6082944 >= 3*2003342=6010026",
    ]


def test_case_3_abstentions_stay_in_the_denominator_and_both_measures_are_needed():
    counted = count(ESTATE, (157, 1_509_018), (30, 289_214), (23, 205_110))
    outcome = held("civil_code_278_special", counted)
    assert passed_of(outcome, "agree") == [False, True]
    assert outcome.tests[2].finding.inequality == "4*157=628 < 3*210=630"
    assert outcome.tests[2].finding.shortfall == 1
    assert not outcome.passed


@pytest.mark.parametrize(
    ("rule_set", "agree", "passed"),
    [
        ("qinghai_admission_2023", 241, False),
        ("qinghai_admission_2023", 242, True),
        ("luoyang_scheme_2022", 241, False),
        ("luoyang_scheme_2022", 242, True),
        ("xuchang_two_thirds_2021", 201, False),
        ("xuchang_two_thirds_2021", 202, True),
        ("yizheng_two_thirds_2024", 201, False),
        ("yizheng_two_thirds_2024", 202, True),
    ],
)
def test_case_7_nobody_is_rounded_up_and_silence_stays_in_the_whole(rule_set, agree, passed):
    assert held(rule_set, households(302, agree), MANAGED).passed is passed


def test_case_7_qinghai_needs_more_than_the_numbers():
    enough = households(302, 242)
    assert held("qinghai_admission_2023", enough).missing == ("long_term_mgmt_consensus",)
    all_open = Conditions(open_objections=1, publicity_done=False)
    outcome = held("qinghai_admission_2023", enough, all_open)
    assert outcome.missing == ("long_term_mgmt_consensus", "open_objections", "publicity")
    assert all(test.passed for test in outcome.tests)
    assert not outcome.passed


ENTRANCE = (12, 103_260)
EIGHT = (8, 68_840)
FOUR = (4, 34_420)


def test_case_13_jinan_passes_at_exactly_two_thirds_though_four_oppose():
    outcome = held("jinan_lift_2019", count(ENTRANCE, EIGHT, oppose=FOUR))
    assert outcome.passed
    objected = held("jinan_lift_2019", count(ENTRANCE, EIGHT), Conditions(open_objections=1))
    assert objected.missing == ("open_objections",)
    unpublished = held("jinan_lift_2019", count(ENTRANCE, EIGHT), Conditions(publicity_done=False))
    assert unpublished.missing == ("publicity",)


def test_case_13_the_code_needs_nine():
    outcome = held("civil_code_278_special", count(ENTRANCE, EIGHT, FOUR))
    assert outcome.tests[2].finding.inequality == "4*8=32 < 3*12=36"
    assert outcome.tests[2].finding.shortfall == 1
    assert not outcome.passed


def test_case_13_beijing_passes_while_nobody_objects():
    assert held("beijing_lift_2020", count(ENTRANCE, EIGHT, abstain=FOUR)).passed
    assert held("beijing_lift_2020", count(ENTRANCE, EIGHT)).passed
    objected = held("beijing_lift_2020", count(ENTRANCE, EIGHT, (1, 8_605), (3, 25_815)))
    assert passed_of(objected, "agree") == [True]
    assert passed_of(objected, "no_objection") == [False, False]
    assert objected.tests[1].finding.inequality == "1*11=11 < 1*12=12"


def test_beijing_sees_the_objection_of_an_owner_of_two_minds():
    """By head the owner counts in nothing; the area of the opposing unit still shows."""
    counted = count(ENTRANCE, EIGHT, oppose=(0, 8_605))
    assert passed_of(held("beijing_lift_2020", counted), "no_objection") == [True, False]


def test_case_13_a_rule_for_an_entrance_says_so():
    for rule_set in ("beijing_lift_2020", "jinan_lift_2019", "henan_lift_2017"):
        assert one_rule_set(rule_set).scope == "entrance"


def test_henan_asks_a_lift_by_owners_alone():
    assert held("henan_lift_2017", count(ENTRANCE, (8, 1))).passed
    assert not held("henan_lift_2017", count(ENTRANCE, (7, 103_259))).passed


@pytest.mark.parametrize(
    ("oppose", "passed"), [((99, 947_718), True), ((100, 1), False), ((1, 947_719), False)]
)
def test_lishui_stands_while_objectors_are_less_than_a_third(oppose, passed):
    assert held("lishui_assembly", count(ESTATE, oppose=oppose)).passed is passed


def test_shanghai_joins_the_estate_and_the_building():
    paid = Conditions(also_passed=frozenset({"paying_owners_agree"}))
    scopes = {"estate": households(300, 200), "building": households(20, 18)}
    outcome = held("shanghai_lift_2014", scopes, paid)
    assert outcome.passed
    assert [test["scope"] for test in outcome.as_dict()["tests"]] == ["estate", "building"]
    assert held("shanghai_lift_2014", scopes).missing == ("paying_owners_agree",)
    fewer = scopes | {"building": households(20, 17)}
    assert [test.passed for test in held("shanghai_lift_2014", fewer, paid).tests] == [True, False]


@pytest.mark.parametrize(
    ("rule_set", "counted", "scopes"),
    [
        ("shanghai_lift_2014", households(300, 300), ["estate", "building"]),
        ("shanghai_lift_2014", {"estate": households(300, 300)}, ["estate", "building"]),
        ("xuchang_two_thirds_2021", {"building": households(9, 9)}, ["estate"]),
        ("xuchang_two_thirds_2021", {}, ["estate"]),
    ],
)
def test_the_scopes_must_be_those_of_the_rule(rule_set, counted, scopes):
    with pytest.raises(RuleSetUnfit) as raised:
        held(rule_set, counted)
    assert raised.value.facts == {"rule_set": rule_set, "scopes": scopes}


def test_a_rule_over_one_scope_may_have_it_named():
    outcome = held("xuchang_two_thirds_2021", {"estate": households(3, 2)})
    assert outcome.passed
    assert "scope" not in outcome.as_dict()["tests"][0]


@pytest.mark.parametrize(("signed", "passed"), [(285, True), (284, False)])
def test_shanghai_counts_signed_contracts(signed, passed):
    assert held("shanghai_signing_2021", households(300, signed)).passed is passed


@pytest.mark.parametrize(("visited", "passed"), [(225, True), (224, False)])
def test_naiman_counts_visits_not_consent(visited, passed):
    outcome = held("naiman_visit_coverage_2022", households(300, 0, oppose=visited))
    assert passed_of(outcome, "coverage") == [passed]
    assert outcome.passed is passed


@pytest.mark.parametrize(("valid", "shortfall"), [(999, 1), (1_000, 0), (1_500, 0)])
def test_shaanxi_counts_valid_forms(valid, shortfall):
    (test,) = held("shaanxi_sample_2021", households(430_000, valid)).tests
    assert (test.name, test.finding.whole, test.finding.shortfall) == ("sample", 1_000, shortfall)


@pytest.mark.parametrize("rule_set", list(all_rule_sets()))
def test_an_empty_roll_passes_nothing(rule_set):
    rule = one_rule_set(rule_set)
    empty = households(0, 0)
    counted = dict.fromkeys(rule.scopes, empty) if len(rule.scopes) > 1 else empty
    outcome = decide(rule, counted, Conditions(also_passed=frozenset(rule.also_requires)))
    assert not any(test.passed for test in outcome.tests)
    assert not outcome.passed


def test_an_outcome_goes_out_as_the_contract_says():
    written = held("qinghai_admission_2023", households(302, 241), MANAGED).as_dict()
    assert written == {
        "rule_set": "qinghai_admission_2023",
        "passed": False,
        "tests": [
            {
                "name": "agree",
                "measure": "household",
                "numerator": 241,
                "denominator": 302,
                "threshold": "4/5",
                "comparison": ">=",
                "inequality": "5*241=1205 < 4*302=1208",
                "passed": False,
                "shortfall": 1,
            }
        ],
        "missing": [],
    }


def test_more_votes_than_the_roll_has_are_the_callers_mistake():
    counted = count((10, 1_000), agree=(6, 900), oppose=(5, 50))
    with pytest.raises(Invalid) as raised:
        held("civil_code_278_ordinary", counted)
    assert [(fault.pointer, fault.code) for fault in raised.value.faults] == [
        ("/cast", "more_than_roll"),
        ("/cast", "more_than_roll"),
    ]
    assert dict(raised.value.faults[1].facts) == {"measure": "head", "cast": 11, "roll": 10}
    scopes = {"estate": households(3, 3), "building": households(3, 4)}
    with pytest.raises(Invalid) as raised:
        held("shanghai_lift_2014", scopes)
    assert {fault.pointer for fault in raised.value.faults} == {"/scopes/building/cast"}


def test_deemed_votes_that_the_rule_ignores_are_not_counted_against_the_roll():
    counted = Count(Weights(3, 3, 3), {AGREE: Weights(2, 2, 2)}, {OPPOSE: Weights(3, 3, 3)})
    assert held("xuchang_two_thirds_2021", counted).passed
    with pytest.raises(Invalid):
        held("civil_code_278_special", counted)
