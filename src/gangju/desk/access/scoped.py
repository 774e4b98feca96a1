"""Prepared questions within a scope: the paths of its grants are values like others, so the text serves every viewer of the same roles."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from copy import copy
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet

from gangju.desk.access import prepared
from gangju.desk.access.prepared import Value
from gangju.desk.access.scope import Scope

Build = Callable[[Scope, Sequence[Any]], QuerySet[Any, tuple[Any, ...]]]


def ask(scope: Scope, shape: Hashable, values: Sequence[Value], build: Build) -> list[tuple[Any, ...]]:
    """The rows of `build(scope, values)`; see `prepared.ask`. Roles and depths of the grants belong to the shape by themselves."""
    held = scope.held
    grants = tuple((grant.role, len(grant.path)) for grant in held)
    number = len(held)
    every = (*(grant.path for grant in held), *values)
    return prepared.ask((shape, grants), every, lambda marks: build(_standing_in(scope, marks[:number]), marks[number:]))


def _standing_in(scope: Scope, paths: Sequence[str]) -> Scope:
    """The same roles at other places; what the scope has worked out of its own places is left behind."""
    other = copy(scope)
    for name in [name for name in vars(other) if name not in ("user", "today", "held")]:
        delattr(other, name)
    other.held = tuple(replace(grant, path=path) for grant, path in zip(scope.held, paths, strict=True))
    return other
