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
from tests.doors.world import Scene, undone

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
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", sqlite_app)


@pytest.fixture
def scene(app, at_noon, client):
    return Scene(app, client)


def cases(operation, places):
    """What fits the schema and what does not, for things that exist and for others."""
    known = {p.name: str(places[p.name]) for p in operation.path_parameters}
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
        yield operation.as_strategy(mode)
        if known:
            yield operation.as_strategy(mode, path_parameters=known)


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", sorted(REQUESTS))
def test_whatever_is_sent_the_answer_is_in_the_document(schema, scene, name):
    operation = schema.find_operation_by_id(name)
    request = REQUESTS[name]
    places = scene.places | (request.places(scene) if request.places else {})
    people = [scene.admin, scene.resident]

    @QUIET
    @given(st.one_of(*cases(operation, places)), st.sampled_from(people))
    def try_out(case, person):
        with undone():
            case.call_and_validate(
                headers={"Authorization": f"Bearer {person.token}"}, checks=CHECKS
            )

    try_out()
