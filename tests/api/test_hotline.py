"""12345 work orders: one ticket an order, however often its sheet comes; bad rows are named."""

import io

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select

from models.base import db
from models.listening import Ticket
from models.places import Estate
from tests.api.test_tickets import town

__all__ = ["town"]

HEADING = "工单编号,诉求内容,小区"


def take(person, *rows, heading=HEADING, query="", encoding="utf-8"):
    return send(person, "\n".join((heading, *rows)).encode(encoding), query=query)


def send(person, content, name="12345.csv", query=""):
    data = {"file": (io.BytesIO(content), name)}
    return person("POST", f"/tickets/imports{query}", data=data)


def count():
    return db.session.scalar(select(func.count(Ticket.id)))


def name_of(world):
    return db.session.get_one(Estate, world.estate).name


def test_an_order_becomes_a_ticket_at_its_office(town):
    answer = take(town.bureau, f"GD2026-1,3号楼下水道堵了污水往外冒,{name_of(town)}")
    assert answer.status_code == 200, answer.json
    assert (answer.json["opened"], answer.json["unplaced"]) == (1, 0)
    ticket = town.bureau.get(f"/tickets/{answer.json['numbers'][0]}").json
    assert (ticket["source"], ticket["category"]) == ("hotline_12345", "sewer_block")
    assert ticket["office"]["kind"] == "PM"


def test_the_same_sheet_twice_changes_nothing(town):
    rows = ("1,路灯坏了,", "2,楼道堆满杂物,")
    assert take(town.bureau, *rows).json["opened"] == 2
    again = take(town.bureau, *rows, "3,停电了,").json
    assert (again["opened"], again["known"], count()) == (1, 2, 3)


def test_a_dry_run_only_tells(town):
    told = take(town.bureau, "1,路灯坏了,", query="?dry_run=true").json
    assert (told["opened"], told["numbers"], count()) == (1, [], 0)


def test_one_bad_row_and_nothing_is_taken(town):
    answer = take(town.bureau, "1,路灯坏了,", ",没有编号,", "3,,", "1,又一次,")
    assert answer.status_code == 422
    found = {(each["pointer"], each["code"]) for each in answer.json["errors"]}
    assert found == {
        ("/rows/3/number", "required"),
        ("/rows/4/text", "out_of_range"),
        ("/rows/5/number", "twice"),
    }
    assert count() == 0


def test_a_sheet_without_the_headings_says_which(town):
    answer = take(town.bureau, "1,路灯坏了", heading="甲,乙")
    pointers = {each["pointer"] for each in answer.json["errors"]}
    assert pointers == {"/heading/number", "/heading/text"}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_sheets_come_as_offices_save_them(town, encoding):
    assert take(town.bureau, "1,路灯坏了,", encoding=encoding).json["opened"] == 1


def test_a_workbook_with_numbers_as_numbers_is_read(town):
    book, written = Workbook(), io.BytesIO()
    for row in (["工单编号", "诉求内容"], [20261120001, "路灯坏了"]):
        book.active.append(row)
    book.save(written)
    assert send(town.bureau, written.getvalue(), "12345.xlsx").json["opened"] == 1
    assert db.session.scalars(select(Ticket.external_id)).one() == "20261120001"


def test_an_estate_out_of_reach_is_left_to_the_bureau(town):
    assert take(town.bureau, "1,路灯坏了,没有的小区").json["unplaced"] == 1


def test_it_is_for_those_above_the_committee(town):
    assert take(town.desk, "1,路灯坏了,").json["code"] == "not_your_role"
