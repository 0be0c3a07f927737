"""Input that nobody should send, at every door: a clear refusal, and nothing written."""

import gc
import json
import re
from io import BytesIO

import pytest

from tests.doors.requests import REQUESTS
from tests.doors.world import (
    NONSENSE,
    Scene,
    document_of,
    is_problem,
    made,
    operations,
    snapshot,
    undone,
)

BIG = 1_000_000

#: body → status, code, the first error's pointer and code
MALFORMED = {
    "cut off": (b'{"a": ', 400, "bad_request", "/", "not_json"),
    "two documents": (b"{}{}", 400, "bad_request", "/", "not_json"),
    "text": (b"hello", 400, "bad_request", "/", "not_json"),
    "single quotes": (b"{'a': 1}", 400, "bad_request", "/", "not_json"),
    "not a number": (b'{"a": NaN}', 400, "bad_request", "/", "not_json"),
    "infinity": (b'{"a": -Infinity}', 400, "bad_request", "/", "not_json"),
    "beyond floats": (b'{"a": 1e999}', 400, "bad_request", "/", "not_json"),
    "thousands of digits": (b'{"a": ' + b"9" * 5000 + b"}", 400, "bad_request", "/", "not_json"),
    "latin-1": ('{"a": "é"}'.encode("latin-1"), 400, "bad_request", "/", "not_json"),
    "utf-16": ('{"a": 1}'.encode("utf-16"), 400, "bad_request", "/", "not_json"),
    "byte order mark": (b'\xef\xbb\xbf{"a": 1}', 400, "bad_request", "/", "not_json"),
    "raw control character": (b'{"a": "\x00"}', 400, "bad_request", "/", "not_json"),
    "name twice": (b'{"a": 1, "a": 2}', 400, "bad_request", "/", "duplicate_name"),
    "name twice within": (
        b'{"a": [{"b/c": {"x": 1, "x": 1}}]}',
        400,
        "bad_request",
        "/a/0/b~1c",
        "duplicate_name",
    ),
    "deep": (b"[" * 40 + b"]" * 40, 400, "bad_request", "/", "too_deep"),
    "deep objects": (b'{"a":' * 500 + b"1" + b"}" * 500, 400, "bad_request", "/", "too_deep"),
    "abysmal": (b"[" * 100_000, 400, "bad_request", "/", "too_deep"),
    "a list": (b"[]", 422, "invalid_input", "/", "wrong_type"),
    "a number": (b"5", 422, "invalid_input", "/", "wrong_type"),
    "null": (b"null", 422, "invalid_input", "/", "wrong_type"),
    "NUL": (b'{"a": ["x\\u0000"]}', 422, "invalid_input", "/a/0", "invalid_text"),
    "half a surrogate": (b'{"a": "\\ud83d"}', 422, "invalid_input", "/a", "invalid_text"),
    "NUL in a name": (b'{"x\\u0000": 1}', 422, "invalid_input", "/", "invalid_text"),
}


@pytest.fixture
def scene(app, at_noon, client):
    return Scene(app, client)


def taking_json(scene):
    """(operation, request, who may send it) for every operation with a JSON body."""
    for operation in operations(document_of(scene.client)):
        request = REQUESTS[operation.id]
        if request.body is not None:
            yield operation, request, getattr(scene, request.by)


def sent_raw(operation, scene, person, body, media="application/json"):
    request = REQUESTS[operation.id]
    url = operation.url(scene.places | (request.places(scene) if request.places else {}))
    return person(operation.method, url, data=body, content_type=media)


def chunked(person, path, body, media):
    return person.post(
        path,
        input_stream=BytesIO(body),
        headers={"Transfer-Encoding": "chunked", "Content-Type": media},
        environ_overrides={"wsgi.input_terminated": True},
    )


class TestBodies:
    @pytest.mark.parametrize("kind", sorted(MALFORMED))
    def test_a_malformed_body_is_named_at_every_door(self, scene, kind):
        body, status, code, pointer, fault = MALFORMED[kind]
        before = snapshot()
        for operation, _request, person in taking_json(scene):
            answer = sent_raw(operation, scene, person, body)
            assert (answer.status_code, answer.json["code"]) == (status, code), operation.id
            assert is_problem(answer), operation.id
            error = answer.json["errors"][0]
            assert (error["pointer"], error["code"]) == (pointer, fault), operation.id
        assert snapshot() == before

    @pytest.mark.parametrize(
        "media",
        ["text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/mixed"],
    )
    def test_another_media_type_is_refused_whatever_is_in_it(self, scene, media):
        before = snapshot()
        for operation, request, person in taking_json(scene):
            body = json.dumps(request.body(scene)).encode()
            answer = sent_raw(operation, scene, person, body, media)
            assert answer.status_code == 415, (operation.id, answer.json)
            assert answer.json["code"] == "unsupported_media_type"
            assert is_problem(answer)
        assert snapshot() == before

    def test_json_by_another_name_is_json(self, scene):
        body = json.dumps({"text": "楼道灯坏了"})
        for media in ("application/json; charset=utf-8", "application/vnd.sanwen+json"):
            answer = scene.committee.post("/messages/classify", data=body, content_type=media)
            assert answer.status_code == 200, media

    def test_an_empty_body_is_told_what_is_missing(self, scene):
        for operation, _request, person in taking_json(scene):
            for media in ("application/json", None):
                with undone():
                    before = snapshot()
                    answer = sent_raw(operation, scene, person, b"", media)
                    if answer.status_code == 200:
                        assert operation.id == "post_codes"  # all its fields may be left out
                        continue
                    assert answer.status_code == 422, operation.id
                    assert is_problem(answer)
                    assert answer.json["errors"], operation.id
                    assert snapshot() == before

    def test_a_megabyte_is_too_much(self, scene):
        before = snapshot()
        body = json.dumps({"text": "字" * (BIG // 3)}, ensure_ascii=False).encode()
        for operation, _request, person in taking_json(scene):
            answer = sent_raw(operation, scene, person, body)
            wide = operation.id == "post_quote"  # a list of units of a big estate
            assert answer.status_code == (422 if wide else 413), (operation.id, answer.json)
            assert is_problem(answer)
            assert answer.json["code"] == ("invalid_input" if wide else "too_large")
        assert snapshot() == before

    @pytest.mark.parametrize("blanks_first", [True, False])
    def test_a_megabyte_without_a_length_is_too_much_too(self, scene, blanks_first):
        """Chunked: nobody says beforehand how much will come, and nothing of it is taken."""
        before = snapshot()
        good = json.dumps(REQUESTS["post_ticket"].body(scene)).encode()
        body = b" " * BIG + good if blanks_first else good + b" " * BIG
        answer = chunked(scene.resident, "/tickets", body, "application/json")
        assert (answer.status_code, answer.json["code"]) == (413, "too_large")
        assert is_problem(answer)
        assert snapshot() == before

    @pytest.mark.filterwarnings("ignore::ResourceWarning")  # werkzeug leaves its spool to gc
    @pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
    def test_a_file_without_a_length_is_not_cut(self, scene):
        before = snapshot()
        head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
        body = head + b"%PDF-1.7\n" + b" " * 11 * BIG + b"\r\n--x--\r\n"
        answer = chunked(scene.resident, "/attachments", body, "multipart/form-data; boundary=x")
        gc.collect()
        assert (answer.status_code, answer.json["code"]) == (413, "too_large")
        assert snapshot() == before

    def test_a_field_nobody_knows_is_not_lost_silently(self, scene):
        before = snapshot()
        for operation, request, person in taking_json(scene):
            body = json.dumps(request.body(scene) | {"colour": "red", "~/": 1})
            answer = sent_raw(operation, scene, person, body)
            found = {(e["pointer"], e["code"]) for e in answer.json["errors"]}
            assert answer.status_code == 422, operation.id
            assert {("/colour", "unknown_field"), ("/~0~1", "unknown_field")} <= found
        assert snapshot() == before

    def test_nonsense_in_any_field_never_breaks_a_door(self, scene):
        faults = []
        for operation, request, person in taking_json(scene):
            good = request.body(scene)
            for name in operation_fields(scene, operation):
                for value in NONSENSE:
                    body = json.dumps(good | {name: value})
                    with undone():
                        before = snapshot() if value == "" else None
                        answer = sent_raw(operation, scene, person, body)
                        if answer.status_code >= 500:
                            faults.append(f"{operation.id} {name}={value!r:.40}")
                        elif answer.status_code >= 400:
                            assert is_problem(answer), operation.id
                            assert before is None or snapshot() == before
        assert not faults, "\n".join(faults)


def operation_fields(scene, operation):
    """The names of the body's fields, as the document has them."""
    content = operation.doc["requestBody"]["content"]["application/json"]
    name = content["schema"]["$ref"].rsplit("/", 1)[1]
    return document_of(scene.client)["components"]["schemas"][name]["properties"]


class TestQueriesAndPaths:
    VALUES = ["", " ", "x" * 5000, "-1", "0", "1e3", "1.5", "９", "9" * 30, "null", "true", "\0"]
    DATES = ["2026-13-45", "0001-01-01", "9999-12-31", "20261120", "tomorrow"]
    TEXTS = ["'; DROP TABLE ballot; --", "%' OR 1=1 --", "../..", "\u202e", "😀", "_%\\"]

    def test_nonsense_in_any_parameter_never_breaks_a_door(self, scene):
        for operation in operations(document_of(scene.client)):
            request = REQUESTS[operation.id]
            for each in operation.doc.get("parameters", []):
                for value in [*self.VALUES, *self.DATES, *self.TEXTS]:
                    with undone():
                        person = getattr(scene, request.by)
                        places = request.places(scene) if request.places else {}
                        answer = person(
                            operation.method,
                            operation.url(scene.places | places),
                            query_string={each["name"]: value},
                        )
                        seen = (operation.id, each["name"], value, answer.status_code)
                        assert answer.status_code < 500, seen
                        assert answer.status_code < 400 or is_problem(answer), seen

    def test_a_parameter_sent_twice_is_not_guessed_at(self, scene):
        answer = scene.committee.get("/rounds?state=open&state=closed")
        assert answer.status_code == 422
        error = answer.json["errors"][0]
        assert (error["pointer"], error["code"]) == ("/query/state", "sent_twice")

    def test_a_parameter_with_a_nul_is_named(self, scene):
        answer = scene.committee.get("/estates?q=%00")
        error = answer.json["errors"][0]
        assert answer.status_code == 422
        assert (error["pointer"], error["code"]) == ("/query/q", "invalid_text")

    @pytest.mark.parametrize(
        ("query", "pointer", "code"),
        [
            ("limit=0", "/query/limit", "out_of_range"),
            ("limit=201", "/query/limit", "out_of_range"),
            ("limit=x", "/query/limit", "wrong_type"),
            ("cursor=x", "/query/cursor", "invalid_cursor"),
            ("cursor=%E5%AD%97", "/query/cursor", "invalid_cursor"),
            ("kind=lottery", "/query/kind", "not_one_of"),
            ("estate_id=1", "/query/estate_id", "wrong_type"),
        ],
    )
    def test_a_wrong_parameter_says_where(self, scene, query, pointer, code):
        answer = scene.committee.get(f"/rounds?{query}")
        assert (answer.status_code, answer.json["code"]) == (422, "invalid_input")
        assert {"pointer": pointer, "code": code}.items() <= answer.json["errors"][0].items()

    NAMES = [
        "x",
        "%00",
        "a%00b",
        "..",
        "..%2f..%2fetc%2fpasswd",
        "%2e%2e",
        "%ff%fe",
        "x" * 4000,
        "%27%20OR%201=1",
        "😀",
        "00000000-0000-0000-0000-000000000000",
        "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
        "-1",
    ]

    def test_a_path_to_nowhere_is_not_found(self, scene):
        before = snapshot()
        for operation in operations(document_of(scene.client)):
            if "{" not in operation.path:
                continue
            request = REQUESTS[operation.id]
            for name in self.NAMES:
                body = {"json": request.body(scene)} if request.body else {}
                url = re.sub(r"\{\w+\}", name, operation.path)
                answer = getattr(scene, request.by)(operation.method, url, **body)
                seen = (operation.id, name, answer.status_code)
                assert answer.status_code in {404, 405, 422}, seen
                assert is_problem(answer), seen
        assert snapshot() == before

    def test_files_of_the_machine_are_not_served(self, client):
        for path in ("../app.py", "..%2fapp.py", "%2e%2e/app.py", "....//app.py", "/etc/passwd"):
            for base in ("/docs/", "/forms/", "/receipts/"):
                answer = client.get(base + path)
                assert answer.status_code in {401, 404}, path
                assert is_problem(answer)


class TestText:
    @pytest.mark.parametrize(
        "text",
        [
            "'); DROP TABLE objection; --",
            "<script>alert(1)</script>&amp;",
            "${7*7} {text} %s %(text)s \\x00 \\u0000",
            "𠮷野家 😀👨‍👩‍👧 🇨🇳",
            "e\u0301 é ﬁ Ａ",
            "\u202eright to left\u202c \u200bzero width\ufeff",
            "a\r\nb\tc",
            '"quotes" \\ back/slash',
        ],
    )
    def test_text_comes_back_as_it_was_said(self, scene, text):
        path = f"/notices/{scene.places['notice_id']}/objections"
        made(scene.resident.post(path, {"text": text}))
        found = scene.committee.get(path).json["items"][-1]["text"]
        assert found == text

    def test_a_search_takes_wildcards_as_letters(self, scene):
        assert len(scene.resident.get("/estates?q=小区").json["items"]) == 2
        for words in ("%", "_", "\\", "小%区", "' OR 'a'='a"):
            answer = scene.resident.get("/estates", query_string={"q": words})
            assert answer.json["items"] == [], words
