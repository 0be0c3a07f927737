"""What a volunteer does with a phone: from door to door, without a signal, and nothing is lost."""

import pytest
from playwright.sync_api import expect

from api.demo.places import PASSWORD
from models.kinds import Role
from tests.faces.village import hours, meeting
from tests.make import paper, vote

TITLE = "改造方案表决"


def door(n):
    """A door of the world's only entrance, as its people call it."""
    return f"1号楼1单元{n + 101}"


@pytest.fixture
def volunteer(phone, account, open_round):
    """A volunteer at the doors of the one open round."""
    phone.round_id = open_round()
    phone.username = account(Role.VOLUNTEER)
    phone.log_in_at_work(phone.username, PASSWORD).tap(f"上门走访：{TITLE}").heading(TITLE)
    return phone


@pytest.fixture
def colleague(phones, account, volunteer):
    """Somebody of the committee, with the papers that wait for a second person."""
    phone = phones()
    username = account(Role.COMMITTEE)

    def at_the_papers():
        phone.log_in_at_work(username, PASSWORD).tap(f"第二人核对：{TITLE}")
        return phone.heading("第二人核对")

    return at_the_papers


def enter(volunteer):
    """Into the entrance."""
    return volunteer.tap("1号楼1单元")


def collect(volunteer, n, choice="同意"):
    """The resident behind one door answers and signs."""
    volunteer.tap(f"帮住户填写：{door(n)}", exact=True).heading(door(n)).tap("住户愿意填写")
    volunteer.tap(choice, exact=False).tap("下一步").tap("不填，下一步").tap("不填，下一步")
    volunteer.sees("请您再看一遍，然后签名").sign().tap("保存")
    return volunteer.sees("已存在这部手机里")


def waiting(world, volunteer):
    path = f"/rounds/{volunteer.round_id}/paper-ballots?state=awaiting_confirmation"
    return world.committee.get(path).json["items"]


def test_an_evening_in_a_staircase_without_a_signal(volunteer, colleague, world):
    enter(volunteer.into_the_staircase())
    for n in range(5):
        collect(volunteer, n).tap("下一户").heading(TITLE)
    volunteer.tap(f"{door(5)}: 家里没人", exact=True).sees("11 条在等信号")
    assert waiting(world, volunteer) == []

    volunteer.page.reload()  # the phone has put the page away; it comes back without a signal
    volunteer.heading(TITLE).sees("11 条在等信号").sees("共 8 户，完成 5 户")
    volunteer.tap("看待发送的内容").heading("待发送").sees("等信号，不用您做什么")
    assert volunteer.page.get_by_text("票号").count() == 5
    assert waiting(world, volunteer) == []

    # a page that was opened offline hears of no change: it tries every few seconds by itself
    volunteer.out_again().comes("已经送到", 11)
    papers = waiting(world, volunteer)
    assert len(papers) == 5
    assert all(each["scan_id"] and each["channel"] == "home_visit" for each in papers)
    doors = world.committee.get(f"/rounds/{volunteer.round_id}/doors?limit=200").json["items"]
    assert sorted(each["outcome"] for each in doors if each["outcome"]) == [
        *["answered"] * 5,
        "not_home",
    ]
    assert world.tally(volunteer.round_id)["participating"]["household"] == 0

    second = colleague()
    expect(second.button("和纸质票一致")).to_have_count(5)
    for left in range(4, -1, -1):
        second.page.get_by_role("img", name="的纸质票或签名").first.wait_for()
        second.tap("和纸质票一致")
        expect(second.button("和纸质票一致")).to_have_count(left)
        second.sees("已经算进去了")
    tally = world.tally(volunteer.round_id)
    assert (tally["participating"]["household"], tally["by_channel"]["home_visit"]) == (5, 5)


def test_nobody_confirms_what_they_collected(volunteer, world):
    collect(enter(volunteer), 0).sees("2 条已送到")
    volunteer.go("volunteer/rounds").tap(f"第二人核对：{TITLE}")
    volunteer.sees("您自己录入的有 1 张，要由别人核对")
    expect(volunteer.button("和纸质票一致")).to_have_count(0)
    [entered] = waiting(world, volunteer)
    me = {"username": volunteer.username, "password": PASSWORD}
    own = world.client.as_(world.client.post("/staff/sessions", me).json["token"])
    answer = own.post(f"/paper-ballots/{entered['id']}/confirm")
    assert (answer.status_code, answer.json["code"]) == (409, "second_person_needed")


def test_who_confirms_is_told_of_a_contradiction(volunteer, colleague, world):
    enter(volunteer.into_the_staircase())
    collect(volunteer, 2, choice="反对")
    vote(world.owner_of(world.units[2]), volunteer.round_id, world.units[2], "agree")
    volunteer.out_again().sees("2 条已送到")
    colleague().tap(f"和纸质票一致：{door(2)}").sees(f"{door(2)}之前填的不一样，居委会会打电话核实")
    assert world.tally(volunteer.round_id)["conflicted"] == [str(world.units[2])]


def test_what_came_too_late_is_told_and_stays_on_the_phone(volunteer, world):
    volunteer.expects(409, "/paper-ballots")
    enter(volunteer.into_the_staircase())
    collect(volunteer, 1)
    world.close(volunteer.round_id)
    with volunteer.answers("POST", "/paper-ballots") as answer:
        volunteer.out_again()
    said = answer.value.json()["title"]
    volunteer.sees(said).tap("知道了")
    volunteer.go("volunteer/outbox").sees("和这期间的另一条记录对不上").sees(said)


def test_a_paper_form_is_typed_in_with_its_photo(volunteer, colleague, world, picture):
    volunteer.go("volunteer/rounds").tap(f"纸质票：{TITLE}").heading("纸质票")
    volunteer.write("纸质票上的编号", "A-0042").write("纸质票上的住房", "1单元104")
    volunteer.tap(door(3), exact=True)
    with volunteer.page.expect_file_chooser() as chooser:
        volunteer.tap("给纸质票拍照")
    chooser.value.set_files(picture)
    volunteer.page.get_by_role("img", name="纸质票").wait_for()
    volunteer.tap("保存").sees("还没填：您对本改造方案的表决意见")
    volunteer.tap("反对").tap("保存").sees("已存在这部手机里")
    second = colleague().sees("A-0042")
    second.tap(f"这张票无效：{door(3)}").write("为什么？", "没有签名").tap("判为无效")
    second.sees(f"{door(3)}的这张票已判为无效")
    assert world.tally(volunteer.round_id)["participating"]["household"] == 0


def test_a_serial_that_was_used_is_told(volunteer, world, picture):
    volunteer.expects(409, "/paper-ballots")
    paper(
        world.colleague, volunteer.round_id, world.units[0], serial="A-0042", collected_at=hours(-1)
    )
    volunteer.go("volunteer/rounds").tap(f"纸质票：{TITLE}")
    volunteer.write("纸质票上的编号", "A-0042").write("纸质票上的住房", "1单元104")
    volunteer.tap(door(3), exact=True)
    with volunteer.page.expect_file_chooser() as chooser:
        volunteer.tap("给纸质票拍照")
    chooser.value.set_files(picture)
    with volunteer.answers("POST", "/paper-ballots") as answer:
        volunteer.tap("反对").tap("保存")
    volunteer.sees(answer.value.json()["title"])


def test_what_waits_outlives_the_log_in(volunteer, world):
    enter(volunteer.into_the_staircase())
    collect(volunteer, 0)
    volunteer.go("volunteer/rounds").tap("退出登录").heading("登录")
    volunteer.out_again().tap("志愿者")
    volunteer.write("用户名", volunteer.username).write("密码", PASSWORD).tap("登录", exact=True)
    volunteer.heading("今天走访").sees("2 条已送到")
    assert len(waiting(world, volunteer)) == 1


def test_a_meeting_writes_down_who_came(volunteer, phones, world):
    called = world.committee.post(f"/estates/{world.estate}/meetings", meeting())
    assert called.status_code == 201, called.json
    volunteer.go("volunteer/rounds").tap(f"会议（坝坝会）：{TITLE}").tap("方案说明会")
    volunteer.page.get_by_role("img", name="签到码").wait_for()
    code = called.json["code"]
    owner = phones(token=world.owner_of(world.units[6]).token)
    owner.go(f"pages/signin?code={code}").sees("签到成功").sees("已到 1 户")
    volunteer.write("没带手机的住户，在这里登记", "1单元101").tap(door(0))
    volunteer.sees(f"{door(0)}已签到").sees("已到 2 户")


def test_a_wrong_password_is_answered_with_the_sentence_of_the_service(phone, account):
    phone.expects(401, "/staff/sessions")
    phone.agree().tap("志愿者").write("用户名", account(Role.VOLUNTEER)).write("密码", "x" * 12)
    with phone.answers("POST", "/staff/sessions") as answer:
        phone.tap("登录", exact=True)
    phone.sees(answer.value.json()["title"])
