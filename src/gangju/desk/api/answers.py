"""What operations declare about their answers, and what they do with what actions raise."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import update_wrapper
from typing import Any, ParamSpec, TypeVar

from django.core.exceptions import ValidationError
from django.http import Http404

from gangju.desk.access.scope import Denied
from gangju.desk.api.errors import Problem, absent, mistaken, problem
from gangju.desk.ledgers.actions import ChangedMeanwhile

P = ParamSpec("P")
R = TypeVar("R")
REFUSED_READS = (400, 401, 404, 405, 413, 422)
REFUSED_WRITES = (400, 401, 403, 404, 405, 409, 413, 422)


def reads(shape: Any) -> dict[Any, Any]:
    return {200: shape, frozenset(REFUSED_READS): Problem}


def writes(shape: Any, status: int = 200) -> dict[Any, Any]:
    return {status: shape, frozenset(REFUSED_WRITES): Problem}


def told(names: Mapping[str, str]) -> Callable[[Callable[P, R]], Callable[P, Any]]:
    """What an action or a question refuses becomes the API's answer, at the request's own names."""

    def around(operation: Callable[P, R]) -> Callable[P, Any]:
        def answered(*args: P.args, **kwargs: P.kwargs) -> Any:
            try:
                return operation(*args, **kwargs)
            except (Denied, Http404):
                return absent()
            except ValidationError as error:
                return mistaken(error, names)
            except ChangedMeanwhile as meanwhile:
                clashes = [("changed", f"现在是 {clash.now}", names.get(clash.column, clash.column)) for clash in meanwhile.clashes]
                return problem("conflict", clashes)

        # The framework reads names, types and words from the operation itself, whose module knows the types.
        update_wrapper(answered, operation)
        del answered.__wrapped__  # type: ignore[attr-defined]
        answered.__signature__ = inspect.signature(operation, eval_str=True)  # type: ignore[attr-defined]
        return answered

    return around
