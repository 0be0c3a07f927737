import pytest

from models.errors import UnknownRuleSet
from surveys.policies.load import PACKS, all_rule_sets, load_rule_sets, one_rule_set

IDS = {
    "qinghai_admission_2023",
    "xuchang_two_thirds_2021",
    "yizheng_two_thirds_2024",
    "luoyang_scheme_2022",
    "civil_code_278_ordinary",
    "civil_code_278_special",
    "henan_reserved_2017",
    "henan_lift_2017",
    "jinan_lift_2019",
    "beijing_lift_2020",
    "shanghai_lift_2014",
    "shanghai_signing_2021",
    "lishui_assembly",
    "naiman_visit_coverage_2022",
    "shaanxi_sample_2021",
    "qinghai_satisfaction_2023",
}
GOOD = (PACKS / "310000" / "shanghai_lift_2014.yaml").read_text("utf-8")
QINGHAI = (PACKS / "630000" / "qinghai_admission_2023.yaml").read_text("utf-8")


@pytest.fixture
def broken(tmp_path):
    """Write one pack with a mistake and read the folder."""

    def read(good, old, new, *, folder="310000", name="shanghai_lift_2014"):
        assert old in good
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / f"{name}.yaml").write_text(good.replace(old, new, 1), "utf-8")
        return load_rule_sets(tmp_path)

    return read


def test_the_contracts_rule_sets_are_all_there():
    assert set(all_rule_sets()) == IDS


def test_each_bears_its_source_and_its_words():
    for rule in all_rule_sets().values():
        assert rule.citation
        assert rule.notes
        assert rule.title.zh
        assert rule.title.en.isascii()


def test_what_is_read_once_is_not_changed_by_anybody():
    with pytest.raises(TypeError):
        all_rule_sets()["another"] = one_rule_set("lishui_assembly")


def test_there_is_no_such_rule_set():
    with pytest.raises(UnknownRuleSet):
        one_rule_set("qinghai_admission_2099")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        pytest.param("citation:", "quotation:", "citation: is missing", id="no citation"),
        pytest.param("citation: ", 'citation: "" #', "citation: a text", id="an empty citation"),
        pytest.param(
            "abstain:", "surprise: 1\nabstain:", "surprise: is no known key", id="a new key"
        ),
        pytest.param("zh:", "zh_CN: x\n  zh:", "title.zh_CN: is no known key", id="inside"),
        pytest.param('"2/3"', "0.67", r"tests\[0\].threshold: a text", id="a float"),
        pytest.param('"2/3"', '"0.67"', r"tests\[0\].threshold: a share", id="a decimal"),
        pytest.param('"2/3"', '"4/3"', r"tests\[0\].threshold: a threshold lies", id="above 1"),
        pytest.param('"9/10"', '"0/10"', r"tests\[1\].threshold: a share", id="zero"),
        pytest.param('">="', '"=>"', r"tests\[0\].comparison: '=>' is none of", id="a comparison"),
        pytest.param("measure: head", "measure: heads", r"tests\[0\].measure: ", id="a measure"),
        pytest.param("name: agree", "name: consent", r"tests\[0\].name: ", id="a test"),
        pytest.param("{name:", "{weight: 2, name:", r"tests\[0\].weight: is no", id="in a test"),
        pytest.param(
            "denominator: all", "denominator: fixed", r"tests\[0\].fixed: stands", id="no number"
        ),
        pytest.param(", scope: estate", "", "tests: each names its scope", id="no scope"),
        pytest.param(
            "scope: building", "scope: joined", r"tests\[1\].scope: one of those", id="joined twice"
        ),
        pytest.param("scope: building", "scope: estate", "tests: one or more", id="a test twice"),
        pytest.param("tests:", "tests: []\nnotes:", "notes: stands there twice", id="a key twice"),
        pytest.param(
            "purpose: elevator", "purpose: lift", "purpose: 'lift' is none", id="a purpose"
        ),
        pytest.param("evoting_mode: binding", "evoting_mode: 1", "evoting_mode: 1", id="a mode"),
        pytest.param("level: 2", "level: 5", "min_identity_level: a whole number", id="a level"),
        pytest.param("level: 2", "level: 2.0", "min_identity_level: a whole", id="a float level"),
        pytest.param("parking: false", "parking: 0", "include_parking: true or false", id="a flag"),
        pytest.param("objection: null", "objection: 0", "objection: a mapping", id="a mapping"),
        pytest.param("requires: [p", "requires: [1, p", "also_requires: a list", id="a text"),
        pytest.param("requires: [p", "requires: p #", "also_requires: a list", id="a list"),
        pytest.param('"310000"', "310000", "jurisdiction: a text", id="a code as number"),
        pytest.param('"310000"', '"31"', "jurisdiction: '31' is no six-digit", id="a short code"),
        pytest.param('"310000"', '"110000"', "jurisdiction: 110000 is not the folder", id="folder"),
        pytest.param("id: sh", "id: zh", "id: zhanghai_lift_2014 is not the file", id="file"),
        pytest.param("id: sh", "id: Sh", "id: 'Shanghai_lift_2014' is no name", id="a name"),
        pytest.param("id: sh", "content_hash: x\nid: sh", "content_hash: is no key", id="a hash"),
        pytest.param("title:", "title: [", "while parsing", id="no YAML"),
    ],
)
def test_a_broken_pack_stops_the_start_and_says_where(broken, old, new, says):
    with pytest.raises(ValueError, match=rf"310000/shanghai_lift_2014\.yaml: {says}"):
        broken(GOOD, old, new)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("max_open: 0", "max_open: -1", "objection.max_open: a whole number"),
        ("days: 7", "days: 0", "publicity.days: a whole number"),
        ("days: 7", "days: 7.0", "publicity.days: a whole number"),
        ("unit: calendar", "unit: natural", "publicity.unit: 'natural' is none of"),
        ("unit: calendar", "unit: calendar, hours: 1", "publicity.hours: is no known key"),
        ("max_open: 0", "max_open: 0, at_most: 1", "objection.at_most: is no known key"),
        ("abstain: not_agree", "abstain: ignored", "abstain: 'ignored' is none of"),
    ],
)
def test_parts_of_a_pack_are_read_as_strictly(broken, old, new, says):
    with pytest.raises(ValueError, match=says):
        broken(QINGHAI, old, new, folder="630000", name="qinghai_admission_2023")


def test_a_pack_that_is_no_mapping_is_refused(broken):
    with pytest.raises(ValueError, match="a mapping is needed"):
        broken("- x\n", "x", "y")


def test_two_packs_may_not_share_an_id(broken):
    broken(GOOD, "level: 2", "level: 2")
    with pytest.raises(ValueError, match="taken by another"):
        broken(GOOD, 'jurisdiction: "310000"', 'jurisdiction: "320000"', folder="320000")


def test_no_packs_at_all_are_no_rules(tmp_path):
    with pytest.raises(ValueError, match="holds no pack"):
        load_rule_sets(tmp_path)
