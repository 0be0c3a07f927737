import pytest

from tests.make import make_estate, make_units


@pytest.mark.parametrize(
    ("estates", "passed", "inequality"),
    [
        ([("1998-05-01", 10_200), ("2003-01-01", 1_800)], True, "20*1800=36000 <= 3*12000=36000"),
        ([("1998-05-01", 10_200), ("2003-01-01", 1_801)], False, "20*1801=36020 > 3*12001=36003"),
        # three of twenty estates are 15 % by number, and 20 % by households
        (
            [("1990-01-01", 565)] * 16 + [("1990-01-01", 560)] + [("2004-01-01", 800)] * 3,
            False,
            "20*2400=48000 > 3*12000=36000",
        ),
    ],
)
def test_case_11_the_newer_estates_share_is_counted_in_households(
    world, estates, passed, inequality
):
    body = {"estates": [{"built_on": day, "households": n} for day, n in estates]}
    plan = world.bureau.post("/plans/check", body).json
    assert (plan["passed"], plan["newer"]["inequality"]) == (passed, inequality)


@pytest.mark.parametrize(
    ("built_on", "group"),
    [("2000-12-31", "old"), ("2005-12-31", "newer"), ("2006-01-01", "too_new")],
)
def test_case_11_the_last_day_of_a_group_belongs_to_it(world, built_on, group):
    body = {"estates": [{"built_on": built_on, "households": 10}]}
    assert world.bureau.post("/plans/check", body).json["households"][group] == 10


def test_case_12_money_adds_up_to_the_fen(world):
    estate = make_estate("锦华小区")
    make_units(estate, 299, area_dm2=9479)
    make_units(estate, 1, area_dm2=2_843_157 - 299 * 9479, building="2")
    path = f"/estates/{estate}/contributions/quote"
    quoted = world.bureau.post(path, {"basis": "area", "rate_fen": 500}).json
    assert quoted["total_fen"] == 14_215_785  # 142,157.85 元
    assert sum(each["amount_fen"] for each in quoted["items"]) == 14_215_785


def test_case_12_one_flat_and_one_water_meter(world):
    path = f"/estates/{world.estate}/contributions/quote"
    by_area = world.committee.post(path, {"basis": "area", "rate_fen": 500}).json
    assert {each["amount_fen"] for each in by_area["items"]} == {44_080}  # 88.16 ㎡: 440.80 元
    by_household = world.committee.post(path, {"basis": "household", "rate_fen": 80_000}).json
    assert by_household["total_fen"] == 80_000 * len(world.units)


def test_case_12_a_collection_of_97_percent_is_not_printed_as_100(world):
    estate = make_estate("锦华小区")
    units = make_units(estate, 300)
    body = {
        "basis": "household",
        "rate_fen": 80_000,
        "paid_unit_ids": [str(u) for u in units[:291]],
    }
    quoted = world.bureau.post(f"/estates/{estate}/contributions/quote", body).json
    assert quoted["collected_by_household"] == {
        "numerator": 291,
        "denominator": 300,
        "percent": "97.00",
    }


def test_a_unit_of_another_estate_has_not_paid_here(world):
    stranger = make_units(make_estate("安居小区"), 1)[0]
    body = {"basis": "area", "rate_fen": 500, "paid_unit_ids": [str(stranger)]}
    answer = world.bureau.post(f"/estates/{world.estate}/contributions/quote", body)
    assert answer.json["errors"][0]["pointer"] == "/paid_unit_ids/0"
