"""The page 接口令牌, and the description of the API for people and for tools."""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gangju.desk import clock
from gangju.desk.access.fresh import fresh_sign_in
from gangju.desk.access.pages import PUBLIC, SIGNED_IN, DeskRequest, page
from gangju.desk.api.errors import CODES, answer
from gangju.desk.api.forms import TokenForm
from gangju.desk.api.reference import sections
from gangju.desk.api.service import ABOUT, ROOT, description
from gangju.desk.api.tokens import OWN, Made, bindable, end_token, make_token, own_tokens, places
from gangju.desk.ui.words import full_width

USUAL = timedelta(days=90)


@require_http_methods(["GET", "POST"])
@page("api:tokens", OWN)
def tokens(request: DeskRequest) -> HttpResponseBase:
    return _make(request) if request.method == "POST" else _page(request, _blank(request), None)


@fresh_sign_in
def _make(request: DeskRequest) -> HttpResponseBase:
    """A key for a year is not made at a desk that somebody left open. It stands on the answer to its form and nowhere else."""
    form = TokenForm(bindable(request.scope), request.POST)
    if not form.is_valid():
        return _page(request, form, None)
    said = form.cleaned_data
    made = form.tried(lambda: make_token(request.scope, said["name"], said["grants"], said["until"], can_write=said["can_write"]))
    return _page(request, form if made is None else _blank(request), made)


def _blank(request: DeskRequest) -> TokenForm:
    return TokenForm(bindable(request.scope), initial={"until": clock.now().date() + USUAL})


def _page(request: DeskRequest, form: TokenForm, made: Made | None) -> HttpResponse:
    listed = list(own_tokens(request.scope))
    shown = {"form": form, "made": made, "tokens": listed, "places": places(request.scope, listed), "now": clock.now().date()}
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
