"""What a resident does with a phone, from the letter at the door to being forgotten."""

import json
import re

import pytest

from tests.faces.village import made_public, replied
from tests.make import vote

GAS = "厨房闻到很浓的煤气味，头有点晕"
SILENCE = "不表态，绝不当作同意"


@pytest.fixture
def code(world):
    """The code on the letter to the first door."""
    path = f"/estates/{world.estate}/house-codes"
    return world.committee.post(path, {"unit_ids": [str(world.units[0])]}).json["items"][0]["code"]


@pytest.fixture
def owner(world, phones):
    """A phone that the owner of the first flat has logged in with before."""
    person = world.owner_of(world.units[0])
    phone = phones(token=person.token)
    phone.person = person
    return phone


def bound(phone, code):
    """Somebody new, with the letter in the hand."""
    phone.log_in().heading("绑定我家")
    phone.write("入户信上的房屋码", f"{code[:4].lower()}-{code[4:]}").tap("绑定我家")
    return phone.sees("您家已绑定").tap("去我的小区")


def receipt_of(phone):
    return phone.page.locator(".receipt").inner_text()


def test_from_the_letter_to_a_vote_that_is_counted(phone, world, code, open_round):
    round_id = open_round()
    bound(phone, code).sees("改造方案表决").tap("去参加：改造方案表决")
    phone.sees("怎样才算通过").sees("如果您不投票").sees(SILENCE)
    phone.tap("开始填写").heading("改造方案表决").sees("您对本改造方案的表决意见")
    phone.tap("下一步").sees("这道题要填")
    phone.tap("同意").tap("下一步")
    phone.tap("屋面与外墙").tap("下一步")
    phone.write("请写下您的话", "希望先修屋面").tap("下一步")
    phone.sees("提交前请您再看一遍").sees("希望先修屋面")
    assert world.tally(round_id)["participating"]["household"] == 0
    phone.tap("提交我的答案").sees("您的答案已经算进去了")
    receipt = receipt_of(phone)
    phone.tap("查查算进去没有").sees("已经算进去了").sees(receipt)
    assert world.tally(round_id)["participating"]["household"] == 1


def test_a_change_of_mind_before_sending_is_what_is_sent(owner, world, open_round):
    round_id = open_round()
    owner.go(f"pages/answer?id={round_id}&unit={world.units[0]}").tap("同意").tap("下一步")
    owner.tap("不填，下一步").tap("不填，下一步")
    owner.tap("修改：您对本改造方案的表决意见").tap("反对").tap("下一步")
    owner.tap("下一步").tap("下一步").tap("提交我的答案").sees("您的答案已经算进去了")
    world.close(round_id)
    assert world.tally(round_id)["questions"]["consent"]["oppose"]["household"] == 1


def test_who_has_answered_sees_the_receipt_and_cannot_answer_twice(owner, world, open_round):
    round_id = open_round()
    given = vote(owner.person, round_id, world.units[0]).json["ballot"]["receipt"]
    owner.go(f"pages/round?id={round_id}").sees("这一户已经填了")
    assert owner.button("为").count() == 0
    owner.tap("看回执").sees("已经算进去了")
    assert given in owner.text.replace("-", "")


def test_a_wrong_house_code_is_answered_with_the_sentence_of_the_service(phone):
    phone.expects(422, "/me/memberships")
    phone.log_in().heading("绑定我家").write("入户信上的房屋码", "AAAA-AAAA")
    with phone.answers("POST", "/me/memberships") as answer:
        phone.tap("绑定我家")
    phone.sees(answer.value.json()["title"])
    assert phone.page.get_by_role("alert").inner_text().startswith(answer.value.json()["title"])


def test_who_has_no_letter_is_found_by_phone_or_told_so(phone):
    phone.expects(422, "/me/memberships")
    phone.log_in().tap("没有入户信").write("您的小区名称", "教师公寓").tap("查找")
    phone.tap("双清中路98号教师公寓").write("手机号", "13800000000")
    with phone.answers("POST", "/me/memberships") as answer:
        phone.tap("用手机号核对名册")
    phone.sees(answer.value.json()["title"])


class TestReports:
    def test_danger_shows_whom_to_call_before_everything_else(self, owner):
        owner.go("pages/report").write("您要反映什么事？", GAS).tap("提交", exact=True)
        owner.sees("请先打电话！").sees("收到了")
        first = owner.page.locator("main .card").first
        assert first.get_by_role("button", name=re.compile("119")).is_visible()
        assert first.get_by_text("请先打电话！").is_visible()
        numbers = owner.page.get_by_role("alert").get_by_role("button")
        assert numbers.first.bounding_box()["y"] < owner.page.viewport_size["height"] / 2

    def test_a_report_can_be_followed(self, owner):
        owner.go("pages/report").write("您要反映什么事？", "楼道灯坏了")
        owner.write("在哪里？（可以不填）", "2单元3楼").tap("提交", exact=True).sees("收到了")
        owner.tap("看办理进度").sees("办理经过").sees("楼道灯坏了（地点：2单元3楼）")
        owner.go("pages/tickets").tap("看办理进度").sees("楼道灯坏了（地点：2单元3楼）")

    def test_a_photo_goes_along(self, owner, picture):
        owner.go("pages/report").write("您要反映什么事？", "井盖破了")
        with owner.page.expect_file_chooser() as chooser:
            owner.tap("添加照片")
        chooser.value.set_files(picture)
        owner.sees("添加照片（1/9）")
        with owner.answers("POST", "/tickets") as answer:
            owner.tap("提交", exact=True)
        assert len(json.loads(answer.value.request.post_data)["attachment_ids"]) == 1

    def test_an_answered_report_is_rated_once(self, owner, world):
        number = replied(owner.person, world)
        owner.go(f"pages/ticket?number={number}").sees("已答复")
        owner.tap("解决了", exact=True).tap("非常满意").write("您想说的话（可以不填）", "来得快")
        owner.tap("提交评价").sees("您的评价：非常满意")
        rating = world.committee.get(f"/tickets/{number}").json["rating"]
        assert (rating["resolved"], rating["satisfaction"]) == (True, 5)
        owner.go(f"pages/ticket?number={number}").sees("您的评价：非常满意")
        assert owner.button("提交评价").count() == 0


def test_an_objection_during_publicity_is_taken(owner, world, open_round):
    round_id = open_round()
    world.close(round_id)
    notice = made_public(world, round_id)
    owner.go().tap("公示和异议：改造方案表决").sees("公示（进行中）").sees("公告栏")
    owner.write("我的异议", "我家没有收到表决票").tap("提交异议").sees("您的异议收到了")
    raised = world.committee.get(f"/notices/{notice}/objections").json["items"]
    assert [each["text"] for each in raised] == ["我家没有收到表决票"]


def test_a_result_shows_the_sum_to_check(owner, world, open_round):
    round_id = open_round()
    vote(owner.person, round_id, world.units[0])
    world.close(round_id)
    owner.go().tap("结果：改造方案表决").sees("没有通过").sees("怎么算的，您可以自己核对")
    assert re.search(r"\d+ ?[<>≥≤]", owner.text)


def test_homes_that_contradict_themselves_are_counted_not_named(owner, world, open_round):
    round_id = open_round()
    for choice in ("agree", "oppose"):  # two owners of one flat
        vote(world.owner_of(world.units[2]), round_id, world.units[2], choice)
    owner.go(f"pages/results?id={round_id}").sees("答案前后不一的户数")
    assert re.search(r"答案前后不一的户数\s+1\b", owner.text)
    assert str(world.units[2]) not in owner.text


def test_no_contradiction_is_not_mentioned(owner, open_round):
    owner.go(f"pages/results?id={open_round()}").sees("参与情况")
    assert "答案前后不一" not in owner.text


def test_a_clause_on_following_the_majority_is_read_before_the_vote(owner, open_round):
    clause = "议事规则第九条：未表决的计入多数"
    round_id = open_round(rule_set="civil_code_278_ordinary", follow_clause=clause)
    owner.go(f"pages/round?id={round_id}").sees(clause)


class TestOwnData:
    def test_my_data_come_as_a_file(self, owner, world):
        owner.go("pages/me").tap("我的资料").sees("带走我的资料")
        with owner.page.expect_download() as download:
            owner.tap("下载我的资料")
        owner.sees("文件已存到手机里")
        kept = json.loads(download.value.path().read_text("utf-8"))
        assert str(world.units[0]) in json.dumps(kept)

    def test_who_wants_to_be_forgotten_is_asked_once_more_and_then_is(self, owner):
        owner.go("pages/data").tap("删除我的资料", exact=True).sees("真的要删吗？")
        owner.tap("不删，留着").tap("删除我的资料", exact=True).tap("是的，全部删除").heading(
            "登录"
        )
        assert owner.person.get("/me").status_code == 401
        assert owner.page.evaluate("localStorage.getItem('sanwen.session')") is None


class TestLetters:
    def test_large_letters_are_remembered(self, owner):
        owner.go().sees("正在进行")
        assert not owner.elder
        owner.tap("大字版").page.locator(".page.elder").wait_for()
        owner.go("pages/me").sees("我的住房")
        assert owner.elder
        owner.tap("标准版").page.locator(".page:not(.elder)").wait_for()
        owner.go().sees("正在进行")
        assert not owner.elder

    def test_a_browser_with_large_letters_starts_in_large_letters(self, phone):
        phone.letters(20).go().heading("您的隐私")
        assert phone.elder
        phone.tap("标准版").go().heading("您的隐私")
        assert not phone.elder  # what the person says counts more than what the browser says

    def test_letters_follow_the_browsers_size_and_not_the_windows_width(self, phones):
        sizes = [
            phones(width=width).letters(size).go().heading("您的隐私").root_size
            for width, size in ((320, 16), (600, 16), (390, 32))
        ]
        assert sizes == [16, 16, 32]


def test_no_is_an_answer_too_the_notice_says_how(phone):
    phone.go().heading("您的隐私").sees("您可以不同意")
    phone.go("pages/report").heading("您的隐私")  # nothing else opens before


def test_a_session_that_ended_leads_to_the_door(phones):
    phone = phones(token="r.nobody")
    phone.expects(401, "/me")
    phone.go().heading("登录")


def test_another_language_is_one_tap(owner):
    owner.go("pages/me").tap("English").heading("Mine").tap("中文").heading("我的")
