"""The worked cases of the reference, over HTTP: figures in, every inequality out."""

import pytest

HEADS, AREA = 300, 2_843_157


def weights(head, area, household=None):
    return {"household": head if household is None else household, "head": head, "area": area}


def evaluate(client, rule_set, *, agree, oppose=(0, 0), abstain=(0, 0), roll=(HEADS, AREA), **more):
    body = {
        "roll": weights(*roll),
        "cast": {
            "agree": weights(*agree),
            "oppose": weights(*oppose),
            "abstain": weights(*abstain),
        },
        **more,
    }
    answer = client.post(f"/rule-sets/{rule_set}/evaluate", body)
    assert answer.status_code == 200, answer.json
    return answer.json


def test_of(outcome, name, measure):
    (found,) = [t for t in outcome["tests"] if (t["name"], t["measure"]) == (name, measure)]
    return found


test_of.__test__ = False


@pytest.fixture
def desk(world):
    return world.bureau


@pytest.mark.parametrize(
    ("participating", "met"),
    [
        ((200, 1_895_438), True),
        ((200, 1_895_437), False),
        ((199, 2_000_000), False),
    ],
)
def test_case_1_the_quorum_includes_exactly_two_thirds(desk, participating, met):
    outcome = evaluate(desk, "civil_code_278_special", agree=participating)
    quorum = [test_of(outcome, "quorum", measure)["passed"] for measure in ("head", "area")]
    assert all(quorum) is met


def test_case_1_equal_to_two_thirds_passes_where_floats_fail(desk):
    outcome = evaluate(
        desk, "civil_code_278_special", roll=(300, 2_843_163), agree=(200, 1_895_442)
    )
    assert test_of(outcome, "quorum", "area")["passed"] is True


@pytest.mark.parametrize(
    ("rule_set", "agree", "passed"),
    [
        ("civil_code_278_special", (150, 1_421_579), True),
        ("civil_code_278_special", (149, 1_421_579), False),
        ("civil_code_278_special", (150, 1_421_578), False),
        ("civil_code_278_ordinary", (101, 947_720), True),
        ("civil_code_278_ordinary", (101, 947_719), False),  # exactly half is not 过半数
        ("civil_code_278_ordinary", (100, 947_720), False),
    ],
)
def test_case_1_what_must_agree_of_exactly_two_thirds(desk, rule_set, agree, passed):
    oppose = (200 - agree[0], 1_895_438 - agree[1])
    assert evaluate(desk, rule_set, agree=agree, oppose=oppose)["passed"] is passed


CASE_2 = {"agree": (160, 1_520_736), "oppose": (40, 382_055), "abstain": (10, 100_551)}


@pytest.mark.parametrize(
    ("rule_set", "passed"),
    [
        ("civil_code_278_special", True),
        ("civil_code_278_ordinary", True),
        ("henan_reserved_2017", False),
        ("xuchang_two_thirds_2021", False),
        ("qinghai_admission_2023", False),
    ],
)
def test_case_2_the_same_ballots_under_five_rules(desk, rule_set, passed):
    more = {"also_passed": ["long_term_mgmt_consensus"]}
    assert evaluate(desk, rule_set, **CASE_2, **more)["passed"] is passed


def test_case_2_prints_its_inequalities_in_whole_numbers(desk):
    outcome = evaluate(desk, "civil_code_278_special", **CASE_2)
    assert [test["inequality"] for test in outcome["tests"]] == [
        "3*210=630 >= 2*300=600",
        "3*2003342=6010026 >= 2*2843157=5686314",
        "4*160=640 >= 3*210=630",
        "4*1520736=6082944 >= 3*2003342=6010026",
    ]


def test_case_3_abstentions_stay_in_the_denominator(desk):
    outcome = evaluate(
        desk,
        "civil_code_278_special",
        agree=(157, 1_509_018),
        oppose=(30, 289_214),
        abstain=(23, 205_110),
    )
    heads = test_of(outcome, "agree", "head")
    assert (heads["inequality"], heads["shortfall"]) == ("4*157=628 < 3*210=630", 1)
    assert test_of(outcome, "agree", "area")["passed"] is True
    assert outcome["passed"] is False


@pytest.mark.parametrize(
    ("rule_set", "agree", "passed", "inequality"),
    [
        ("qinghai_admission_2023", 241, False, "5*241=1205 < 4*302=1208"),
        ("qinghai_admission_2023", 242, True, "5*242=1210 >= 4*302=1208"),
        ("xuchang_two_thirds_2021", 201, False, "3*201=603 < 2*302=604"),
        ("xuchang_two_thirds_2021", 202, True, "3*202=606 >= 2*302=604"),
    ],
)
def test_case_7_eighty_percent_on_paper_is_not_eighty_percent(
    desk, rule_set, agree, passed, inequality
):
    outcome = evaluate(
        desk,
        rule_set,
        roll=(302, 2_862_112),
        agree=(agree, 1),
        also_passed=["long_term_mgmt_consensus"],
    )
    assert outcome["passed"] is passed
    assert outcome["tests"][0]["inequality"] == inequality


@pytest.mark.parametrize(
    ("more", "missing"),
    [
        ({}, ["long_term_mgmt_consensus"]),
        (
            {"also_passed": ["long_term_mgmt_consensus"], "open_objections": 1},
            ["open_objections"],
        ),
    ],
)
def test_case_7_qinghai_also_asks_for_management_and_no_open_objection(desk, more, missing):
    outcome = evaluate(desk, "qinghai_admission_2023", roll=(302, 1), agree=(242, 1), **more)
    assert outcome["passed"] is False
    assert outcome["missing"] == missing


CASE_8 = {"agree": (120, 1_140_960), "oppose": (25, 231_775), "abstain": (5, 46_110)}


def deemed(head, area):
    return {"agree": weights(head, area)}


@pytest.mark.parametrize(
    ("silent", "passed", "quorum"),
    [
        (None, False, False),
        ((138, 1_312_199), True, True),
        ((138 - 80, 1_312_199 - 745_935), True, True),
        ((138 - 96, 1_312_199 - 895_123), False, False),
    ],
)
def test_case_8_silence_follows_only_with_proof(desk, silent, passed, quorum):
    more = {} if silent is None else {"deemed": deemed(*silent)}
    outcome = evaluate(desk, "civil_code_278_special", **CASE_8, **more)
    assert outcome["passed"] is passed
    assert test_of(outcome, "quorum", "head")["passed"] is quorum


@pytest.mark.parametrize("rule_set", ["qinghai_admission_2023", "xuchang_two_thirds_2021"])
def test_case_8_real_consent_knows_no_deemed_votes(desk, rule_set):
    more = {"deemed": deemed(138, 1_312_199), "also_passed": ["long_term_mgmt_consensus"]}
    outcome = evaluate(desk, rule_set, **CASE_8, **more)
    assert (outcome["tests"][0]["numerator"], outcome["passed"]) == (120, False)


CASE_13 = {"roll": (12, 103_260), "agree": (8, 68_840)}


@pytest.mark.parametrize(
    ("rule_set", "others", "passed"),
    [
        ("jinan_lift_2019", "oppose", True),
        ("civil_code_278_special", "oppose", False),
        ("beijing_lift_2020", "abstain", True),
        ("henan_lift_2017", "oppose", True),
    ],
)
def test_case_13_one_entrance_under_four_rules(desk, rule_set, others, passed):
    rest = {others: (4, 34_420)}
    assert evaluate(desk, rule_set, **CASE_13, **rest)["passed"] is passed


def test_case_13_in_beijing_one_objection_stops_the_lift(desk):
    rest = {"oppose": (1, 8_605), "abstain": (3, 25_815)}
    outcome = evaluate(desk, "beijing_lift_2020", **CASE_13, **rest)
    assert outcome["passed"] is False
    assert test_of(outcome, "agree", "head")["passed"] is True
    assert test_of(outcome, "no_objection", "head")["inequality"] == "1*11=11 < 1*12=12"


def test_two_scopes_are_joined(desk):
    """Shanghai 2014: two thirds of the estate and nine tenths of the building."""
    scope = {"roll": weights(12, 103_260), "cast": {"agree": weights(10, 86_050)}}
    scopes = {"estate": {"roll": weights(90, 1), "cast": {"agree": weights(60, 1)}}}
    body = {"scopes": {**scopes, "building": scope}, "also_passed": ["paying_owners_agree"]}
    outcome = desk.post("/rule-sets/shanghai_lift_2014/evaluate", body).json
    assert {t["scope"]: t["passed"] for t in outcome["tests"]} == {
        "estate": True,
        "building": False,
    }
    whole = {"roll": weights(90, 1), "cast": {"agree": weights(60, 1)}}
    unfit = desk.post("/rule-sets/shanghai_lift_2014/evaluate", whole)
    assert (unfit.status_code, unfit.json["code"]) == (422, "rule_set_unfit")


def test_every_rule_set_of_the_contract_is_served_with_its_source(desk):
    served = {rule["id"]: rule for rule in desk.get("/rule-sets").json["items"]}
    assert set(served) >= {
        "qinghai_admission_2023", "xuchang_two_thirds_2021", "yizheng_two_thirds_2024",
        "luoyang_scheme_2022", "civil_code_278_ordinary", "civil_code_278_special",
        "henan_reserved_2017", "henan_lift_2017", "jinan_lift_2019", "beijing_lift_2020",
        "shanghai_lift_2014", "shanghai_signing_2021", "lishui_assembly",
        "naiman_visit_coverage_2022", "shaanxi_sample_2021", "qinghai_satisfaction_2023",
    }  # fmt: skip
    for rule in served.values():
        assert rule["citation"]
        assert rule["evoting_mode"] in {"binding", "advisory", "paper_required"}


def test_an_unknown_rule_set_is_not_found(desk):
    assert desk.get("/rule-sets/nowhere_2099").status_code == 404


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"roll": {"household": 1.5}, "cast": {}}, "/roll/household"),
        ({"roll": {"household": -1}, "cast": {}}, "/roll/household"),
        ({"roll": {}, "cast": {"maybe": {}}}, "/cast/maybe"),
        ({}, "/"),
    ],
)
def test_figures_that_cannot_be_are_refused_at_their_place(desk, body, pointer):
    answer = desk.post("/rule-sets/civil_code_278_special/evaluate", body)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json["errors"]] == [pointer]


def test_more_agreement_than_people_is_refused(desk):
    answer = desk.post(
        "/rule-sets/xuchang_two_thirds_2021/evaluate",
        {"roll": weights(10, 10), "cast": {"agree": weights(11, 11)}},
    )
    assert answer.status_code == 422
