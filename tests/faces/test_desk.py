"""The desks in a browser: a roster mended, a round opened, an estate that passes on the wall."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from api.clock import count_standings
from api.demo.places import PASSWORD
from api.jobs import runner
from models.kinds import Role
from tests.faces.village import hours, made_public, meeting, opened, replied
from tests.make import paper, vote

HEADER = "楼栋,单元,房号,专有面积,业主\n"
BAD = HEADER + "21,1,101,88.16,甲\n21,1,102,很大,乙\n21,1,103,,丙\n"
GOOD = HEADER + "21,1,101,88.16,甲\n21,1,102,70.50,乙\n21,1,103,66.00,丙\n"
TELL_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
"""


class Desk:
    """A browser window at the console. What it complains of is kept in ``troubles``."""

    def __init__(self, browser, url, **options):
        self.url, self.troubles = url, []
        self.context = browser.new_context(
            viewport={"width": 1280, "height": 900},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            **options,
        )
        self.context.set_default_timeout(10_000)
        self.context.add_init_script(TELL_VIOLATIONS)
        self.context.on("console", self._heard)
        self.context.on("weberror", lambda error: self.troubles.append(f"page: {error.error}"))
        self.page = self.context.new_page()
        self.page.on("dialog", lambda dialog: dialog.accept())

    def _heard(self, message):
        if message.type == "error":
            self.troubles.append(f"{message.text} ({message.location['url']})")

    def go(self, path):
        self.page.goto(f"{self.url}/console/{path}")
        return self

    def log_in(self, username):
        self.go("log-in")
        self.page.get_by_label("用户名").fill(username)
        self.page.get_by_label("密码").fill(PASSWORD)
        self.page.get_by_role("main").get_by_role("button", name="登录").click()
        self.page.get_by_role("button", name=re.compile("退出")).wait_for()
        return self

    def press(self, name, nth=0):
        self.page.get_by_role("main").get_by_role("button", name=name).nth(nth).click()
        return self

    def sees(self, text):
        self.page.get_by_text(text).first.wait_for()
        return self


@pytest.fixture
def desks(service, browser, account):
    """Windows of people who have logged in, by their role."""
    made = []

    def make_desk(role=Role.COMMITTEE, **options):
        desk = Desk(browser, service.url, **options)
        made.append(desk)
        return desk.log_in(account(role)) if role else desk

    yield make_desk
    for desk in made:
        desk.context.close()
    assert not [trouble for desk in made for trouble in desk.troubles]


def tick(service):
    """What the clock does every second or two."""
    with service.app_context():
        while runner.work():
            pass
        count_standings()


def check_file(desk, world, path, service):
    """Send a roster to be checked, and wait at its bar until the clock has done it."""
    desk.go(f"office/{world.estate}")
    desk.page.locator("#file").set_input_files(path)
    desk.press("检查文件")
    desk.page.get_by_role("progressbar").wait_for()
    tick(service)  # the page asks by itself how far it is; nobody reloads it


def test_the_office_imports_a_bad_roster_mends_it_and_opens_a_round(
    desks, world, service, tmp_path
):
    desk = desks()
    (tmp_path / "bad.csv").write_text(BAD, "utf-8")
    (tmp_path / "good.csv").write_text(GOOD, "utf-8")
    check_file(desk, world, tmp_path / "bad.csv", service)
    with desk.page.expect_download() as marked:
        desk.page.get_by_role("link", name=re.compile("xlsx")).click()
    assert marked.value.suggested_filename.endswith(".xlsx")

    check_file(desk, world, tmp_path / "good.csv", service)
    desk.press("导入")
    desk.page.get_by_role("progressbar").wait_for()
    tick(service)
    desk.sees("名册已导入")

    draft(desk, world)
    desk.page.frame_locator("iframe").get_by_text("同意").first.wait_for()
    desk.page.locator("form[action$='/open'] button").click()
    desk.page.locator("form[action$='/close']").wait_for()
    desk.page.get_by_role("link", name="大屏").click()
    desk.page.get_by_role("heading", level=1, name="改造方案表决").wait_for()


def draft(desk, world):
    """A vote on the scheme, made from its template."""
    desk.go(f"estates/{world.estate}/rounds/new")
    desk.page.get_by_label("方案表决").check()
    assert desk.page.locator("#form_id").input_value() == "scheme_vote"
    desk.page.locator("#title").fill("改造方案表决")
    desk.page.locator("#rule_set").select_option("civil_code_278_special")
    desk.page.locator("main form button").click()


def test_the_estate_passes_on_the_wall_when_the_last_needed_vote_arrives(desks, world, service):
    round_id = opened(world)
    for unit in world.units[:5]:
        vote(world.owner_of(unit), round_id, unit)
    screen, bureau = desks(Role.BUREAU), desks(Role.BUREAU)
    tick(service)
    screen.go(f"rounds/{round_id}/screen")
    reached = screen.page.locator("[data-reached]")
    figures = screen.page.locator("[data-measure=household] [data-said]")
    expect(figures).to_have_text("5")
    expect(reached).to_be_hidden()
    bureau.go("")
    row = bureau.page.locator("tr", has_text="改造方案表决")
    expect(row).to_contain_text("未达到")

    loads = []
    for desk in (screen, bureau):
        desk.page.on("load", lambda _page: loads.append(1))
    vote(world.owner_of(world.units[5]), round_id, world.units[5])  # six of eight are two thirds

    expect(figures).to_have_text("6")
    expect(reached).to_be_visible()
    tick(service)
    expect(row).to_contain_text("%", timeout=10_000)
    expect(row.locator(".tag")).not_to_have_text("未达到", timeout=10_000)
    assert not loads  # nobody reloaded a page
    assert not re.search("同意|反对|弃权", screen.page.locator("body").inner_text())


def test_a_second_person_confirms_what_the_first_typed_in(desks, world):
    round_id = opened(world)
    first, second = desks(), desks()
    first.go(f"rounds/{round_id}/papers")
    for name, text in (
        ("building", "1"),
        ("entrance", "1"),
        ("room", "103"),
        ("form_serial", "A-1"),
    ):
        first.page.locator(f"#{name}").fill(text)
    first.page.get_by_label("同意", exact=True).check()
    first.page.locator(f"form[action$='/{round_id}/papers'] button").click()
    first.sees("A-1")
    assert first.page.locator("form[action$='/confirm']").count() == 0  # not one's own
    second.go(f"rounds/{round_id}/papers")
    second.page.locator("form[action$='/confirm'] button").click()
    expect(second.page.locator("form[action$='/confirm']")).to_have_count(0)


PLACES = {
    "log-in": "log-in",
    "overview": "",
    "estate": "estates/{estate}",
    "round, open": "rounds/{open}",
    "round, closed": "rounds/{closed}",
    "certificate": "rounds/{closed}/certificate",
    "office": "office",
    "office of an estate": "office/{estate}",
    "new round": "estates/{estate}/rounds/new",
    "work, open": "rounds/{open}/work",
    "work, draft": "rounds/{draft}/work",
    "preview": "rounds/{open}/preview",
    "papers": "rounds/{open}/papers",
    "settle": "rounds/{open}/units/{unit}/settle",
    "objections": "notices/{notice}/objections",
    "meeting": "meetings/{meeting}",
    "screen": "rounds/{open}/screen",
    "jobs": "jobs",
    "job": "{job}",
    "account": "account",
    "enrol": "enrol",
    "requests": "tickets",
    "request": "tickets/{ticket}",
    "trouble": "rounds/00000000-0000-7000-8000-000000000000",
}


@pytest.fixture
def places(world, service):
    """Something behind every page of the console."""
    asked, closed = opened(world), opened(world, title="方案表决（已截止）")
    owner = world.owner_of(world.units[0])
    vote(owner, asked, world.units[0])
    vote(owner, closed, world.units[0])
    vote(world.owner_of(world.units[1]), asked, world.units[1], "oppose")
    entered = paper(world.volunteer, asked, world.units[1], collected_at=hours(-1)).json["id"]
    world.colleague.post(f"/paper-ballots/{entered}/confirm")
    paper(world.volunteer, asked, world.units[2], serial="A-0002", collected_at=hours(-1))
    world.close(closed)
    made_public(world, closed)
    notice = world.committee.get(f"/rounds/{closed}/notices").json["items"][0]["id"]
    owner.post(f"/notices/{notice}/objections", {"text": "我家没有收到征求意见表"})
    held = world.committee.post(f"/estates/{world.estate}/meetings", meeting()).json["id"]
    return {
        "estate": world.estate,
        "open": asked,
        "closed": closed,
        "draft": world.draft(),
        "unit": world.units[1],
        "notice": notice,
        "meeting": held,
        "ticket": replied(owner, world),
    }


def test_every_page_is_kind_to_keyboards_and_screen_readers(desks, places, service):
    """axe-core on every page, at 100 % and 200 % of text, and no page wider than its window."""
    desk = desks()
    desk.go(f"office/{places['estate']}")
    desk.page.locator("form[action$='/letters'] button").click()
    desk.page.wait_for_url("**/jobs/*")
    places["job"] = "jobs/" + desk.page.url.rsplit("/", 1)[1]
    tick(service)
    faults = []
    for name, path in PLACES.items():
        window = desks(None) if name == "log-in" else desk
        window.go(path.format(**places))
        for size in ("100%", "200%"):
            window.page.evaluate(f"document.documentElement.style.fontSize = '{size}'")
            found = Axe().run(window.page).response["violations"]
            faults += [
                f"{name} at {size}: {each['id']} {each['nodes'][0]['html'][:160]}" for each in found
            ]
    expected = "404"  # the page of the trouble answers so
    desk.troubles[:] = [each for each in desk.troubles if expected not in each]
    assert not faults, "\n".join(faults)
