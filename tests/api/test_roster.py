import io
import json
from datetime import date
from uuid import UUID

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select, text

from models.audit import AuditEntry
from models.base import db
from models.places import Unit, UnitOwner
from models.sealed import fingerprint

HEADER = "楼栋,单元,房号,专有面积,用途,业主,证件,电话,产权状态"
GOOD = f"""{HEADER}
1,1,101,88.16,住宅,张某某、李某某,510100199001010013;510100199001010021,13800000001,已交付
1,1,102,90,住宅,王某某,51010019900101003X,13800000002,已交付
2,,底商1,120.50,商铺,某某商贸有限公司,,,已交付
"""


def send(person, estate, content, name="roster.csv", query=""):
    content = content.encode() if isinstance(content, str) else content
    return person.post(
        f"/estates/{estate}/roster{query}", data={"file": (io.BytesIO(content), name)}
    )


def sheet(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.fixture
def estate(world):
    body = {"name": "文宴雅居", "division": "510105", "built_on": "1998", "address": "某路1号"}
    answer = world.bureau.post("/estates", body)
    assert answer.status_code == 201, answer.json
    return answer.json["id"]


@pytest.fixture
def desk(world):
    return world.bureau


def units(estate):
    here = Unit.estate_id == UUID(estate)
    return db.session.scalar(select(func.count()).select_from(Unit).where(here))


def codes(answer):
    return [(e["row"], e["column"], e["code"]) for e in answer.json["errors"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_is_read_in_the_encodings_that_offices_use(desk, estate, encoding):
    answer = send(desk, estate, GOOD.encode(encoding))
    assert answer.status_code == 200, answer.json
    expected = {"rows": 3, "created": 3, "updated": 0, "unchanged": 0, "errors": []}
    assert expected.items() <= answer.json.items()
    listed = desk.get(f"/estates/{estate}/units").json["items"]
    assert [u["area_dm2"] for u in listed] == [8816, 9000, 12050]
    assert {u["use"] for u in listed} == {"residential", "shop"}


def test_a_workbook_is_read_with_english_headers_and_numbers(desk, estate):
    book = sheet(
        ["building", "entrance", "room", "area", "use"],
        [3, 2, 501, 88.16, "residential"],
        [None, None, None, None, None],
        [3, 2, 502, 66, None],
    )
    answer = send(desk, estate, book, "roster.xlsx")
    assert answer.json["created"] == 2, answer.json
    listed = desk.get(f"/estates/{estate}/units?building=3").json["items"]
    assert [(u["room"], u["area_dm2"]) for u in listed] == [("501", 8816), ("502", 6600)]


def test_a_second_import_is_a_diff(desk, estate):
    send(desk, estate, GOOD)
    again = send(desk, estate, GOOD).json
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 3)
    changed = GOOD.replace("88.16", "89.00") + "3,1,301,70,住宅,赵某某,,,已交付\n"
    third = send(desk, estate, changed).json
    assert (third["created"], third["updated"], third["unchanged"]) == (1, 1, 2)
    areas = [u["area_dm2"] for u in desk.get(f"/estates/{estate}/units").json["items"]]
    assert sorted(areas) == [7000, 8900, 9000, 12050]


def test_units_that_a_file_leaves_out_stay_unless_told(desk, estate):
    send(desk, estate, GOOD)
    fewer = "\n".join(GOOD.splitlines()[:2]) + "\n"
    assert send(desk, estate, fewer).json["retired"] == 0
    assert send(desk, estate, fewer, query="?retire_missing=true").json["retired"] == 2
    assert len(desk.get(f"/estates/{estate}/units").json["items"]) == 1
    assert send(desk, estate, GOOD).json["updated"] == 2


def test_a_dry_run_writes_nothing(desk, estate):
    answer = send(desk, estate, GOOD, query="?dry_run=true")
    assert (answer.status_code, answer.json["created"]) == (200, 3)
    assert units(estate) == 0


def test_a_misspelt_dry_run_imports_nothing(desk, estate):
    answer = send(desk, estate, GOOD, query="?dry-run=true")
    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"] == "/query/dry-run"
    assert units(estate) == 0


def test_every_bad_cell_is_named_and_nothing_is_imported(desk, estate):
    bad = f"""{HEADER}
1,1,101,88.16,住宅,张某某,,,已交付
1,1,101,88.16,住宅,张某某,,,已交付
1,1,102,-5,住宅,张某某,,,已交付
1,1,103,88.163,住宅,张某某,,,已交付
1,1,104,=A1*2,住宅,张某某,,,已交付
1,1,105,abc,住宅,张某某,,,已交付
1,1,106,50,仓库,张某某,,,已交付
1,1,,50,住宅,张某某,,,已交付
1,1,107,50,住宅,张某某,A12345;B12345,,已交付
1,1,108,50,住宅,张某某,,电话,已交付
1,1,109,50,住宅,张某某,,,租
1,1,110,0,住宅,张某某,,,已交付
"""
    answer = send(desk, estate, bad)
    assert (answer.status_code, answer.json["code"]) == (422, "roster_rows")
    assert codes(answer) == [
        (3, "房号", "duplicate_room"),
        (4, "专有面积", "not_positive"),
        (5, "专有面积", "too_many_decimals"),
        (6, "专有面积", "formula_cell"),
        (7, "专有面积", "not_a_number"),
        (8, "用途", "unknown_use"),
        (9, "房号", "required"),
        (10, "证件", "more_ids_than_owners"),
        (11, "电话", "bad_phone"),
        (12, "产权状态", "unknown_tenure"),
        (13, "专有面积", "not_positive"),
    ]
    assert answer.json["errors"][0]["pointer"] == "/file/rows/3/房号"
    assert units(estate) == 0
    dry = send(desk, estate, bad, query="?dry_run=true")
    assert (dry.status_code, dry.json["error_count"]) == (200, 11)


def test_a_formula_in_a_workbook_is_refused(desk, estate):
    book = sheet(["楼栋", "房号", "专有面积"], ["1", "101", "=80+8"])
    assert codes(send(desk, estate, book)) == [(2, "专有面积", "formula_cell")]


def test_missing_columns_are_named(desk, estate):
    answer = send(desk, estate, "楼栋,单元\n1,1\n")
    assert codes(answer) == [(1, "房号", "missing_column"), (1, "专有面积", "missing_column")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(b"", "empty_file", id="0 bytes"),
        pytest.param(b"PK\x03\x04 and then nothing", "broken_workbook", id="broken workbook"),
        pytest.param(b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old_or_encrypted", id="old or encrypted"),
        pytest.param(bytes(range(1, 256)) * 4, "wrong_encoding", id="no text in any encoding"),
    ],
)
def test_what_cannot_be_read_is_said_clearly(desk, estate, content, code):
    answer = send(desk, estate, content, "名册.xlsx")
    assert (answer.status_code, answer.json["code"]) == (422, "roster_unreadable"), answer.json
    assert [(e["pointer"], e["code"]) for e in answer.json["errors"]] == [("/file", code)]
    assert units(estate) == 0


def test_the_content_decides_and_not_the_name(desk, estate):
    assert send(desk, estate, GOOD, "名册.xlsx").json["created"] == 3
    assert (
        send(desk, estate, sheet(["楼栋", "房号", "专有面积"], ["9", "1", 80]), "x.csv").json[
            "created"
        ]
        == 1
    )


def test_a_room_that_excel_made_a_date_or_a_number_cut_short_is_refused(desk, estate):
    book = sheet(
        ["楼栋", "房号", "专有面积", "业主", "证件"],
        ["1", date(2026, 3, 2), 80.5, "甲某", None],
        ["1", "302", 80.5, "甲某", 510100199001010013],
        ["1", "303", 80.163, "甲某", None],
    )
    assert codes(send(desk, estate, book)) == [
        (2, "房号", "date_cell"),
        (3, "证件", "digits_lost"),
        (4, "专有面积", "too_many_decimals"),
    ]


def test_columns_may_stand_in_any_order_among_others(desk, estate):
    table = "备注,AREA,room,序号,Building\n甲,88.16,101,1,3\n"
    assert send(desk, estate, table).json["created"] == 1
    assert desk.get(f"/estates/{estate}/units").json["items"][0]["area_dm2"] == 8816


def test_a_column_that_stands_twice_is_named(desk, estate):
    answer = send(desk, estate, "楼栋,房号,专有面积,area\n1,1,1,1\n")
    assert codes(answer) == [(1, "area", "duplicate_column")]


def test_a_header_alone_is_no_roster(desk, estate):
    assert codes(send(desk, estate, HEADER + "\n")) == [(2, "", "no_rows")]


def test_the_list_of_errors_ends_and_their_number_is_told(desk, estate):
    rows = [f"1,1,{n},abc,,,,," for n in range(700)]
    answer = send(desk, estate, "\n".join([HEADER, *rows]))
    assert (answer.status_code, answer.json["error_count"]) == (422, 700)
    assert len(answer.json["errors"]) == 500
    assert answer.json["rows"] == 700


def test_errors_are_said_in_the_readers_language(desk, estate):
    bad = HEADER + "\n1,1,101,,,,,,\n"
    answer = send(desk.in_("en"), estate, bad)
    assert answer.json["errors"] == [
        {
            "row": 2,
            "column": "专有面积",
            "code": "required",
            "message": "This cell must not be empty.",
            "pointer": "/file/rows/2/专有面积",
        }
    ]
    assert answer.json["title"] == "The roster has mistakes; nothing was imported"


def test_too_many_rows_are_refused(desk, estate, monkeypatch):
    monkeypatch.setattr("surveys.roster.MOST_ROWS", 2)
    assert codes(send(desk, estate, GOOD)) == [(4, "", "too_many_rows")]
    assert units(estate) == 0


def test_50_megabytes_are_too_many(desk, estate):
    answer = desk.post(
        f"/estates/{estate}/roster",
        data=b"1" * 50_000_000,
        content_type="multipart/form-data; boundary=x",
    )
    assert (answer.status_code, answer.json["code"]) == (413, "too_large")


def test_no_file_is_said_so(desk, estate):
    answer = desk.post(f"/estates/{estate}/roster", data={"other": "x"})
    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"].endswith("/file")


def test_identity_numbers_are_kept_only_as_a_hash_and_four_digits(desk, estate):
    send(desk, estate, GOOD)
    owners = db.session.scalars(select(UnitOwner)).all()
    numbers = {o.id_last4 for o in owners if o.id_last4}
    assert numbers == {"0013", "0021", "003X"}
    for owner in owners:
        assert "5101001990" not in repr(vars(owner))


def test_case_4_owners_of_several_units_are_one_head(desk, estate, world):
    """320 units: 20 shops of one company, 3 flats of one buyer, 7 undelivered: 293 heads."""
    rows = [HEADER]
    for n in range(300):
        owner, number, tenure = f"业主{n:03}", f"ID{n:06}", "已交付"
        if n < 3:
            owner, number = "甲某", "ID999999"
        if 3 <= n < 10:
            owner, number, tenure = "", "", "未交付"
        rows.append(f"{n // 50},1,{n},88.16,住宅,{owner},{number},,{tenure}")
    rows += [f"商,,{n},50.00,商铺,某某商贸有限公司,,,已交付" for n in range(20)]
    report = send(desk, estate, "\n".join(rows)).json
    assert report["created"] == 320, report
    wanted = {
        "estate_id": estate,
        "kind": "owners_vote",
        "title": "维修资金",
        "form_id": "scheme_vote",
        "rule_set": "civil_code_278_special",
        "opens_at": "2026-11-20T11:00:00+08:00",
        "closes_at": "2026-11-30T18:00:00+08:00",
    }
    round_id = desk.post("/rounds", wanted).json["id"]
    assert desk.post(f"/rounds/{round_id}/open").status_code == 200
    tally = desk.get(f"/rounds/{round_id}/tally").json
    area = 300 * 8816 + 20 * 5000
    assert tally["roll"]["units"] == 320
    assert (tally["roll"]["head"], tally["roll"]["area"]) == (293, area)
    quorum = next(t for t in tally["outcome"]["tests"] if t["measure"] == "head")
    assert quorum["shortfall"] == 196


def test_3000_rows_take_few_statements(desk, estate, statements):
    rows = [f"{n // 100},1,{n},66.6,住宅,业主{n:04},ID{n:06},,已交付" for n in range(3000)]
    statements.clear()
    assert send(desk, estate, "\n".join([HEADER, *rows])).json["created"] == 3000
    assert len(statements) < 30


def test_a_changed_import_of_3000_rows_takes_few_statements(desk, estate, statements):
    def roster(area):
        rows = [f"{n // 100},1,{n},{area},住宅,业主{n:04},ID{n:06},,已交付" for n in range(3000)]
        return "\n".join([HEADER, *rows])

    send(desk, estate, roster("66.6"))
    statements.clear()
    assert send(desk, estate, roster("66.7")).json["updated"] == 3000
    assert len(statements) < 30
    listed = desk.get(f"/estates/{estate}/units?limit=200&building=7").json["items"]
    assert {u["area_dm2"] for u in listed} == {6670}
    assert db.session.scalar(select(func.count()).select_from(UnitOwner)) >= 3000


def test_a_unit_that_comes_back_keeps_its_id_and_takes_its_new_owners(desk, estate):
    send(desk, estate, GOOD)
    before = {u["room"]: u["id"] for u in desk.get(f"/estates/{estate}/units").json["items"]}
    send(desk, estate, f"{HEADER}\n9,,1,50,,,,,\n", query="?retire_missing=true")
    send(desk, estate, GOOD.replace("王某某", "赵某某"), query="?retire_missing=true")
    after = {u["room"]: u["id"] for u in desk.get(f"/estates/{estate}/units").json["items"]}
    assert after == before
    names = db.session.scalars(
        select(UnitOwner.name).where(UnitOwner.unit_id == UUID(after["102"]))
    ).all()
    assert names == ["赵某某"]


def test_a_dry_run_tells_what_would_be_retired(desk, estate):
    send(desk, estate, GOOD)
    fewer = "\n".join(GOOD.splitlines()[:2]) + "\n"
    answer = send(desk, estate, fewer, query="?retire_missing=true&dry_run=true").json
    assert (answer["unchanged"], answer["retired"]) == (1, 2)
    assert len(desk.get(f"/estates/{estate}/units").json["items"]) == 3


def test_the_phone_of_the_roster_is_the_phone_of_wechat(desk, estate):
    send(desk, estate, GOOD.replace("13800000002", "+86 138-0000-0002"))
    known = select(Unit.room).where(Unit.phone_hash == fingerprint("phone", "13800000002"))
    assert db.session.scalars(known).all() == ["102"]


def test_names_and_numbers_do_not_stand_open_in_the_database(desk, estate):
    send(desk, estate, GOOD)
    raw = db.session.execute(text("SELECT name, id_hash, id_last4, identity FROM unit_owner")).all()
    raw += db.session.execute(text("SELECT phone, phone_hash, roster_hash FROM unit")).all()
    everything = b"".join(
        bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode()
        for row in raw
        for v in row
    )
    for secret in ("张某某", "某某商贸", "510100199001010013", "0013", "13800000001"):
        assert secret.encode() not in everything


def test_an_import_is_written_down(desk, estate):
    send(desk, estate, GOOD)
    entry = db.session.scalars(
        select(AuditEntry).where(AuditEntry.action.endswith("/roster"))
    ).one()
    assert entry.subject == f"/api/v1/estates/{estate}/roster"


def test_the_same_import_twice_by_key_is_answered_twice(desk, estate):
    def once():
        return desk.post(
            f"/estates/{estate}/roster",
            data={"file": (io.BytesIO(GOOD.encode()), "roster.csv")},
            headers={"Idempotency-Key": "roster-1"},
        )

    assert once().json["created"] == once().json["created"] == 3
    assert units(estate) == 3


def test_staff_elsewhere_and_residents_import_nothing(world, estate):
    assert send(world.elsewhere, estate, GOOD).json["code"] == "out_of_scope"
    assert send(world.volunteer, estate, GOOD).json["code"] == "not_your_role"
    assert send(world.owner_of(world.units[0]), estate, GOOD).json["code"] == "not_your_role"
    assert units(estate) == 0


def test_the_command_imports_the_same_way(world, estate, app, tmp_path):
    file = tmp_path / "roster.csv"
    file.write_text(GOOD)
    runner = app.test_cli_runner()
    dry = runner.invoke(args=["roster", "import", estate, str(file), "--dry-run"])
    assert (dry.exit_code, units(estate)) == (0, 0)
    done = runner.invoke(args=["roster", "import", estate, str(file)])
    assert done.exit_code == 0, done.output
    assert units(estate) == 3
    assert json.loads(done.output.splitlines()[-1])["created"] == 3
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "roster import")).one()
    assert entry.address == "console"


def test_the_command_fails_where_rows_or_the_file_are_bad(world, estate, app, tmp_path):
    file = tmp_path / "roster.csv"
    runner = app.test_cli_runner()
    for content, words in ((b"a,b\n", "missing_column"), (b"", "/file")):
        file.write_bytes(content)
        done = runner.invoke(args=["roster", "import", estate, str(file)])
        assert done.exit_code == 1
        assert words in done.output
    assert units(estate) == 0
