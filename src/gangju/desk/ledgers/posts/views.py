"""Pages of 班子: who holds which office; appoint, change, end, withdraw."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gangju.desk.access.actions import reveal_names
from gangju.desk.access.carried import role_of
from gangju.desk.access.pages import DeskRequest, page
from gangju.desk.access.scope import Denied
from gangju.desk.ledgers.codes import label
from gangju.desk.ledgers.mistakes import put_mistakes
from gangju.desk.ledgers.models import Organization, Post, Unit
from gangju.desk.ledgers.names import NAMELESS
from gangju.desk.ledgers.places import Crumb, Place, place, trail
from gangju.desk.ledgers.posts import due, people, queries
from gangju.desk.ledgers.posts.actions import Appointed, Office, appoint, change_post, end_post, withdraw_post
from gangju.desk.ledgers.posts.forms import AppointForm, EndForm, OfficeForm
from gangju.desk.ledgers.posts.rights import WRITE, is_above, may_appoint

TITLE = "班子"


@require_GET
@page("ledgers:posts", "organization.read")
def posts(request: DeskRequest, code: str) -> HttpResponse:
    scope = request.scope
    org = place(scope, code)
    context = {
        "org": org,
        "trail": trail(scope, org, TITLE),
        "bench": queries.bench(scope, org),
        "term": due.term(scope, org),
        "named": scope.persons_named(org.org),
        "may_write": bool(scope.can(WRITE, org.org)),
        "note": request.session.pop("post note", ""),
    }
    return render(request, "ledgers/posts.html", context)


@require_http_methods(["GET", "POST"])
@page("ledgers:appoint", WRITE)
def appointing(request: DeskRequest, code: str) -> HttpResponse:
    """Where the names are not open to the viewer, they are opened against a logged reason, for this one form."""
    scope = request.scope
    org = place(scope, code, WRITE)
    form = AppointForm(request.POST or None, initial={"role": request.GET.get("role", ""), "since": scope.today})
    named = scope.persons_named(org.org)
    mistake, unfounded = "", ""
    if request.method == "POST" and form.is_valid():
        opened, unfounded = names_opened(request, org)
        try:
            if not unfounded:
                person = people.find(scope, form.cleaned_data["person"], org.org, opened)
                return _done(request, org, appoint(scope, _organization(org), person, _office(form, _unit(org))))
        except Denied as refused:
            mistake = refused.answer.reason
        except ValidationError as wrong:
            put_mistakes(form, wrong, otherwise="person")
    context = {"org": org, "form": form, "named": named, "reason": request.POST.get("reason", ""), "mistake": mistake}
    context["unfounded"] = unfounded
    context |= {"trail": _trail(request, org, "任职"), "people": people.suggestions(scope, org.org, scope.today)}
    return render(request, "ledgers/post_appoint.html", context)


@require_http_methods(["GET", "POST"])
@page("ledgers:change_post", WRITE)
def changing(request: DeskRequest, code: str) -> HttpResponse:
    scope, post = request.scope, _post(request, code)
    org = place(scope, post.org.code, WRITE)
    said = {None: "", True: "yes", False: "no"}[post.full_time]
    start = {"role": post.role, "rank": post.rank, "full_time": said, "since": scope.today}
    form = OfficeForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            return _done(request, org, change_post(scope, post, _office(form, post.unit)))
        except ValidationError as wrong:
            put_mistakes(form, wrong)
    return _about(request, org, post, form, "调整职务", "ledgers/post_change.html")


@require_http_methods(["GET", "POST"])
@page("ledgers:end_post", WRITE)
def ending(request: DeskRequest, code: str) -> HttpResponse:
    scope, post = request.scope, _post(request, code)
    org = place(scope, post.org.code, WRITE)
    form = EndForm(request.POST or None, initial={"until": scope.today})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            end_post(scope, post, said["until"], said["exit"], said["number"])
            return redirect("ledgers:posts", org.code)
        except ValidationError as wrong:
            put_mistakes(form, wrong)
    return _about(request, org, post, form, "离任", "ledgers/post_end.html")


@require_POST
@page("ledgers:withdraw_post", WRITE)
def withdrawing(request: DeskRequest, code: str) -> HttpResponse:
    post = _post(request, code)
    org = place(request.scope, post.org.code, WRITE)
    form = EndForm(initial={"until": request.scope.today})
    try:
        withdraw_post(request.scope, post, request.POST.get("reason", ""))
    except ValidationError as wrong:
        return _about(request, org, post, form, "离任", "ledgers/post_end.html", "；".join(wrong.messages))
    return redirect("ledgers:posts", org.code)


def names_opened(request: DeskRequest, org: Place) -> tuple[Organization | None, str]:
    """Where names are not open to the viewer: the organisation whose names the given reason opens for this request, or what is
    wrong with the reason. Raises Denied."""
    if request.scope.persons_named(org.org):
        return None, ""
    try:
        reveal_names(request.scope, org.org, request.POST.get("reason", ""))
    except ValidationError as wrong:
        return None, "；".join(wrong.messages)
    return org.org, ""


def _about(request: DeskRequest, org: Place, post: Post, form: forms.Form, title: str, template: str, withdrawal: str = "") -> HttpResponse:
    """The form about one office. Whoever may not give it gets the reason instead of the form."""
    carried = role_of(post.role, org.kind, org.level)
    context: dict[str, Any] = {
        "org": org,
        "post": post,
        "title": title,
        "role": label("post.role", post.role),
        "person": post.person.name if request.scope.persons_named(org.org) else NAMELESS,
        "carries": carried.label if carried else "",
        "form": form,
        "allowed": may_appoint(request.scope, org.org, post.role, org.kind, org.level),
        "above": is_above(request.scope, org.org, "post.hand_over"),
        "withdrawal": withdrawal,
        "trail": _trail(request, org, title),
    }
    return render(request, template, context)


def _trail(request: DeskRequest, org: Place, title: str) -> list[Crumb]:
    bench = Crumb(TITLE, reverse("ledgers:posts", args=[org.code]))
    return [*trail(request.scope, org, title)[:-1], bench, Crumb(title)]


def _post(request: DeskRequest, code: str) -> Post:
    """Raises Http404 for what is absent, what is not the viewer's, and what is over."""
    found = request.scope.rows(Post, WRITE).filter(code=code).select_related("person", "org", "unit").first()
    if found is None or (found.until is not None and found.until <= request.scope.today):
        raise Http404
    return found


def _office(form: OfficeForm, unit: Unit | None) -> Office:
    said = form.cleaned_data
    return Office(said["role"], said["since"], unit, said["rank"], said["full_time"], said["number"])


def _organization(org: Place) -> Organization:
    return Organization.objects.get(pk=org.org.pk)


def _unit(org: Place) -> Unit | None:
    return Unit.objects.filter(pk=org.unit_id).first() if org.unit_id else None


def _done(request: DeskRequest, org: Place, appointed: Appointed) -> HttpResponse:
    """What came of the account is told on the page that follows."""
    request.session["post note"] = appointed.note or ("职务已登记，账号已随之授权" if appointed.grant else "")
    return redirect("ledgers:posts", org.code)
