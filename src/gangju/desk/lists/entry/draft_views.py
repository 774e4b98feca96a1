"""Pages and fragments of 未完成的: keep what is typed, offer it again, throw it away. Each person meets only his own."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from gangju.desk import clock
from gangju.desk.access.pages import SIGNED_IN, DeskRequest, page
from gangju.desk.lists.entry import drafts


@require_GET
@page("lists:drafts", SIGNED_IN)
def unfinished(request: DeskRequest) -> HttpResponse:
    return render(request, "lists/entry/drafts.html", {"drafts": drafts.all_of(_user(request)), "days": drafts.DAYS_KEPT})


@require_GET
@page("lists:draft", SIGNED_IN)
def offer(request: DeskRequest) -> HttpResponse:
    """The bar above a form that is opened again; empty where nothing waits."""
    return render(request, "lists/entry/draft_bar.html", {"kept": drafts.find(_user(request), request.GET.get("form", ""))})


@require_POST
@page("lists:keep_draft", SIGNED_IN)
def keep(request: DeskRequest) -> HttpResponse:
    kept = drafts.keep(_user(request), request.POST.get(drafts.ADDRESS, ""), request.POST.get(drafts.TITLE, ""), request.POST)
    return HttpResponse(f"已暂存 {clock.now():%H:%M}" if kept else "")


@require_POST
@page("lists:drop_draft", SIGNED_IN)
def drop(request: DeskRequest, number: int) -> HttpResponse:
    """Raises Http404 for another's draft as for none."""
    if drafts.drop_number(_user(request), number) is None:
        raise Http404
    return HttpResponse("") if request.htmx else redirect("lists:drafts")


def _user(request: DeskRequest) -> User:
    if not isinstance(request.user, User):
        raise Http404
    return request.user
