import pytest
import yaml

from bot.tickets import routing
from bot.tickets.routing import FILE, describe, office_kinds, route_of, routes
from bot.understanding.categories import categories
from bot.understanding.read import read
from models.kinds import Urgency


def test_every_category_has_a_route_and_every_route_an_office():
    assert set(routes()) == set(categories())
    assert len(routes()) == 42
    for route in routes().values():
        assert {route.lead, *route.fallback, *route.co} <= set(office_kinds())


def test_the_committee_leads_only_where_the_law_lets_it():
    """北京接诉即办 art. 17: nothing outside its list may be put on the 社区."""
    led = {code for code, route in routes().items() if route.lead == "RC"}
    assert led == {"neighbour", "policy_query"}


def test_misconduct_is_confided_to_inspection_alone():
    route = route_of("misconduct")
    assert (route.lead, route.fallback, route.co, route.restricted) == ("DI", (), (), True)


def test_emergencies_are_answered_now():
    for route in routes().values():
        if route.level is Urgency.P0:
            assert route.ack == "now"


@pytest.mark.parametrize(
    ("category", "within"),
    [("lift_trapped", "30min"), ("water_burst", "1h"), ("heat_leak", "1h"), ("heat_cold", "2h")],
)
def test_somebody_is_there_within_the_time_the_law_names(category, within):
    """杭州电梯 30; 青岛供水; 滨州供热 39; 山东供热 21."""
    assert route_of(category).onsite == within


def test_nobody_is_awaited_on_site_for_a_question():
    route = route_of("policy_query")
    assert (route.onsite, route.condition) == (None, None)


def test_a_disputed_consent_freezes_the_result():
    assert {code for code, route in routes().items() if route.freezes_result} == {"consent_dispute"}


def test_a_description_has_the_contracts_keys():
    assert list(describe(read("下水道堵了污水往外冒"))) == [
        "text", "category", "urgency", "confidence", "intent", "office_kind", "alternatives",
    ]  # fmt: skip


def test_what_is_unsure_goes_to_the_triage_desk():
    assert describe(read("那个事情到底怎么弄嘛"))["office_kind"] == "TRIAGE"


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        (("routes", "gas_leak", "lead"), "XX", "an office that is not listed"),
        (("routes", "gas_leak", "ack"), "soon", "a limit that cannot be read"),
        (("routes", "gas_leak", "onsite"), "soon", "a limit that cannot be read"),
        (("routes", "gas_leak", "ack"), None, "a limit that cannot be read"),
        (("routes", "gas_leak", "restricted"), "yes", "a flag"),
        (("routes", "gas_leak", "condition"), "", "a condition that says nothing"),
        (("routes", "gas_leak", "colour"), "red", "other keys"),
    ],
)
def test_a_broken_table_names_its_row(tmp_path, monkeypatch, path, value, says):
    table = yaml.safe_load(FILE.read_text("utf-8"))
    table[path[0]][path[1]][path[2]] = value
    broken = tmp_path / "routing.yaml"
    broken.write_text(yaml.safe_dump(table, allow_unicode=True))
    monkeypatch.setattr(routing, "FILE", broken)
    for cached in (routing.routes, routing.office_kinds, routing._document):
        cached.cache_clear()
    try:
        with pytest.raises(ValueError, match=f"gas_leak: .*{says}"):
            routing.routes()
    finally:
        for cached in (routing.routes, routing.office_kinds, routing._document):
            cached.cache_clear()
