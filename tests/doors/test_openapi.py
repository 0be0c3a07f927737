"""The served document: complete, named, and shown without a word to any other host."""

import json
import re

import pytest

from tests.doors.world import document_of, operations

METHODS = {"get", "post", "put", "delete", "patch"}


@pytest.fixture
def document(client):
    return document_of(client)


def test_it_is_openapi_3_1(document):
    assert re.fullmatch(r"3\.1\.\d+", document["openapi"])
    assert document["info"]["title"]
    assert document["info"]["version"]


def test_every_door_of_the_api_stands_in_it(app, document):
    served = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/v1") and not rule.endpoint.startswith(("docs.", "api-docs."))
    }
    told = {(each.path, each.method.lower()) for each in operations(document)}
    assert told == served


def test_every_operation_has_a_name_of_its_own(document):
    names = [each.id for each in operations(document)]
    assert all(re.fullmatch(r"[a-z][a-z_]+", name or "") for name in names), names
    assert sorted(set(names)) == sorted(names)


def test_every_operation_says_what_it_does_and_belongs_somewhere(document):
    known = {tag["name"] for tag in document["tags"]}
    for each in operations(document):
        assert each.doc["summary"], each.id
        assert len(each.doc["tags"]) == 1, each.id
        assert set(each.doc["tags"]) <= known, each.id
        assert each.doc["security"] in ([], [{"bearer": []}]), each.id


def test_every_operation_describes_its_success_and_its_failure(document):
    for each in operations(document):
        responses = each.doc["responses"]
        good = {status: answer for status, answer in responses.items() if status[0] == "2"}
        assert good, each.id
        for status, answer in good.items():
            assert answer["description"], each.id
            described = [content.get("schema") for content in answer.get("content", {}).values()]
            assert status == "204" or (described and all(described)), each.id
        assert responses["default"] == {"$ref": "#/components/responses/Problem"}, each.id
        errors = [answer for status, answer in responses.items() if status[0] in "45"]
        assert all(answer == responses["default"] for answer in errors), each.id
    problem = document["components"]["responses"]["Problem"]["content"]
    assert list(problem) == ["application/problem+json"]


def test_every_parameter_of_a_path_is_described(document):
    for path, item in document["paths"].items():
        wanted = set(re.findall(r"\{(\w+)\}", path))
        for method in METHODS & set(item):
            given = item.get("parameters", []) + item[method].get("parameters", [])
            described = {p["name"]: p for p in given if p["in"] == "path"}
            assert set(described) == wanted, path
            assert all(p["required"] and p["schema"] for p in described.values()), path


def test_every_reference_leads_somewhere(document):
    for reference in set(re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(document))):
        found = document
        for step in reference.split("/"):
            found = found[step]
        assert found


def test_every_property_that_takes_input_has_a_type(document):
    """A client generator makes something of it."""
    for name, schema in document["components"]["schemas"].items():
        if name.endswith("In"):
            for key, each in schema.get("properties", {}).items():
                assert {"type", "$ref", "enum", "anyOf", "allOf", "oneOf"} & set(each), (name, key)


def test_the_page_is_made_of_the_services_own_files(client):
    """Many housing bureaus sit on closed networks: no CDN, no validator, no font from elsewhere."""
    page = client.get("/docs")
    assert (page.status_code, page.mimetype) == (200, "text/html")
    text = page.get_data(as_text=True)
    assert elsewhere(text) == []
    files = re.findall(r'(?:src|href)="([^"]+)"', text)
    assert len(files) >= 2
    for name in files:
        with client.get(f"/{name}") as file:
            assert file.status_code == 200, name
            style = file.get_data(as_text=True)
        if name.endswith(".css"):
            fetched = re.findall(r"url\(\s*['\"]?([^'\")]+)", style)
            assert [f for f in fetched if not f.startswith(("data:", "#"))] == []
            assert "@import" not in style
    assert "validatorUrl: null" in text


def test_the_page_lets_nothing_be_fetched_from_elsewhere(client):
    policy = client.get("/docs").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-eval" not in policy
    assert elsewhere(policy) == []


def test_only_the_files_of_the_page_are_served(client):
    for name in ("index.html", "swagger-ui.js.map", "..%2f..%2fsettings.py", "../docs.py"):
        answer = client.get(f"/docs/{name}")
        assert (answer.status_code, answer.mimetype) == (404, "application/problem+json"), name


def elsewhere(text):
    """Addresses of other hosts."""
    return re.findall(r"(?:https?:)?//[\w.-]+\.\w+", text)
