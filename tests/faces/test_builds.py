"""What is built for phones: complete, small, honest about what it touches, and silent to others."""

import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PHONE = ROOT / "miniprogram"
H5 = PHONE / "dist" / "build" / "h5"
MB = 1024 * 1024
MISSING = "the phone's pages cannot be built here yet: make faces"
#: the machine's node, or the one from the Python index beside our interpreter
ENVIRONMENT = os.environ | {
    "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
}

#: what WeChat wants declared before it lets a mini program call it: 小程序隐私协议开发指南,
#: 「隐私接口与对应的处理的信息」. Scanning opens the camera; WeChat does not ask about it, we tell.
PRIVATE = {
    *("chooseAvatar", "getUserInfo", "getUserProfile", "getPhoneNumber", "getRealtimePhoneNumber"),
    *("getLocation", "getFuzzyLocation", "startLocationUpdate", "startLocationUpdateBackground"),
    *("onLocationChange", "choosePoi", "chooseLocation", "chooseAddress", "chooseLicensePlate"),
    *("chooseInvoice", "chooseInvoiceTitle", "getWeRunData"),
    *("chooseImage", "chooseMedia", "chooseVideo", "chooseMessageFile"),
    *("startRecord", "getRecorderManager", "joinVoIPChat", "createVKSession"),
    *("createCameraContext", "createLivePusherContext", "scanCode"),
    *("openBluetoothAdapter", "createBLEPeripheralServer"),
    *("saveImageToPhotosAlbum", "saveVideoToPhotosAlbum", "authorize"),
    *("addPhoneContact", "chooseContact", "addPhoneCalendar", "addPhoneRepeatCalendar"),
    *("startAccelerometer", "onAccelerometerChange", "startCompass", "onCompassChange"),
    *("startDeviceMotionListening", "startGyroscope", "onGyroscopeChange"),
    *("setClipboardData", "getClipboardData"),
}
PRIVATE_PARTS = re.compile(r"<(camera|live-pusher|voip-room|open-data)\b|type=\"nickname\"")

HOSTS = {
    "www.w3.org": "names of XML namespaces; nobody fetches them",
    "vuejs.org": "a link in the text of a warning",
}
LOG_IN = {"open.weixin.qq.com": "WeChat's log-in page, where a browser is sent to come back"}


def npm(*words, **environment):
    """Run npm in the phone's folder; one line when that cannot be."""
    found = shutil.which("npm", path=ENVIRONMENT["PATH"])
    if found is None or not (PHONE / "node_modules" / "vite").exists():
        pytest.fail(MISSING, pytrace=False)
    run = subprocess.run(  # noqa: S603
        [found, "--silent", *words],
        cwd=PHONE,
        env=ENVIRONMENT | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr[-2000:]
    return run.stdout


@pytest.fixture(scope="session")
def mini_program(tmp_path_factory):
    """The mini program, built from the sources as they are: once, whoever of us comes first."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    built = shared / "mp-weixin"
    with (shared / "mp-weixin.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = shared / "mp-weixin.done"
        if not done.exists():
            npm("run", "mp", UNI_OUTPUT_DIR=str(built))
            done.touch()
    return built


@pytest.fixture(scope="session")
def web():
    """The pages for browsers, as `make faces` left them."""
    if not (H5 / "index.html").exists():
        pytest.fail(MISSING, pytrace=False)
    return H5


def app_json(built):
    return json.loads((built / "app.json").read_text())


def source_pages():
    """Main and sub pages as ``src/pages.json`` has them, which bears comments."""
    lines = (PHONE / "src" / "pages.json").read_text().splitlines()
    pages = json.loads("\n".join(line for line in lines if not line.lstrip().startswith("//")))
    return paths_of(pages, lambda page: page["path"])


def paths_of(pages, name):
    main = {name(page) for page in pages["pages"]}
    sub = {f"{p['root']}/{name(each)}" for p in pages.get("subPackages", []) for each in p["pages"]}
    return main, sub


def scripts(folder):
    return {path: path.read_text() for path in folder.rglob("*.js")}


def hosts(text):
    """Addresses of other hosts: whole ones, and those that leave the scheme to the page."""
    plain = re.findall(r"(?:https?|wss?):(?:\\?/){2}([\w.-]+)", text)
    return set(plain) | set(re.findall(r"[\"'(]//([\w-]+(?:\.[\w-]+)+)", text))


class TestMiniProgram:
    def test_every_page_of_the_source_is_there_where_it_belongs(self, mini_program):
        assert paths_of(app_json(mini_program), str) == source_pages()

    def test_every_page_has_its_script_its_template_and_its_settings(self, mini_program):
        main, sub = source_pages()
        for page in main | sub:
            for ending in ("js", "wxml", "json"):
                assert (mini_program / f"{page}.{ending}").is_file(), f"{page}.{ending}"

    def test_every_part_that_a_page_names_is_there(self, mini_program):
        for settings in mini_program.rglob("*.json"):
            for place in json.loads(settings.read_text()).get("usingComponents", {}).values():
                base = mini_program if place.startswith("/") else settings.parent
                assert (base / f"{place.lstrip('/')}.js").is_file(), (settings.name, place)

    def test_the_main_package_is_below_a_megabyte_and_no_other_above_two(self, mini_program):
        roots = [mini_program / each["root"] for each in app_json(mini_program)["subPackages"]]
        files = [path for path in mini_program.rglob("*") if path.is_file()]
        main = [path for path in files if not any(root in path.parents for root in roots)]
        assert 0 < sum(path.stat().st_size for path in main) < MB
        for root in roots:
            size = sum(path.stat().st_size for path in files if root in path.parents)
            assert 0 < size < 2 * MB, root.name

    def test_wechat_is_told_to_ask_before_anything_private(self, mini_program):
        assert app_json(mini_program)["__usePrivacyCheck__"] is True

    def test_what_is_private_is_declared_and_nothing_else(self, mini_program):
        """privacy.json is what an operator types into 用户隐私保护指引."""
        declared = json.loads((PHONE / "privacy.json").read_text())
        assert private_calls(mini_program) == set(declared)
        for api, told in declared.items():
            assert set(told) == {"information", "zh", "en"}, api
            assert all(told.values()), api
            assert re.search(r"[\u4e00-\u9fff]", told["zh"]), api
            assert not re.search(r"[\u4e00-\u9fff]", told["en"]), api

    def test_no_part_that_sees_or_hears_by_itself_is_in_a_template(self, mini_program):
        for template in mini_program.rglob("*.wxml"):
            assert not PRIVATE_PARTS.search(template.read_text()), template.name

    def test_nobody_else_is_spoken_to(self, mini_program):
        for path in mini_program.rglob("*"):
            if path.is_file():
                assert hosts(path.read_text(errors="replace")) <= set(HOSTS), path.name

    def test_the_framework_counts_nobody(self, mini_program):
        """uni-app can bring statistics along, which its maker gathers."""
        code = "\n".join(scripts(mini_program).values())
        assert "uni-stat" not in code
        assert "tongji" not in code


def private_calls(built):
    """The private APIs that the code calls, and those that a button opens."""
    code = "\n".join(scripts(built).values())
    templates = "\n".join(path.read_text() for path in built.rglob("*.wxml"))
    called = set(re.findall(r"\.([a-zA-Z]+)\s*\(", code))
    opened = set(re.findall(r"open-?[tT]ype\"?\s*[:=]\s*\"([a-zA-Z]+)", code + templates))
    return (called | opened) & PRIVATE


class TestWeb:
    def test_the_page_names_files_that_are_there(self, web):
        named = re.findall(r'(?:src|href)="([^"]+)"', (web / "index.html").read_text())
        files = [name for name in named if not name.startswith("data:")]
        assert len(files) >= 3
        for name in files:
            assert name.startswith("/h5/"), name
            assert (web / name.removeprefix("/h5/")).is_file(), name

    def test_the_worker_keeps_every_file_and_names_none_that_is_not_there(self, web):
        (listed,) = re.findall(r"const FILES = (\[.*?\]);", (web / "worker.js").read_text())
        there = {str(path.relative_to(web)) for path in (web / "assets").rglob("*")}
        assert set(json.loads(listed)) == there

    def test_a_worker_of_another_build_has_another_name(self, web):
        assert re.search(r'const NAME = "sanwen-\d+";', (web / "worker.js").read_text())

    def test_every_file_that_a_script_fetches_later_is_there(self, web):
        for path, code in scripts(web / "assets").items():
            for name in re.findall(r'(?:import|from)\s*\(?"\./([^"]+)"', code):
                assert (web / "assets" / name).is_file(), (path.name, name)

    def test_no_map_to_the_source_is_published(self, web):
        assert list(web.rglob("*.map")) == []
        for path, code in scripts(web).items():
            assert "sourceMappingURL" not in code, path.name

    def test_page_and_styles_name_no_other_host(self, web):
        for path in [web / "index.html", *web.rglob("*.css")]:
            assert hosts(path.read_text()) <= {"www.w3.org"}, path.name

    def test_scripts_name_none_but_wechats_log_in(self, web):
        for path, code in scripts(web).items():
            assert hosts(code) <= set(HOSTS | LOG_IN), path.name


def test_the_types_of_the_phone_are_those_of_the_served_document(tmp_path):
    """Else a page is written against an API that is not there."""
    flask = [sys.executable, "-m", "flask", "--app", "wsgi", "openapi", "print"]
    run = subprocess.run(  # noqa: S603
        flask, cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, check=True
    )
    document, now = tmp_path / "openapi.json", tmp_path / "schema.d.ts"
    document.write_text(run.stdout)
    npm("exec", "--offline", "--", "openapi-typescript", str(document), "--output", str(now))
    committed = (PHONE / "src" / "api" / "schema.d.ts").read_text()
    if now.read_text() != committed:
        pytest.fail(
            "the API has changed, and the phone's types have not: make types", pytrace=False
        )
