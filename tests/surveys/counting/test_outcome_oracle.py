"""Every rule set against a second opinion: the law as fractions, written without the packs."""

from fractions import Fraction

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from models.kinds import Choice
from surveys.counting.outcome import Conditions, Count, decide
from surveys.counting.weights import Weights
from surveys.policies.load import all_rule_sets

MEASURES = ("household", "head", "area")


def at_least(part, whole, share):
    return whole > 0 and Fraction(part, whole) >= share


def more_than(part, whole, share):
    return whole > 0 and Fraction(part, whole) > share


def of_all(*measures, share):
    return lambda v: [at_least(v[m]["agree"], v[m]["all"], share) for m in measures]


def article_278(passes, share):
    def tests(v):
        quorum = [at_least(v[m]["took_part"], v[m]["all"], Fraction(2, 3)) for m in MEASURES[1:]]
        return quorum + [passes(v[m]["agree"], v[m]["took_part"], share) for m in MEASURES[1:]]

    return tests


def beijing(v):
    heads = v["head"]
    return [
        at_least(heads["agree"], heads["all"], Fraction(2, 3)),
        heads["all"] > 0 and heads["oppose"] == 0,
        v["area"]["all"] > 0 and v["area"]["oppose"] == 0,
    ]


def lishui(v):
    return [
        v[m]["all"] > 0 and Fraction(v[m]["oppose"], v[m]["all"]) < Fraction(1, 3)
        for m in MEASURES[1:]
    ]


def satisfaction(v):
    homes = v["household"]
    return [
        at_least(homes["agree"], homes["took_part"], Fraction(9, 10)),
        at_least(homes["took_part"], homes["all"], Fraction(1, 2)),
    ]


TWO_THIRDS, FOUR_FIFTHS = Fraction(2, 3), Fraction(4, 5)
LAW = {
    "qinghai_admission_2023": of_all("household", share=FOUR_FIFTHS),
    "luoyang_scheme_2022": of_all("household", share=FOUR_FIFTHS),
    "xuchang_two_thirds_2021": of_all("household", share=TWO_THIRDS),
    "shanghai_signing_2021": of_all("household", share=Fraction(95, 100)),
    "yizheng_two_thirds_2024": of_all("head", share=TWO_THIRDS),
    "henan_lift_2017": of_all("head", share=TWO_THIRDS),
    "henan_reserved_2017": of_all("head", "area", share=TWO_THIRDS),
    "jinan_lift_2019": of_all("head", "area", share=TWO_THIRDS),
    "civil_code_278_ordinary": article_278(more_than, Fraction(1, 2)),
    "civil_code_278_special": article_278(at_least, Fraction(3, 4)),
    "beijing_lift_2020": beijing,
    "lishui_assembly": lishui,
    "naiman_visit_coverage_2022": lambda v: [
        at_least(v["household"]["took_part"], v["household"]["all"], Fraction(75, 100))
    ],
    "shaanxi_sample_2021": lambda v: [v["household"]["took_part"] >= 1000],
    "qinghai_satisfaction_2023": satisfaction,
}
SHANGHAI = "shanghai_lift_2014"
ALSO = {
    "qinghai_admission_2023": {"long_term_mgmt_consensus"},
    "yizheng_two_thirds_2024": {"long_term_mgmt_consensus"},
    SHANGHAI: {"paying_owners_agree"},
}
NO_OPEN_OBJECTION = {"qinghai_admission_2023", "jinan_lift_2019"}
PUBLISHED = {"qinghai_admission_2023", "jinan_lift_2019", "lishui_assembly"}
FOLLOWS = {"civil_code_278_ordinary", "civil_code_278_special"}
BOUNDARIES = [
    Fraction(n, d) for n, d in ((1, 2), (2, 3), (3, 4), (4, 5), (9, 10), (19, 20), (1, 3))
]


SIZES = st.integers(0, 60) | st.integers(0, 3_000_000)
PLACES = st.none() | st.tuples(st.sampled_from(BOUNDARIES), st.integers(-1, 2))
PICKS = st.integers(0, 3)


@st.composite
def measured(draw):
    """all, agree, oppose, abstain, deemed of one measure: mostly within 2 of some boundary."""
    everyone = draw(SIZES)

    def near(whole):
        place = draw(PLACES)
        if place is None:
            return whole
        share, beside = place
        return min(whole, max(0, share.numerator * whole // share.denominator + beside))

    took_part = near(everyone)
    agree = min(took_part, near((everyone, took_part)[draw(PICKS) % 2]))
    rest, silent = took_part - agree, everyone - took_part
    oppose = (0, min(1, rest), rest, min(rest, -(-everyone // 3)))[draw(PICKS)]
    deemed = (0, silent, silent // 2, silent)[draw(PICKS)]
    return everyone, agree, oppose, rest - oppose, deemed


THREE = st.tuples(measured(), measured(), measured())
CHOICES = st.sampled_from(Choice)


@st.composite
def rosters(draw):
    return dict(zip(MEASURES, draw(THREE), strict=True)), draw(CHOICES)


def count_of(roster, follow_to):
    by_field = [Weights(*(roster[m][field] for m in MEASURES)) for field in range(5)]
    everyone, agree, oppose, abstain, deemed = by_field
    cast = dict(zip(Choice, (agree, oppose, abstain), strict=True))
    return Count(everyone, cast, {follow_to: deemed} if deemed else None)


def view_of(roster, follow_to, *, follow):
    view = {}
    for measure, (everyone, agree, oppose, abstain, deemed) in roster.items():
        votes = {"agree": agree, "oppose": oppose, "abstain": abstain}
        if follow:
            votes[follow_to] += deemed
        view[measure] = {"all": everyone, "took_part": sum(votes.values()), **votes}
    return view


def missing_by_law(rule_set, conditions):
    missing = ALSO.get(rule_set, set()) - conditions.also_passed
    if rule_set in NO_OPEN_OBJECTION and conditions.open_objections:
        missing = missing | {"open_objections"}
    if rule_set in PUBLISHED and not conditions.publicity_done:
        missing = missing | {"publicity"}
    return missing


def test_the_second_opinion_knows_every_rule_set():
    assert LAW.keys() | {SHANGHAI} == all_rule_sets().keys()


conditions_drawn = st.builds(
    Conditions,
    st.sampled_from([0, 0, 1]),
    st.sampled_from([frozenset(set().union(*ALSO.values())), frozenset()]),
    st.sampled_from([True, True, False]),
)


@settings(max_examples=10_000, deadline=None)
@given(st.sampled_from(sorted(LAW)), rosters(), conditions_drawn)
def test_every_rule_decides_as_the_law_does(rule_set, drawn, conditions):
    roster, follow_to = drawn
    outcome = decide(all_rule_sets()[rule_set], count_of(roster, follow_to), conditions)
    expected = LAW[rule_set](view_of(roster, follow_to, follow=rule_set in FOLLOWS))
    assert [test.passed for test in outcome.tests] == expected
    missing = missing_by_law(rule_set, conditions)
    assert set(outcome.missing) == missing
    assert outcome.passed is (all(expected) and not missing)
    event(f"passed: {outcome.passed}")


@settings(max_examples=1_000, deadline=None)
@given(rosters(), rosters(), conditions_drawn)
def test_a_joined_rule_decides_as_both_of_its_scopes_do(estate, building, conditions):
    counts = {"estate": count_of(*estate), "building": count_of(*building)}
    outcome = decide(all_rule_sets()[SHANGHAI], counts, conditions)
    expected = [
        *of_all("head", share=TWO_THIRDS)(view_of(*estate, follow=False)),
        *of_all("head", share=Fraction(9, 10))(view_of(*building, follow=False)),
    ]
    assert [test.passed for test in outcome.tests] == expected
    missing = missing_by_law(SHANGHAI, conditions)
    assert outcome.passed is (all(expected) and not missing)


@settings(max_examples=1_000, deadline=None)
@given(st.sampled_from(sorted(LAW)), rosters())
def test_the_shortfall_of_every_test_is_what_is_missing(rule_set, drawn):
    for test in decide(all_rule_sets()[rule_set], count_of(*drawn)).tests:
        finding = test.finding
        enough = finding.part + finding.shortfall
        share, whole = finding.threshold.share, max(finding.whole, 1)
        over = finding.threshold.comparison == ">"
        reached = Fraction(enough, whole) > share if over else Fraction(enough, whole) >= share
        assert reached
        assert (finding.shortfall == 0) is test.passed


WHOLE = 6_000_000
AT_A_BOUNDARY = sorted(
    {share.numerator * WHOLE // share.denominator + d for share in BOUNDARIES for d in (-1, 0, 1)}
    | {0, 999, 1000, WHOLE - 1, WHOLE}
)


@pytest.mark.parametrize("rule_set", sorted(LAW))
def test_every_rule_holds_to_one_voice_in_six_million(rule_set):
    rule = all_rule_sets()[rule_set]
    for took_part in AT_A_BOUNDARY:
        near = {share.numerator * took_part // share.denominator + 1 for share in BOUNDARIES}
        for agree in {*AT_A_BOUNDARY, *near, *(each - 1 for each in near)}:
            if not 0 <= agree <= took_part:
                continue
            roster = dict.fromkeys(MEASURES, (WHOLE, agree, took_part - agree, 0, 0))
            outcome = decide(rule, count_of(roster, Choice.AGREE))
            view = view_of(roster, Choice.AGREE, follow=False)
            assert [test.passed for test in outcome.tests] == LAW[rule_set](view)
