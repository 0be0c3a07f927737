"""A phone in somebody's hand: a browser page, and what a person does with it."""

import json
import re
from urllib.parse import urlsplit

from playwright.sync_api import expect

WIDTH, HEIGHT = 390, 844
OFFLINE = "net::ERR_INTERNET_DISCONNECTED"
#: what a browser writes to its console for every answer that is not 2xx
REFUSED = re.compile(r"Failed to load resource: the server responded with a status of (\d+)")
#: a violation of the policy is an error of its own, whatever the browser writes about it
TELL_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
"""
PRIVACY_VERSION = "2026-11"  # as src/state/privacy.ts has it
FAR = "2099-01-01T00:00:00Z"


def storage(url, token="", kind="resident", name=""):
    """What lies in the storage of somebody who has logged in before, as the browser takes it."""
    if not token:
        return None
    session = {"kind": kind, "token": token, "expiresAt": FAR, "name": name}
    kept = {
        "sanwen.privacy": PRIVACY_VERSION,
        "sanwen.session": json.dumps({"type": "object", "data": session}),
    }
    items = [{"name": key, "value": value} for key, value in kept.items()]
    return {"cookies": [], "origins": [{"origin": url, "localStorage": items}]}


class Phone:
    """One context with one page. Whatever goes wrong in it is kept in ``troubles``."""

    def __init__(self, context, url):
        self.context, self.url = context, url
        self.troubles = []
        #: 404 is how the API says that a home has not answered yet
        self._expected = [(404, re.compile(r"/rounds/[^/]+/units/[^/]+/ballot$"))]
        self._was_offline = False
        context.add_init_script(TELL_VIOLATIONS)
        context.on("console", self._heard)
        context.on("weberror", lambda error: self.troubles.append(f"page: {error.error}"))
        self.page = context.new_page()

    def expects(self, status, path):
        """The test wants the API to answer so, once or more, where the path ends in ``path``."""
        self._expected.append((status, re.compile(path + "$")))

    def _heard(self, message):
        if message.type != "error":
            return
        where = urlsplit(message.location["url"]).path
        refused = REFUSED.match(message.text)
        if refused and any(
            int(refused[1]) == status and path.search(where) for status, path in self._expected
        ):
            return
        if self._was_offline and OFFLINE in message.text:
            return
        self.troubles.append(f"console: {message.text} ({where})")

    # -- going about

    def go(self, path=""):
        """To a page by its address, as from a QR code: everything is loaded anew."""
        self.page.goto("about:blank")
        self.page.goto(f"{self.url}/h5/" + (f"#/{path}" if path else ""))
        self.page.locator("h1").wait_for()
        return self

    def button(self, name, *, exact=False):
        return self.page.get_by_role("button", name=name, exact=exact)

    def tap(self, name, *, exact=False, nth=0):
        """Tap the button that a screen reader would call so."""
        self.button(name, exact=exact).nth(nth).click()
        return self

    def write(self, label, text):
        self.page.get_by_label(label, exact=True).fill(text)
        return self

    def sees(self, text):
        """Wait until this stands on the page."""
        self.page.get_by_text(text).first.wait_for()
        return self

    def comes(self, text, times):
        """Wait until this stands on the page so many times."""
        expect(self.page.get_by_text(text)).to_have_count(times, timeout=30_000)
        return self

    def answers(self, method, path):
        """Do what is inside, and wait for the API's answer to this request."""
        return self.page.expect_response(
            lambda said: said.request.method == method and urlsplit(said.url).path.endswith(path)
        )

    def heading(self, text):
        self.page.get_by_role("heading", level=1, name=text).wait_for()
        return self

    @property
    def text(self):
        return self.page.locator("main").inner_text()

    @property
    def elder(self):
        return self.page.locator(".page.elder").count() > 0

    def ready_for_offline(self):
        """Wait until the pages themselves are kept on the phone."""
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        return self

    def into_the_staircase(self):
        """Where there is no signal."""
        self.ready_for_offline()
        self._was_offline = True
        self.context.set_offline(True)
        return self

    def out_again(self):
        self.context.set_offline(False)
        return self

    def sign(self):
        """Draw a line on the space for the signature, as with a finger."""
        pad = self.page.locator("canvas")
        pad.scroll_into_view_if_needed()
        box = pad.bounding_box()
        mouse = self.page.mouse
        mouse.move(box["x"] + 40, box["y"] + 90)
        mouse.down()
        for step in range(1, 9):
            mouse.move(box["x"] + 40 + 20 * step, box["y"] + 90 - 40 * (step % 2))
        mouse.up()
        return self

    def letters(self, pixels):
        """The size that the phone's owner has set in the browser; 16 is the standard."""
        devtools = self.context.new_cdp_session(self.page)
        devtools.send("Page.enable")
        devtools.send("Page.setFontSizes", {"fontSizes": {"standard": pixels, "fixed": pixels}})
        return self

    def in_version(self, name):
        """The standard version or the one in large letters; the switch says the other's name."""
        switch = self.button(name, exact=True)
        if switch.count():
            switch.click()
        self.page.locator(".page.elder" if name == "大字版" else ".page:not(.elder)").wait_for()
        return self

    @property
    def root_size(self):
        return self.page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")

    # -- being somebody

    def agree(self):
        """The privacy notice, then the page to log in."""
        self.go()
        self.heading("您的隐私").tap("同意")
        return self.heading("登录")

    def log_in(self, name="新来的"):
        """As somebody of the demo, or as somebody new."""
        return self.agree().tap(name)

    def log_in_at_work(self, username, password):
        """As a volunteer or somebody of the committee."""
        self.agree().tap("志愿者")
        self.write("用户名", username).write("密码", password)
        return self.tap("登录", exact=True).heading("今天走访")
