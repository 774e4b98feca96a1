"""Whether the expressions of a pack mean something: names, paths, units, codes. Run at load, before anything is evaluated."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from gangju.engine import expr, group_bounds, terms
from gangju.engine.due import due_node
from gangju.engine.expr import ExprError
from gangju.engine.forms import FORMS
from gangju.engine.job import names_of, where_context
from gangju.engine.model import Measure, Pack, Standard
from gangju.engine.problem import Problem


def check_pack(pack: Pack) -> list[Problem]:
    """Every mistake of every expression, with the line of the key it stands at."""
    found = [problem for measure in pack.measures.values() for problem in _of_measure(pack, measure)]
    if found:
        return found  # every standard that uses a wrong measure would say the same again
    return [problem for standard in pack.standards for problem in standard_mistakes(pack, standard)]


def standard_mistakes(pack: Pack, standard: Standard) -> list[Problem]:
    """Every mistake of one standard, also of one that is made from something else that a pack says."""
    return list(_of_standard(pack, standard))


def _of_measure(pack: Pack, measure: Measure) -> Iterator[Problem]:
    context = expr.Context(names_of(pack), measure.each, measure.each, aggregates=True)
    try:
        expr.check_measure(measure, context)
    except ExprError as error:
        yield Problem(measure.mark.file, measure.mark.line, f"{measure.id}.value", error.message, error.remedy)


def _of_standard(pack: Pack, standard: Standard) -> Iterator[Problem]:
    form = FORMS.get(standard.form)
    if form is None:
        return
    yield from _tried(standard, "where", lambda: _where(pack, standard))
    yield from _tried(standard, "due", lambda: due_node(pack, standard))
    yield from _tried(standard, "where", lambda: terms.check(pack, standard))
    for part in standard.parts or (standard,):
        yield from _tried(part, form.EXPRESSIONS[0] if form.EXPRESSIONS else form.REQUIRED[0], partial(form.nodes, pack, part))
    for number, roll_up in enumerate(standard.roll_up):
        yield from _tried(standard, f"roll_up.{number}.value", partial(group_bounds.check, pack, standard, roll_up))


def _where(pack: Pack, standard: Standard) -> None:
    node = expr.check(standard.where, where_context(pack, standard))
    if node.type.kind != "bool":
        raise ExprError("where 要写成一个条件", "例如 organization.kind = 'branch'")


def _tried(standard: Standard, key: str, check: Callable[[], object]) -> Iterator[Problem]:
    try:
        check()
    except ExprError as error:
        place = error.key or key
        line = standard.marks.get(place, standard.mark.line)
        yield Problem(standard.mark.file, line, f"{standard.id}.{place}", error.message, error.remedy)
