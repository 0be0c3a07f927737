"""Every operation of the served document, with what schemathesis makes up of its schemas.

Nothing that is sent breaks a door, and every answer is one that the document describes: its status,
its media type, its shape. The same requests each time; half of them name things that exist.
"""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.doors.requests import REQUESTS
from tests.doors.world import Scene, document_of, operations, undone

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
EXAMPLES = 16
QUIET = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def schema(sqlite_app):
    plain = {"generation": {"with-security-parameters": False}}  # tokens are test_scope's matter
    config = schemathesis.Config.from_dict(plain)
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", sqlite_app, config=config)


@pytest.fixture
def scene(app, at_noon, client):
    return Scene(app, client)


def cases(operation, places):
    """What fits the schema and what does not, for things that exist and for others."""
    known = {p.name: str(places[p.name]) for p in operation.path_parameters}
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
        there = operation.as_strategy(mode, path_parameters=known)
        yield there
        yield there.map(lambda case: naming(case, places))
    if known:
        yield operation.as_strategy(GenerationMode.POSITIVE)


def naming(case, places):
    """The case with ids of things that exist where its body names some."""
    if isinstance(case.body, dict):
        case.body = {
            key: str(places[key]) if key in places and isinstance(value, str) else value
            for key, value in case.body.items()
        }
    return case


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", sorted(REQUESTS))
def test_whatever_is_sent_the_answer_is_in_the_document(schema, scene, name):
    request = REQUESTS[name]
    operation = schema.find_operation_by_id(name)
    places = scene.places | (request.places(scene) if request.places else {})
    person = getattr(scene, request.by)

    @QUIET
    @given(st.one_of(*cases(operation, places)))
    def try_out(case):
        with undone():
            token = {"Authorization": f"Bearer {person.token}"}
            case.call_and_validate(headers=token, checks=CHECKS)

    try_out()


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", sorted(REQUESTS))
def test_a_good_request_is_answered_as_the_document_says_whoever_sends_it(schema, scene, name):
    request = REQUESTS[name]
    operation = schema.find_operation_by_id(name)
    (door,) = [each for each in operations(document_of(scene.client)) if each.id == name]
    people = {role: person for role, person in scene.roles.items() if role in request.open_to}
    for person in [getattr(scene, request.by), *people.values()]:
        with undone():
            answer = request.send(door, scene, person)
            assert answer.status_code < 500
            operation.validate_response(answer)
