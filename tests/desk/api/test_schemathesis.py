"""The description against the service: what it allows is answered as it says, what it forbids is refused, nothing breaks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.core.parameters import ParameterLocation
from schemathesis.specs.openapi import checks

from gangju.desk.access.roles import Role
from gangju.desk.wsgi import application
from tests.desk.api.conftest import Caller, caller

pytestmark = pytest.mark.django_db
DOCUMENT = "/api/v1/openapi.json"
# That valid data is accepted cannot be asked for: a code must be of its list, a person of the branch, an end after its beginning.
CONFORMS = (
    schemathesis.checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
)
REFUSES = (*CONFORMS, checks.negative_data_rejection)
QUIET = settings(deadline=None, derandomize=True, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
ROLES = [(Role.BRANCH_SECRETARY, "b1"), (Role.TOWN_COMMISSIONER, "t1"), (Role.COUNTY_OFFICER, "yl")]


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """The service is called in this thread: as under Django's own test client, the end of a request closes no connection."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def schema() -> Any:
    return schemathesis.openapi.from_wsgi(DOCUMENT, application)


def operations() -> list[Any]:
    return [each.ok() for each in schema().get_all_operations()]


def try_out(operation: Any, who: Caller, mode: GenerationMode, examples: int) -> None:
    """So many requests to one operation, each answer held against the description."""

    @settings(QUIET, max_examples=examples)
    @given(case=operation.as_strategy(generation_mode=mode))
    def once(case: Any) -> None:
        response = case.call(headers={"Authorization": f"Bearer {who.secret}"})
        case.validate_response(response, checks=REFUSES if has_wrong_body(case) else CONFORMS)

    once()


def has_wrong_body(case: Any) -> bool:
    """What is wrong in a query may vanish on its way into an address (an empty list), and a missing token is given back above."""
    body = case.meta.components.get(ParameterLocation.BODY) if case.meta else None
    return body is not None and body.mode is GenerationMode.NEGATIVE


def try_all(who: Caller, examples: int) -> int:
    tried = operations()
    for operation in tried:
        try_out(operation, who, GenerationMode.POSITIVE, examples)
        if operation.body or operation.query:
            try_out(operation, who, GenerationMode.NEGATIVE, examples)
    return len(tried)


@pytest.mark.long
def test_every_operation_keeps_its_description(office: None) -> None:
    assert try_all(caller(*ROLES[0]), examples=2) > 90


@pytest.mark.long
@pytest.mark.parametrize(("role", "place"), ROLES)
def test_every_operation_keeps_its_description_for_every_role(office: None, role: Role, place: str) -> None:
    assert try_all(caller(role, place), examples=25) > 90


def test_without_a_token_every_operation_says_so_as_described(county: None) -> None:
    for operation in operations():
        case = operation.Case()
        case.path_parameters = {"row": 1, "code": "b1"}
        response = case.call()
        assert response.status_code == 401
        case.validate_response(response, checks=CONFORMS)
