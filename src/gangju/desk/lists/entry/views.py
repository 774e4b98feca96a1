"""Pages of entry: one row on a form, one value in its cell, ending, withdrawing, undoing, and the list to pick from."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gangju.desk.access.pages import DeskRequest, page
from gangju.desk.journal.models import Entry
from gangju.desk.ledgers.actions import ChangedMeanwhile, add_row, correct_row, end_row, withdraw_row
from gangju.desk.ledgers.actions.rowrules import RULES, by_procedure
from gangju.desk.ledgers.days import read_day
from gangju.desk.lists.cells import Cells, cells, reading
from gangju.desk.lists.entry import bar, forms, picking
from gangju.desk.lists.entry.values import attribute
from gangju.desk.lists.queries import one
from gangju.desk.lists.registers import Field, Register, registers

WRITE = "ledger.write"


def chosen(request: DeskRequest, key: str) -> Register:
    """A list whose rows the viewer may enter. Raises Http404 for absent and forbidden alike."""
    found = registers().get(key)
    if found is None or not forms.writable(found) or not request.scope.may(found.write):
        raise Http404
    return found


def chosen_row(request: DeskRequest, register: Register, number: int) -> Model:
    """Raises Http404."""
    found = one(request.scope, register, number, register.write)
    if found is None or by_procedure(RULES[register.relation], found):
        raise Http404
    return found


@require_http_methods(["GET", "POST"])
@page("lists:add", WRITE)
def add(request: DeskRequest, register: str) -> HttpResponse:
    """登记一条; `?like=last` takes the newest as a pattern, `?within=` proposes the organisation."""
    listed = chosen(request, register)
    if not forms.addable(listed):
        raise Http404
    form = forms.to_add(request.scope, listed, _first(request, listed))
    if request.method == "POST" and (values := forms.bound(form, request.POST).values()) is not None:
        try:
            saved = add_row(request.scope, listed.relation, values)
        except ValidationError as wrong:
            form.refuse(wrong)
        else:
            bar.remember(request, saved.entry, f"已登记一条：{listed.title}")
            again = "again" in request.POST
            return redirect(reverse("lists:add", args=[register]) if again else reverse("lists:list", args=[register]))
    return _form(request, listed, form)


def _first(request: DeskRequest, listed: Register) -> dict[str, str]:
    scope = request.scope
    first: dict[str, str] = {}
    if request.GET.get("like") == "last" and (last := forms.last_entered(scope, listed)) is not None:
        first = forms.like(scope, listed, last)
    within = request.GET.get("within", "") or (scope.held[0].org_code if len(scope.held) == 1 else "")
    if within and "org_id" in listed.by_name and not first.get("org_id"):
        found = picking.search(scope, ["org"], within)
        first["org_id"] = next((each.words for each in found if each.code == within), "")
    return first


def _form(request: DeskRequest, listed: Register, form: forms.RowForm, number: int = 0) -> HttpResponse:
    context: dict[str, Any] = {"register": listed, "form": form, "number": number, "done": bar.shown(request, request.scope)}
    return render(request, "lists/entry/form.html", context, status=422 if form.wrong else 200)


@require_http_methods(["GET", "POST"])
@page("lists:correct", WRITE)
def correct(request: DeskRequest, register: str, row: int) -> HttpResponse:
    listed = chosen(request, register)
    form = forms.to_correct(request.scope, listed, chosen_row(request, listed, row))
    if request.method == "GET":
        return _form(request, listed, form, row)
    forms.bound(form, request.POST)
    if (taken := form.input(request.POST.get(forms.TAKE, ""))) is not None:
        fresh = forms.to_correct(request.scope, listed, chosen_row(request, listed, row))
        now = fresh.input(taken.name)
        taken.typed = now.typed if now else ""
        form.seen |= {attribute(taken.field): fresh.seen.get(attribute(taken.field))}
        return _form(request, listed, form, row)
    if (values := form.values()) is not None:
        try:
            saved = correct_row(request.scope, listed.relation, row, values, form.seen)
        except ValidationError as wrong:
            form.refuse(wrong)
        except ChangedMeanwhile as changed:
            form.offer(changed)
        else:
            bar.remember(request, saved.entry, "" if saved.entry else "没有改动，不用保存")
            return redirect("lists:row", register, row)
    return _form(request, listed, form, row)


@require_http_methods(["GET", "POST"])
@page("lists:end", WRITE)
def end(request: DeskRequest, register: str, row: int) -> HttpResponse:
    """写明结束."""
    listed = chosen(request, register)
    chosen_row(request, listed, row)
    if listed.span is None or not forms.addable(listed):
        raise Http404
    mistake, typed = "", request.POST.get("until", "")
    if request.method == "POST":
        try:
            saved = end_row(request.scope, listed.relation, row, read_day(typed))
        except ValidationError as wrong:
            mistake = "；".join(wrong.messages)
        except ValueError as wrong:
            mistake = str(wrong)
        else:
            bar.remember(request, saved.entry)
            return redirect("lists:row", register, row)
    context = {"register": listed, "number": row, "title": "写明结束日期", "mistake": mistake, "typed": typed, "ends": True}
    return render(request, "lists/entry/ask.html", context, status=422 if mistake else 200)


@require_http_methods(["GET", "POST"])
@page("lists:withdraw", WRITE)
def withdraw(request: DeskRequest, register: str, row: int) -> HttpResponse:
    """撤回, with its reason."""
    listed = chosen(request, register)
    chosen_row(request, listed, row)
    if not forms.addable(listed):
        raise Http404
    mistake, typed = "", request.POST.get("reason", "")
    if request.method == "POST":
        try:
            saved = withdraw_row(request.scope, listed.relation, row, typed)
        except ValidationError as wrong:
            mistake = "；".join(wrong.messages)
        else:
            bar.remember(request, saved.entry)
            return redirect("lists:list", register)
    context = {"register": listed, "number": row, "title": "撤回这一条", "mistake": mistake, "typed": typed, "ends": False}
    return render(request, "lists/entry/ask.html", context, status=422 if mistake else 200)


@require_http_methods(["GET", "POST"])
@page("lists:cell", WRITE)
def cell(request: DeskRequest, register: str, row: int, field: str) -> HttpResponse:
    """One value in its place: the editor, then the new cell. Without script the row's form does the same."""
    listed = chosen(request, register)
    form = forms.to_correct(request.scope, listed, chosen_row(request, listed, row))
    each = form.input(field)
    if each is None or each.locked:
        raise Http404
    if not request.htmx:
        return redirect("lists:correct", register, row)
    form.inputs = [each]
    if request.method == "POST":
        forms.bound(form, request.POST)
        entry = _saved(request, listed, row, form)
        if not form.wrong:
            context = {
                "cell": _shown(request, listed, row, each.field),
                "register": listed,
                "number": row,
                "first": _is_first(listed, field),
            }
            done = bar.bar_of(request.scope, entry) if entry else None
            return render(request, "lists/entry/cell.html", context | {"done": done})
    return render(request, "lists/entry/editor.html", {"register": listed, "number": row, "each": each, "form": form})


def _saved(request: DeskRequest, listed: Register, row: int, form: forms.RowForm) -> Entry | None:
    """Mistakes stand in the form afterwards."""
    values = form.values()
    if values is None:
        return None
    try:
        return correct_row(request.scope, listed.relation, row, values, form.seen).entry
    except ValidationError as wrong:
        form.refuse(wrong)
    except ChangedMeanwhile as changed:
        form.offer(changed)
    return None


def _shown(request: DeskRequest, listed: Register, row: int, column: Field) -> Cells:
    read = reading(listed, (column,))
    values = listed.model._default_manager.filter(pk=row).values_list("pk", *read.paths).get()
    return cells(request.scope, read, [values])[0]


def _is_first(listed: Register, field: str) -> bool:
    return bool(listed.fields) and listed.fields[0].name == field


@require_POST
@page("lists:undo", WRITE)
def undo(request: DeskRequest, number: int) -> HttpResponse:
    """The button of the bar; back to where it was pressed, with the reason where it could not be done."""
    entry = Entry.objects.filter(pk=number).first()
    if entry is None:
        raise Http404
    try:
        back = bar.take_back(request.scope, entry)
    except ValidationError as wrong:
        bar.remember(request, None, "；".join(wrong.messages), wrong=True)
    else:
        bar.remember(request, None, "已撤销" if back else "没有可撤销的")
    return redirect(_next(request))


def _next(request: DeskRequest) -> str:
    """A page of ours that was named, else the index."""
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return wanted if wanted.startswith("/") and ours else reverse("lists:index")


@require_GET
@page("lists:pick", WRITE)
def pick(request: DeskRequest, register: str, field: str) -> HttpResponse:
    """What may be meant, while somebody types."""
    listed = chosen(request, register)
    column = listed.by_name.get(field)
    if column is None:
        raise Http404
    kinds = column.subjects if column.type == "subject" else (column.type,)
    typed = request.GET.get(field, "") or request.GET.get("q", "")
    found = picking.search(request.scope, [kind for kind in kinds if kind in picking.KINDS], typed)
    return render(request, "lists/entry/pick.html", {"found": found})
