"""Pages: somebody's number and phone, masked, whole against a reason, entered by form; and the table of masks."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from gangju.desk.access.fresh import ask_anew, is_fresh
from gangju.desk.access.pages import SIGNED_IN, DeskRequest, page
from gangju.desk.access.roles import ROLE_LABELS, Role
from gangju.desk.identity.actions import Revealed, enter, reveal
from gangju.desk.identity.forms import EntryForm, ReasonForm, doubt
from gangju.desk.identity.masks import MASKS
from gangju.desk.identity.queries import find_person, masked
from gangju.desk.identity.sights import for_role
from gangju.desk.ledgers.models import Person

# Made-up values that show what a mask does.
EXAMPLES = {
    "number": "11010119900307123X",
    "phone": "13800001234",
    "name": "欧阳小明",
    "place": "样例省样例市样例县样例街道",
    "born": "1990-03-07",
    "cause": "脑出血后遗症",
}


@require_http_methods(["GET", "POST"])
@page("identity:person", "person.identity")
def person(request: DeskRequest, person: str) -> HttpResponseBase:
    """Masked; a POST enters, or shows the whole in its own answer and never again, to somebody who has just signed in."""
    found = find_person(request.scope, person)
    if found is None:
        raise Http404
    if "look" in request.POST and not is_fresh(request):
        return ask_anew(request)
    entry, looking = EntryForm(), ReasonForm()
    revealed, said = None, ""
    if request.method == "POST" and "look" in request.POST:
        looking = ReasonForm(request.POST)
        revealed = _revealed(request, found, looking)
    elif request.method == "POST":
        entry = EntryForm(request.POST)
        said = _entered(request, found, entry)
        entry = entry if entry.errors else EntryForm()
    told = {
        "person": found, "masked": masked(request.scope, found), "entry": entry, "looking": looking, "revealed": revealed, "said": said,
    }  # fmt: skip
    return render(request, "identity/person.html", told, status=422 if entry.errors or looking.errors else 200)


def _revealed(request: DeskRequest, person: Person, form: ReasonForm) -> Revealed | None:
    if not form.is_valid():
        return None
    try:
        return reveal(request.scope, person, form.cleaned_data["reason"])
    except ValidationError as refused:
        _add(form, refused)
    return None


def _entered(request: DeskRequest, person: Person, form: EntryForm) -> str:
    """What the page says when it is done; empty where the form has mistakes."""
    if not form.is_valid():
        return ""
    try:
        enter(request.scope, person, form.entered())
    except ValidationError as refused:
        _add(form, refused)
        return ""
    return "已保存。" + doubt(person, form.cleaned_data["number"])


def _add(form: Form, refused: ValidationError) -> None:
    form.add_error(None, refused) if not hasattr(refused, "error_dict") else form.add_error(None, refused.error_dict)


@require_GET
@page("identity:masks", SIGNED_IN)
def masks(request: DeskRequest) -> HttpResponse:
    """遮盖规则: what each mask leaves, and which role sees what. Read only: it is the table that the pages obey."""
    examples = [(mask, EXAMPLES[name], mask(EXAMPLES[name])) for name, mask in MASKS.items()]
    # Roles that see the same share a column.
    columns: dict[tuple[str, ...], list[str]] = {}
    for role in Role:
        columns.setdefault(tuple(for_role(role, name) for name in MASKS), []).append(ROLE_LABELS[role])
    rows = list(zip(MASKS.values(), zip(*columns, strict=True), strict=True))
    return render(request, "identity/masks.html", {"examples": examples, "roles": list(columns.values()), "rows": rows})
