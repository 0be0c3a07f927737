"""Open311 GeoReport v2: the same tickets, in JSON and XML, for other cities' programs."""

import json
from datetime import timedelta

import pytest
from defusedxml.ElementTree import fromstring

from models import clock
from models.base import db
from models.places import Estate
from tests.api.test_tickets import SEWER, ask, led, town
from tests.conftest import NOON

__all__ = ["town"]

NEEDED = {
    *("service_request_id", "status", "status_notes", "service_name", "service_code"),
    *("description", "agency_responsible", "service_notice", "requested_datetime"),
    *("updated_datetime", "expected_datetime", "address", "address_id", "zipcode"),
    *("lat", "long", "media_url"),
}


def get(town, path, **query):
    return town.client.http.get(f"/open311/v2/{path}", query_string=query)


def report(town, person, format_="json", **more):
    form = {
        "service_code": "sewer_block",
        "description": SEWER,
        "address_id": str(town.estate),
        "api_key": person.token if person else "",
        **more,
    }
    return town.client.http.post(f"/open311/v2/requests.{format_}", data=form)


@pytest.mark.parametrize("format_", ["json", "xml"])
def test_a_report_is_a_ticket_like_any_other(town, format_):
    answer = report(town, town.resident, format_)
    assert answer.status_code == 201, answer.get_data(as_text=True)
    if format_ == "json":
        number = answer.json[0]["service_request_id"]
    else:
        number = fromstring(answer.get_data()).findtext("request/service_request_id")
    ticket = town.resident.get(f"/tickets/{number}").json
    assert (ticket["category"], ticket["office"]["kind"]) == ("sewer_block", "PM")


def test_an_estate_may_be_named(town):
    name = db.session.get_one(Estate, town.estate).name
    answer = report(town, town.resident, address_id="", address_string=name)
    assert answer.status_code == 201


def test_a_report_with_danger_in_it_is_danger_whatever_its_code(town):
    answer = report(town, town.resident, service_code="parking", description="楼道里好大的煤气味")
    number = answer.json[0]["service_request_id"]
    assert town.resident.get(f"/tickets/{number}").json["urgency"] == "P0"


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"api_key": ""}, 403),
        ({"api_key": "nonsense"}, 403),
        ({"service_code": "aliens"}, 400),
        ({"service_code": ""}, 400),
        ({"description": ""}, 400),
        ({"description": "字" * 2001}, 400),
        ({"address_id": ""}, 400),
        ({"address_id": "x"}, 400),
        ({"address_id": "", "lat": "30.6", "long": "104.0"}, 400),
        ({"address_id": "00000000-0000-0000-0000-000000000001"}, 400),
    ],
)
@pytest.mark.parametrize("format_", ["json", "xml"])
def test_what_cannot_be_taken_is_told_in_the_standards_form(town, more, status, format_):
    answer = report(town, town.resident, format_, **more)
    assert answer.status_code == status
    if format_ == "json":
        (error,) = answer.json
        told = error["code"], error["description"]
    else:
        root = fromstring(answer.get_data())
        assert root.tag == "errors"
        told = root.findtext("error/code"), root.findtext("error/description")
    assert told[0] == str(status)
    assert told[1]


def test_everybody_may_see_that_but_not_what_somebody_wrote(town):
    number = ask(town.resident, town)["number"]
    (public,) = get(town, "requests.json").json
    assert set(public) == NEEDED
    assert (public["service_request_id"], public["description"]) == (number, "")
    assert SEWER not in json.dumps(public, ensure_ascii=False)
    (own,) = get(town, "requests.json", api_key=town.resident.token).json
    assert own["description"] == SEWER
    neighbour = town.owner_of(town.units[1])
    assert get(town, "requests.json", api_key=neighbour.token).json == []


def test_what_is_confided_is_not_shown_at_all(town):
    ask(town.resident, town, "施工队把工程转包给别人了", category="misconduct")
    assert get(town, "requests.json").json == []


def test_one_report_is_read_by_its_number(town):
    number = ask(town.resident, town)["number"]
    root = fromstring(get(town, f"requests/{number}.xml").get_data())
    assert root.tag == "service_requests"
    assert root.findtext("request/status") == "open"
    assert root.findtext("request/expected_datetime") == "2026-11-21T12:00:00+08:00"
    assert get(town, "requests/20200101-0001-1.json").status_code == 404


def test_a_list_is_filtered_as_the_standard_says(town):
    sewer = ask(town.resident, town)["number"]
    lamp = ask(town.resident, town, "路灯坏了", category="light_security")["number"]
    reason = {"reason": "out_of_scope", "note": "x"}
    led(town.bureau, lamp, ("terminate", reason))

    def numbers(**query):
        answer = get(town, "requests.json", **query)
        assert answer.status_code == 200, answer.json
        return [each["service_request_id"] for each in answer.json]

    assert numbers() == [lamp, sewer]
    assert numbers(status="open") == [sewer]
    assert numbers(status="closed") == [lamp]
    assert numbers(service_code="light_security,parking") == [lamp]
    assert numbers(service_request_id=f"{sewer},{lamp}") == [lamp, sewer]
    assert numbers(start_date="2026-11-20T12:00:01+08:00") == []
    assert numbers(end_date="2026-11-20T11:59:59+08:00") == []
    for wrong in ({"status": "lost"}, {"start_date": "yesterday"}, {"end_date": "2026-11-20"}):
        assert get(town, "requests.json", **wrong).status_code == 400


def test_after_ninety_days_it_is_asked_for_by_date(town):
    ask(town.resident, town)
    with clock.stopped(NOON + timedelta(days=91)):
        assert get(town, "requests.json").json == []
        dated = get(
            town,
            "requests.json",
            start_date="2026-11-01T00:00:00+08:00",
            end_date="2026-12-01T00:00:00+08:00",
        )
        assert len(dated.json) == 1


def test_the_number_of_statements_does_not_grow_with_the_list(town, statements):
    ask(town.resident, town)
    get(town, "requests.json")
    statements.clear()
    get(town, "requests.json")
    few = len(statements)
    for _ in range(4):
        ask(town.resident, town)
    statements.clear()
    get(town, "requests.json")
    assert len(statements) == few


def test_services_and_their_definition(town):
    listed = get(town, "services.json").json
    assert len(listed) == 42
    assert {"service_code", "service_name", "metadata", "type"} <= set(listed[0])
    assert get(town, "services/parking.json").json["service_code"] == "parking"
    root = fromstring(get(town, "services/parking.xml").get_data())
    assert (root.tag, root.findtext("service_code")) == ("service_definition", "parking")
    assert get(town, "services/aliens.xml").status_code == 404
    assert get(town, "services.html").status_code == 404


@pytest.mark.parametrize("format_", ["json", "xml"])
def test_the_discovery_says_where_and_how(town, format_):
    answer = get(town, f"discovery.{format_}")
    assert answer.status_code == 200
    assert b"GeoReport_v2" in answer.get_data()
