"""Every page in every state, in standard and in large letters, at 100 % and at 200 % of text size.

axe-core's rules are WCAG's; letters, targets and contrast of the large version are measured.
"""

import json
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.faces import measure
from tests.faces.phone import HEIGHT, WIDTH
from tests.faces.village import village
from tests.make import Client, World

SOURCES = Path(__file__).resolve().parents[2] / "miniprogram" / "src"
NARROW = 360
#: rules that axe leaves out unless asked: sizes of targets, and names that say what one sees
MORE_RULES = ("target-size", "label-content-name-mismatch", "p-as-heading")
RULES = {
    "resultTypes": ["violations"],
    "rules": {name: {"enabled": True} for name in MORE_RULES},
}

#: the survey's questions up to the one that is answered on a scale
SURVEY = [
    ("请填数字", "3"),
    "下一步",
    "不填，下一步",
    "不填，下一步",
    "屋顶外墙渗漏",
    "下一步",
    "不填，下一步",
]
#: name of the state: (who, address, what is tapped or written, what is seen then)
STATES = {
    "home": ("owner", "", [], "方案表决（已截止）"),
    "home, no home": ("guest", "", [], "还没有绑定住房"),
    "privacy": (None, "", [], "您可以不同意"),
    "start": (None, "", ["同意"], "里面的人都不是真的"),
    "bind": ("guest", "pages/bind", [], "入户信上的房屋码"),
    "bind, by phone": (
        "guest",
        "pages/bind",
        ["没有入户信", ("您的小区名称", "教师公寓"), "查找", "双清中路98号教师公寓"],
        "只有小程序能读取手机号",
    ),
    "bind, wrong code": (
        "guest",
        "pages/bind",
        [("入户信上的房屋码", "AAAA-AAAA"), "绑定我家"],
        "房屋码",
    ),
    "board": ("owner", "pages/board?id={estate}", [], "雨污分流"),
    "round": ("owner", "pages/round?id={voting}", [], "如果您不投票"),
    "round, answered": ("owner", "pages/round?id={voted}", [], "这一户已经填了"),
    "answer, one of several": ("owner", "pages/answer?id={voting}&unit={unit}", [], "表决意见"),
    "answer, missing": (
        "owner",
        "pages/answer?id={voting}&unit={unit}",
        ["下一步"],
        "这道题要填",
    ),
    "answer, several": (
        "owner",
        "pages/answer?id={voting}&unit={unit}",
        ["同意", "下一步", "屋面与外墙"],
        "您对哪些部分有意见",
    ),
    "answer, words": (
        "owner",
        "pages/answer?id={voting}&unit={unit}",
        ["同意", "下一步", "不填，下一步"],
        "请写下您的话",
    ),
    "answer, number": ("owner", "pages/answer?id={survey}&unit={unit}", [], "请填数字"),
    "answer, scale": (
        "owner",
        "pages/answer?id={survey}&unit={unit}",
        SURVEY,
        "您觉得改造有多迫切",
    ),
    "answer, ranking": (
        "owner",
        "pages/answer?id={survey}&unit={unit}",
        [*SURVEY, "不填，下一步", "安全", "管线"],
        "最看重的请先点",
    ),
    "answer, wishes": (
        "owner",
        "pages/answer?id={wishes}&unit={unit}",
        [],
        "这些一定会改",
    ),
    "answer, review": (
        "owner",
        "pages/answer?id={voting}&unit={unit}",
        ["反对", "下一步", "不填，下一步", "不填，下一步"],
        "提交前请您再看一遍",
    ),
    "receipt": ("owner", "pages/receipt?code={receipt}", [], "已经算进去了"),
    "receipt, unknown": ("owner", "pages/receipt?code=AAAABBBBCCCC", [], "没有"),
    "results": ("owner", "pages/results?id={over}", [], "怎么算的，您可以自己核对"),
    "results, open": ("owner", "pages/results?id={voting}", [], "截止之前只显示参与情况"),
    "publicity": ("owner", "pages/publicity?id={over}", [], "公示（进行中）"),
    "report": ("owner", "pages/report", [], "您要反映什么事？"),
    "report, no home": ("guest", "pages/report", [], "请先绑定您家"),
    "report, danger": (
        "owner",
        "pages/report",
        [("您要反映什么事？", "厨房闻到很浓的煤气味"), "提交"],
        "请先打电话！",
    ),
    "tickets": ("owner", "pages/tickets", [], "看办理进度"),
    "tickets, none": ("guest", "pages/tickets", [], "您还没有反映过问题"),
    "ticket, to be rated": ("owner", "pages/ticket?number={ticket}", [], "办得您满意吗？"),
    "news": ("owner", "pages/news", [], "哪些消息可以发给您？"),
    "subscribe": ("owner", "pages/subscribe", [], "绝不发广告"),
    "data": ("owner", "pages/data", [], "带走我的资料"),
    "data, sure?": ("owner", "pages/data", ["删除我的资料"], "真的要删吗？"),
    "me": ("owner", "pages/me", [], "我的住房"),
    "signin": ("owner", "pages/signin", [], "签到码在会场"),
    "signin, done": ("owner", "pages/signin?code={meeting}", [], "签到"),
    "login": (None, "", ["同意", "志愿者"], "登录一次管十二小时"),
    "rounds": ("volunteer", "volunteer/rounds", [], "上门走访"),
    "doors": ("volunteer", "volunteer/doors?id={voting}", [], "哪个单元？"),
    "doors, entrance": ("volunteer", "volunteer/doors?id={voting}", ["1号楼1单元"], "家里没人"),
    "assist": ("volunteer", "volunteer/assist?id={voting}&unit={unit}", [], "念给住户听"),
    "assist, signature": (
        "volunteer",
        "volunteer/assist?id={voting}&unit={unit}",
        ["住户愿意填写", "同意", "下一步", "不填，下一步", "不填，下一步"],
        "请用手指在这里签名",
    ),
    "paper": (
        "volunteer",
        "volunteer/paper?id={voting}",
        [("纸质票上的住房", "101")],
        "给纸质票拍照",
    ),
    "confirm": ("committee", "volunteer/confirm?id={voting}", ["这张票无效"], "为什么？"),
    "confirm, own": ("volunteer", "volunteer/confirm?id={voting}", [], "要由别人核对"),
    "meeting": ("volunteer", "volunteer/meeting?estate={estate}", ["方案说明会"], "居民扫一扫"),
    "outbox": ("volunteer", "volunteer/outbox", [], "没有等待发送的内容"),
    "outbox, waiting": (
        "volunteer",
        "volunteer/doors?id={voting}",
        ["1号楼1单元", "家里没人", "看"],
        "走访",
    ),
}
#: volunteers come to these pages by way of the rounds, which they carry with them
CARRIED = ("volunteer/doors", "volunteer/assist", "volunteer/paper", "volunteer/confirm")
#: pages that show a problem on purpose
REFUSALS = {"bind, wrong code": (422, "/me/memberships"), "receipt, unknown": (404, "/receipts/.*")}


@pytest.fixture(scope="module")
def here(service):
    """The village's facts."""
    with service.app_context():
        return vars(village(World(service, Client(service.test_client()), units=8)))


def brought(phones, here, name):
    """A phone that shows this state."""
    who, address, steps, _seen = STATES[name]
    kind = "staff" if who in {"volunteer", "committee"} else "resident"
    phone = phones(token=here[who], kind=kind) if who else phones()
    if name in REFUSALS:
        phone.expects(*REFUSALS[name])
    if address.startswith(CARRIED):
        phone.go("volunteer/rounds").sees("重新获取")  # says so once it has fetched everything
    phone.go(address.format(**here))
    for step in steps:
        phone.write(*step) if isinstance(step, tuple) else phone.tap(step)
    return phone


def complaints(page):
    """What axe finds, each as one line."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{each['id']}: {node['html'][:160]} {node['failureSummary']}"
        for each in found
        for node in each["nodes"]
    ]


@pytest.mark.parametrize("name", STATES)
def test_kind(name, phones, here):
    phone = brought(phones, here, name)
    phone.sees(STATES[name][3])
    found = {}
    for letters, width in ((16, WIDTH), (32, NARROW)):
        phone.letters(letters)
        phone.page.set_viewport_size({"width": width, "height": HEIGHT})
        for version in ("标准版", "大字版"):
            phone.in_version(version)
            found[version, letters, "axe"] = complaints(phone.page)
            found[version, letters, "outside"] = measure.outside(phone.page)
            found[version, letters, "pale"] = measure.too_pale(phone.page)
            if version == "大字版":
                found[version, letters, "letters"] = measure.too_small_letters(phone.page)
                found[version, letters, "targets"] = measure.too_small_targets(phone.page)
    found = {key: value for key, value in found.items() if value}
    assert not found, json.dumps(
        [[*key, value] for key, value in found.items()], indent=1, ensure_ascii=False
    )


def test_every_page_is_looked_at():
    words = (SOURCES / "pages.json").read_text("utf-8")
    wanted = set(re.findall(r'"path": "(?:pages/)?(\w+)"', words))
    assert wanted == {name.split(",")[0] for name in STATES}
