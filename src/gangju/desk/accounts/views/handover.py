"""职务交接 on one page: what passes over, the form, and the paper that is signed."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gangju.desk.access.carried import role_of
from gangju.desk.access.pages import DeskRequest, page
from gangju.desk.accounts import handover_page
from gangju.desk.accounts.handover import DEED, HandedOver, HandingOver, hand_over, require_above, seat, undo_hand_over
from gangju.desk.accounts.handover_forms import AccountForm, HandOverForm
from gangju.desk.journal.models import Entry
from gangju.desk.journal.queries import entries_below
from gangju.desk.ledgers.codes import label
from gangju.desk.ledgers.mistakes import put_mistakes
from gangju.desk.ledgers.models import Organization, Post
from gangju.desk.ledgers.names import NAMELESS
from gangju.desk.ledgers.places import Crumb, Place, place, trail
from gangju.desk.ledgers.posts import people
from gangju.desk.ledgers.posts.rights import HAND_OVER
from gangju.desk.ledgers.posts.views import names_opened


@require_http_methods(["GET", "POST"])
@page("accounts:hand_over", HAND_OVER)
def handing_over(request: DeskRequest, code: str) -> HttpResponse:
    scope, post = request.scope, _post(request, code)
    org = place(scope, post.org.code, HAND_OVER)
    require_above(scope, post)
    others = handover_page.others(scope, post)
    form = HandOverForm(request.POST or None, initial={"day": scope.today}, also=[(each.code, each.title) for each in others])
    unfounded = ""
    if request.method == "POST" and form.is_valid():
        opened, unfounded = names_opened(request, org)
        try:
            if not unfounded:
                return _paper(request, hand_over(scope, _said(request, form, post, opened)), opened is not None)
        except ValidationError as wrong:
            put_mistakes(form, wrong, otherwise="successor")
        post.refresh_from_db()
    named = scope.persons_named(org.org)
    context = {
        "org": org,
        "post": post,
        "outgoing": post.person.name if named else NAMELESS,
        "passing": handover_page.passing(scope, org, post),
        "form": form,
        "others": others,
        "named": named,
        "reason": request.POST.get("reason", ""),
        "unfounded": unfounded,
        "people": people.suggestions(scope, org.org, scope.today),
        "trail": _trail(request, org),
    }
    return render(request, "accounts/hand_over.html", context)


@require_http_methods(["GET", "POST"])
@page("accounts:seat", HAND_OVER)
def seating(request: DeskRequest, code: str) -> HttpResponse:
    """开通账号 for who holds the office; the password in the answer itself."""
    scope, post = request.scope, _post(request, code)
    org = place(scope, post.org.code, HAND_OVER)
    require_above(scope, post)
    carried = role_of(post.role, org.kind, org.level)
    if carried is None:
        raise Http404
    form, seated = AccountForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            seated = seat(scope, post, form.cleaned_data["username"].strip())
        except ValidationError as wrong:
            put_mistakes(form, wrong, otherwise="username")
    context = {
        "org": org,
        "role": label("post.role", post.role),
        "carries": carried.label,
        "person": post.person.name if scope.persons_named(org.org) else NAMELESS,
        "form": form,
        "seated": seated,
        "trail": _trail(request, org, "开通账号"),
    }
    return render(request, "accounts/seat.html", context)


@require_GET
@page("accounts:handed_over", HAND_OVER)
def handed_over(request: DeskRequest, number: int) -> HttpResponse:
    """The same paper later, without the password."""
    entry = _entry(request, number)
    return render(request, "accounts/handed_over.html", _shown(request, entry))


@require_POST
@page("accounts:undo_hand_over", HAND_OVER)
def undoing(request: DeskRequest, number: int) -> HttpResponse:
    entry = _entry(request, number)
    place(request.scope, entry.org_code, HAND_OVER)
    try:
        undo_hand_over(request.scope, entry)
    except ValidationError as wrong:
        return render(request, "accounts/handed_over.html", _shown(request, entry) | {"mistake": "；".join(wrong.messages)})
    return redirect("ledgers:posts", entry.org_code)


def _paper(request: DeskRequest, done: HandedOver, opened: bool) -> HttpResponse:
    """In the answer itself and not after a redirect: the password is shown once and kept nowhere, and names against the reason given."""
    shown = _shown(request, done.entry, opened=opened) | {"password": done.password, "notes": done.notes}
    return render(request, "accounts/handed_over.html", shown)


def _shown(request: DeskRequest, entry: Entry, *, opened: bool = False) -> dict[str, object]:
    paper = handover_page.paper(request.scope, entry, opened=opened)
    return {"paper": paper, "password": "", "notes": [], "mistake": "", "trail": _trail(request, paper.org)}


def _said(request: DeskRequest, form: HandOverForm, post: Post, opened: Organization | None) -> HandingOver:
    """Raises ValidationError where the successor is not found."""
    said, scope = form.cleaned_data, request.scope
    successor = people.find(scope, said["successor"], post.org, opened)
    also = scope.rows(Post, HAND_OVER).filter(code__in=said["also"]).select_related("org", "person", "unit").order_by("pk")
    return HandingOver(post, successor, said["day"], said["way"], list(also), said["username"].strip(), said["number"])


def _post(request: DeskRequest, code: str) -> Post:
    """Raises Http404 for what is absent, what is not the viewer's, and what is not held today."""
    found = request.scope.rows(Post, HAND_OVER).filter(code=code).select_related("person", "org", "unit").first()
    if found is None or found.since > request.scope.today or (found.until is not None and found.until <= request.scope.today):
        raise Http404
    return found


def _entry(request: DeskRequest, number: int) -> Entry:
    found = entries_below(request.scope.paths(HAND_OVER)).filter(pk=number, deed=DEED).first()
    if found is None:
        raise Http404
    return found


def _trail(request: DeskRequest, org: Place, title: str = "职务交接") -> list[Crumb]:
    bench = Crumb("班子", reverse("ledgers:posts", args=[org.code]))
    return [*trail(request.scope, org, title)[:-1], bench, Crumb(title)]
