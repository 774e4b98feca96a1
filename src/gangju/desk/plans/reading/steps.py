"""Pages that take one step: accept, reject, merge, split, settle a doubt, take back; correct one item; a whole batch after a preview.

The review page sends a step and puts in what comes back; without script the same form leads back to the page. Both come here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive
from django.views.decorators.http import require_http_methods, require_POST

from gangju.desk import clock
from gangju.desk.access.pages import DeskRequest, page
from gangju.desk.bridge.drafting import NotRead
from gangju.desk.ledgers.mistakes import put_mistakes
from gangju.desk.plans.reading import actions, queries
from gangju.desk.plans.reading.actions import DRAFT, Meanwhile
from gangju.desk.plans.reading.correcting import CorrectForm, cuts
from gangju.desk.plans.reading.pages import NOTE, address, trail_to
from gangju.desk.plans.reading.queries import Review
from gangju.desk.ui.words import full_width

CHANGED = "这一条刚才已被别人改动或定过，您的这一步没有算；请看现在的内容再定"
#: Digits of a place in the text; more name no place.
LONGEST_PLACE = 9
#: Steps after which numbers and spans are no longer what the page shows.
RESHAPES = frozenset({"merge", "split", "resolve", "undo"})


@require_POST
@page("plans:reading_step", DRAFT)
def step(request: DeskRequest, number: int) -> HttpResponse:
    """`act` is `kind:mark:item`; `at` a place in the text, `words:item` what a doubt should have said, `seen` when the page was made."""
    review = queries.review(request.scope, number)
    kind, _, rest = request.POST.get("act", "none").partition(":")
    if kind == "none":
        return redirect(address(review.reading))
    mark, _, item = rest.partition(":")
    if kind not in _STEPS or (kind != "undo" and item not in review.by_id):
        raise Http404
    try:
        item, trouble = _STEPS[kind](request, review, item, mark), ""
    except Meanwhile:
        trouble = CHANGED
    except (ValidationError, NotRead) as wrong:
        trouble = full_width("；".join(wrong.messages) if isinstance(wrong, ValidationError) else str(wrong))
    if "application/json" in request.headers.get("Accept", ""):
        return _pieces(request, number, kind, item, trouble)
    if trouble:
        request.session[NOTE] = trouble
    return redirect(address(review.reading, item))


def _accept(request: DeskRequest, review: Review, item: str, mark: str) -> str:
    actions.decide(request.scope, review.reading, "accept", {item: mark})
    return item


def _reject(request: DeskRequest, review: Review, item: str, mark: str) -> str:
    actions.decide(request.scope, review.reading, "reject", {item: mark})
    return item


def _merge(request: DeskRequest, review: Review, item: str, mark: str) -> str:
    following = review.next_of(item)
    if following is None:
        raise ValidationError("后面没有同一类的条目可以合并")
    actions.merge(request.scope, review.reading, [item, following.id], {item: mark, following.id: review.card(following).mark})
    return item


def _split(request: DeskRequest, review: Review, item: str, mark: str) -> str:
    at = request.POST.get("at", "")
    if not at.isdecimal() or len(at) > LONGEST_PLACE:
        raise ValidationError("请先把光标放在这一条原文中要拆开的地方")
    actions.split(request.scope, review.reading, item, mark, int(at) - review.by_id[item].start)
    return f"{item}-1"


def _resolve(request: DeskRequest, review: Review, item: str, mark: str) -> str:
    """Leads on to what is still open."""
    actions.resolve(request.scope, review.reading, item, mark, request.POST.get(f"words:{item}", ""))
    return next((line.id for line in queries.review(request.scope, review.reading.pk).open), item)


def _undo(request: DeskRequest, review: Review, *_: str) -> str:
    done = actions.undo(request.scope, review.reading)
    return str(done.items[0]) if done.items else ""


_STEPS: Mapping[str, Callable[[DeskRequest, Review, str, str], str]] = {
    "accept": _accept,
    "reject": _reject,
    "merge": _merge,
    "split": _split,
    "resolve": _resolve,
    "undo": _undo,
}


def _pieces(request: DeskRequest, number: int, kind: str, item: str, trouble: str) -> JsonResponse:
    """What the page has to put in: the touched cards, how far the review is, what others did meanwhile."""
    review = queries.review(request.scope, number)
    others = queries.others(review, int(request.user.pk or 0), _moment(request.POST.get("seen", "")))
    answer: dict[str, Any] = {
        "trouble": trouble,
        "said": [full_width(each) for each in others.said],
        "seen": review.reading.changed_at.isoformat(),
        "at": item,
    }
    if others.rereads or (kind in RESHAPES and not trouble):
        return JsonResponse(answer | {"go": address(review.reading, item)})
    cards = {each: _card(request, review, each) for each in {item, *others.items} if each in review.by_id}
    states = {each: review.by_id[each].state for each in cards}
    return JsonResponse(answer | {"cards": cards, "states": states, "progress": _part("progress_bar", request, review)})


def _moment(typed: str) -> datetime:
    """Now for what our pages would not send."""
    try:
        found = parse_datetime(typed)
    except ValueError:
        found = None
    return found if found is not None and is_naive(found) else clock.now()


def _card(request: DeskRequest, review: Review, item: str) -> str:
    context = {"card": review.card(review.by_id[item]), "reading": review.reading}
    return render_to_string("plans/reading/card.html", context, request)


def _part(name: str, request: DeskRequest, review: Review) -> str:
    return render_to_string(f"plans/reading/{name}.html", {"review": review, "reading": review.reading}, request)


# ---------------------------------------------------------------- one item
@require_http_methods(["GET", "POST"])
@page("plans:reading_item", DRAFT)
def item(request: DeskRequest, number: int, item: str) -> HttpResponse:
    """更正: the item's body in plain words, beside its sentence; and the places where it can be cut."""
    review = queries.review(request.scope, number)
    if item not in review.by_id or review.by_id[item].is_doubt or not review.reading.is_open:
        raise Http404
    card = review.card(review.by_id[item])
    form = CorrectForm(request.POST or None, item=card.line.data)
    if request.method == "POST" and form.is_valid():
        mark = str(request.POST.get("mark", ""))
        if trouble := _correct(request, review, form, item, mark):
            request.session[NOTE] = trouble
        if not form.errors:
            return redirect(address(review.reading, item))
    title = f"更正第 {card.number} 条"
    context = {"card": card, "form": form, "review": review, "reading": review.reading, "cuts": cuts(card.line.data)}
    return render(request, "plans/reading/item.html", context | {"trail": trail_to(title, review.reading), "title": title})


def _correct(request: DeskRequest, review: Review, form: CorrectForm, item: str, mark: str) -> str:
    try:
        actions.correct(request.scope, review.reading, item, mark, form.change)
    except Meanwhile:
        return CHANGED
    except ValidationError as wrong:
        put_mistakes(form, wrong, names=form.names(wrong.message_dict if hasattr(wrong, "error_dict") else ()))
    return ""


# ---------------------------------------------------------------- many at once
@require_http_methods(["GET", "POST"])
@page("plans:reading_batch", DRAFT)
def batch(request: DeskRequest, number: int, batch: str) -> HttpResponse:
    """`clear`: accept what has no doubt; `rest`: reject what is still open. First shown, then done, about exactly what was shown."""
    review = queries.review(request.scope, number)
    if batch not in _BATCHES or not review.reading.is_open:
        raise Http404
    kind, title = _BATCHES[batch]
    cards = [review.card(line) for line in (review.clear if batch == "clear" else review.open)]
    note = ""
    if request.method == "POST":
        note = _all_at_once(request, review, kind)
        if not note:
            return redirect(address(review.reading))
    context = {
        "cards": cards,
        "reading": review.reading,
        "title": title,
        "kind": kind,
        "note": note,
        "left": len(review.lines) - len(cards),
    }
    return render(request, "plans/reading/batch.html", context | {"trail": trail_to(title, review.reading)})


def _all_at_once(request: DeskRequest, review: Review, kind: str) -> str:
    """A sentence where nothing was done. An item is sent as `mark:id`, all in one field: a form may have a thousand and no more."""
    seen = {item: mark for mark, _, item in (each.partition(":") for each in request.POST.get("items", "").split())}
    if not seen:
        return "没有可以一起办的条目"
    try:
        done = actions.decide(request.scope, review.reading, kind, seen)
    except Meanwhile:
        return "预览以后有条目被别人改动或定过，没有办；请看新的预览"
    except ValidationError as wrong:
        return full_width("；".join(wrong.messages))
    request.session[NOTE] = f"已{'接受' if kind == 'accept' else '定为不采用'} {len(done.items)} 条，按 u 可以整批撤销。"
    return ""


_BATCHES = {"clear": ("accept", "一起接受没有疑问的"), "rest": ("reject", "余下的都不采用")}
