"""The page of a paste: the box, what was understood with each wrong cell to mend, and the confirmation."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from gangju.desk.access.pages import DeskRequest, page
from gangju.desk.lists.entry import bar, pasting
from gangju.desk.lists.entry.views import WRITE, chosen


@require_http_methods(["GET", "POST"])
@page("lists:paste", WRITE)
def paste(request: DeskRequest, register: str) -> HttpResponse:
    """Written only where what is sent is what was shown, and nothing in it is wrong."""
    listed = chosen(request, register)
    if not pasting.pastable(listed):
        raise Http404
    mistake, seen = "", None
    text = request.POST.get("text", "")
    if request.method == "POST" and "back" not in request.POST:
        try:
            seen = pasting.look(request.scope, listed, text, request.POST)
            if "save" in request.POST and seen.clean and request.POST.get("shown") == seen.plan.fingerprint:
                return _saved(request, seen, listed.title, register)
        except ValidationError as wrong:
            mistake = "；".join(wrong.messages)
    context: dict[str, Any] = {
        "register": listed,
        "columns": pasting.columns_of(listed),
        "text": text,
        "seen": seen,
        "mistake": mistake,
        "most": pasting.MOST_ROWS,
    }
    return render(request, "lists/entry/paste.html", context, status=422 if mistake else 200)


def _saved(request: DeskRequest, seen: pasting.Pasted, title: str, register: str) -> HttpResponse:
    added, changed, same = (seen.plan.count(what) for what in ("added", "changed", "unchanged"))
    parts = [f"登记 {added} 条" if added else "", f"更正 {changed} 条" if changed else "", f"{same} 条与原来一致" if same else ""]
    entry = pasting.save(request.scope, seen)
    bar.remember(request, entry, f"{title}：{'，'.join(part for part in parts if part)}")
    return redirect("lists:list", register)
