"""``make pictures``: every page of phone and console as a picture in ``docs/pictures/``.

Not a test by name, so that the suite leaves it out; it stands on the same demo and the same states.
"""

from pathlib import Path

import pytest

from tests.faces.test_desk import PLACES, desks, places, tick  # noqa: F401
from tests.faces.test_kind_to_all import STATES, brought, here  # noqa: F401

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures"
NAMES = {"answer, several": "answer"}


def _name(state):
    return NAMES.get(state, state.replace(",", "").replace("?", "").replace(" ", "-"))


@pytest.mark.parametrize("state", STATES)
def test_phone(state, phones, here):  # noqa: F811
    phone = brought(phones, here, state)
    phone.sees(STATES[state][3])
    phone.page.screenshot(path=FOLDER / f"{_name(state)}.png")
    if state in {"home", "round", "answer, several", "report"}:
        phone.in_version("大字版")
        phone.page.screenshot(path=FOLDER / f"{_name(state)}-large.png")


def test_console(desks, places, service):  # noqa: F811
    desk = desks()
    desk.go(f"office/{places['estate']}")
    desk.page.locator("form[action$='/letters'] button").click()
    desk.page.wait_for_url("**/jobs/*")
    places["job"] = "jobs/" + desk.page.url.rsplit("/", 1)[1]
    tick(service)
    for name, path in PLACES.items():
        window = desks(None) if name == "log-in" else desk
        window.go(path.format(**places))
        window.page.wait_for_timeout(300)  # charts are drawn
        window.page.screenshot(path=FOLDER / f"console-{_name(name)}.png")
    bureau = desks(None).log_in("bureau")
    bureau.go("")
    bureau.page.screenshot(path=FOLDER / "console-overview.png")
    bureau.page.locator("tr", has_text="双清中路98号教师公寓").locator("a").nth(1).click()
    bureau.page.locator("canvas").wait_for()
    bureau.page.screenshot(path=FOLDER / "console-round-open.png")
    bureau.page.get_by_role("link", name="大屏").click()
    bureau.page.locator("[data-measure]").first.wait_for()
    bureau.page.screenshot(path=FOLDER / "console-screen.png")
    desk.troubles[:] = [each for each in desk.troubles if "404" not in each]
