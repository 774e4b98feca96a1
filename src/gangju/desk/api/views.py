"""The page 接口令牌, and the description of the API for people and for tools."""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gangju.desk import clock
from gangju.desk.access.pages import PUBLIC, SIGNED_IN, DeskRequest, page
from gangju.desk.api.errors import CODES, answer
from gangju.desk.api.forms import TokenForm
from gangju.desk.api.reference import sections
from gangju.desk.api.service import ABOUT, ROOT, description
from gangju.desk.api.tokens import OWN, bindable, end_token, make_token, own_tokens, places
from gangju.desk.ui.words import full_width

USUAL = timedelta(days=90)


@require_http_methods(["GET", "POST"])
@page("api:tokens", OWN)
def tokens(request: DeskRequest) -> HttpResponse:
    """A new token stands on the answer to its form and nowhere else."""
    scope = request.scope
    form = TokenForm(bindable(scope), request.POST or None, initial={"until": clock.now().date() + USUAL})
    made = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = form.tried(lambda: make_token(scope, said["name"], said["grants"], said["until"], can_write=said["can_write"]))
        form = form if made is None else TokenForm(bindable(scope), initial={"until": clock.now().date() + USUAL})
    listed = list(own_tokens(scope))
    shown = {"form": form, "made": made, "tokens": listed, "places": places(scope, listed), "now": clock.now().date()}
    return render(request, "api/tokens.html", shown)


@require_POST
@page("api:end_token", OWN)
def end(request: DeskRequest, number: int) -> HttpResponse:
    token = own_tokens(request.scope).filter(pk=number).first()
    if token is None:
        raise Http404
    end_token(request.scope, token)
    return redirect("api:tokens")


@require_GET
@page("api:reference", SIGNED_IN)
def reference(request: DeskRequest) -> HttpResponse:
    about = [line for line in full_width(ABOUT).replace("`", "").splitlines() if line]
    shown = {"sections": sections(description()), "about": about, "codes": CODES, "root": ROOT}
    return render(request, "api/reference.html", shown)


@require_GET
@page("api:openapi", PUBLIC)
def openapi(request: DeskRequest) -> HttpResponse:
    """It describes the shapes that everybody may know and holds nothing of this installation."""
    return answer(description(), 200)
