"""The certificate on paper says what the certificate says."""

from api.papers import documents
from tests.api.papers import samples
from tests.api.papers.reading import pages, text
from tests.make import vote

KEYS = ("roll", "form", "rule_set", "ballots")


def test_everything_of_reference_6_2_is_there():
    given = samples.certificate()
    shown = text(documents.certificate(given))
    for part in (
        "居民意愿征集结果证明",
        "您是否同意本小区纳入老旧小区改造计划？",
        "《河南省物业管理条例》（2017-09-29）第二十二条",
        "28,431.57㎡",
        "2026年11月1日08:00至2026年11月15日18:00（北京时间）",
        "送达到户286个专有部分",
        "同意210户205人18,954.38㎡",
        "参与合计248户243人22,304.46㎡",
        "微信180",
        "本轮没有视同票",
        "无效纸质票3",
        "2号楼1单元301室",
        "3×1895438=5686314≥2×2843157=5686314",
        "不低于2/3",
        "2026年11月16日至2026年11月23日7个自然日已期满",
        "居民自治（社区督管）150户145人13,224.00㎡",
        "直接出资40户40人3,526.40㎡",
        *(given["hashes"][key] for key in KEYS),
        "盖章处",
        "经办人签字",
        "监督人签字",
    ):
        assert part in shown
    assert "未通过" not in shown
    assert "{" not in shown


def test_every_page_bears_its_number():
    shown = pages(documents.certificate(samples.certificate(number="ZM-2026-001")))
    for n, page in enumerate(shown, start=1):
        assert f"编号ZM-2026-001第{n}页/共{len(shown)}页" in page


def test_what_is_missing_is_said_in_its_own_unit():
    failed = samples.outcome(
        samples.check(
            "agree",
            "area",
            1_895_437,
            2_843_157,
            "2/3",
            "3*1895437=5686311 < 2*2843157=5686314",
            shortfall=1,
        ),
        missing=["open_objections", "something_new"],
    )
    shown = text(documents.certificate(samples.certificate(outcome=failed)))
    for part in ("未通过", "还差0.01㎡", "尚有异议未答复", "something_new", "1项检验未达到"):
        assert part in shown
    assert "3×1895437=5686311<2×2843157=5686314" in shown


def test_deemed_votes_stand_apart_with_their_clause():
    deemed = {"clause": "议事规则第二十六条", "votes": {"agree": samples.weights(2, 2, 17_632)}}
    shown = text(documents.certificate(samples.certificate(deemed=deemed)))
    assert "同意210户205人18,954.38㎡" in shown
    assert "视同同意2户2人176.32㎡" in shown
    assert "视同票依据：议事规则第二十六条" in shown


def test_a_survey_has_no_threshold():
    made = samples.certificate(
        rule_set=None,
        outcome=None,
        question=samples.form("visit_survey"),
        cast={
            "priorities": {"safety": {"ranked": 40, "first_places": 31, "rank_sum": 55}},
            "urgency": {"5": samples.weights(40, 0, 0)},
        },
        long_term_management=None,
    )
    made["round"] = made["round"] | {"kind": "survey"}
    shown = text(documents.certificate(made))
    for part in ("不设门槛", "居民调查结果证明", "安全403155", "没有已结束的长效管理征询"):
        assert part in shown


def test_satisfaction_is_cut_not_rounded():
    """Case 9 of the reference: 241 of 268 are not 90 %."""
    rate = {"numerator": 241, "denominator": 268}
    scored = {
        "levels": {"very_satisfied": 120, "cannot_judge": 3},
        "satisfied_rate": rate,
        "satisfied_rate_strict": {"numerator": 210, "denominator": 268},
        "response_rate": {"numerator": 268, "denominator": 300},
        "index": {"numerator": 21_660, "denominator": 268},
    }
    shown = text(documents.certificate(samples.certificate(satisfaction=scored)))
    assert "满意率（含基本满意）241/268=89.92%" in shown
    assert "21,660/268=80.82" in shown


def test_long_titles_and_many_options_stay_on_the_sheet():
    long = "关于金盾小区外墙保温、屋面防水、雨污分流及加装电梯实施方案的业主共同决定事项表决" * 3
    options = {
        option["value"]: samples.weights(n, n, n) | {"class": option["class"], "place": n}
        for n, option in enumerate(samples.form("demand_list")["questions"][0]["options"])
    }
    given = samples.certificate(question=samples.form("demand_list"), cast={"items": options})
    given["round"] = given["round"] | {"title": long, "kind": "demand_list"}
    shown = text(documents.certificate(given))
    assert long in shown
    assert "屋面防水（基础类0）" in shown


def test_a_real_round_from_ballot_to_paper(world):
    asked = world.open(rule_set="civil_code_278_ordinary")
    for unit in world.units:
        vote(world.owner_of(unit), asked, unit)
    world.close(asked)
    certificate = world.bureau.get(f"/rounds/{asked}/certificate").json
    shown = text(documents.certificate(certificate))
    for test in certificate["outcome"]["tests"]:
        written = test["inequality"].replace("*", "×").replace(">=", "≥").replace(" ", "")
        assert written in shown
    assert certificate["hashes"]["ballots"] in shown
    assert "张某某" not in shown
