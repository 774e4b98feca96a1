"""Pages that hand a draft on: a revised text, 送复核, the second person's page, the trial on today's facts, the tables to take away."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gangju.desk.access.pages import DeskRequest, page
from gangju.desk.bridge import drafting, trying
from gangju.desk.bridge.drafting import Naming, NotRead, Unfit
from gangju.desk.ledgers.mistakes import put_mistakes
from gangju.desk.plans.reading import actions, editions, passing, queries, revisions
from gangju.desk.plans.reading.actions import APPROVE, DRAFT, Meanwhile
from gangju.desk.plans.reading.forms import BackForm, NamingForm, TextForm
from gangju.desk.plans.reading.models import State
from gangju.desk.plans.reading.pages import NOTE, address, read_from, trail_to
from gangju.desk.plans.reading.queries import Review
from gangju.desk.ui.words import full_width

LONGEST_SERIAL = 10
TABLES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@require_http_methods(["GET", "POST"])
@page("plans:reading_revise", DRAFT)
def revise(request: DeskRequest, number: int) -> HttpResponse:
    """A new text; afterwards the same page shows what it changed."""
    review = queries.review(request.scope, number)
    form = TextForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.revise(request.scope, review.reading, *read_from(form.cleaned_data))
        except NotRead as wrong:
            form = _refused(str(wrong))
        except ValidationError as wrong:
            put_mistakes(form, wrong)
        else:
            return redirect("plans:reading_revise", number)
    context = {"form": form, "review": review, "reading": review.reading, "changes": changes(review)}
    return render(request, "plans/reading/revise.html", context | {"trail": trail_to("换成修订稿", review.reading)})


def _refused(sentence: str) -> TextForm:
    form = TextForm({})
    form.full_clean()
    form.errors.clear()
    form.add_error("whole_text", sentence)
    return form


def changes(review: Review) -> dict[str, object] | None:
    """The last revision that stands: the items it touched and the text's difference."""
    place = next((at for at, step in reversed([*enumerate(review.steps)]) if step.kind == "revise"), None)
    if place is None:
        return None
    last = review.steps[place]
    before = review.reading.wordings.get(number=editions.base(review.steps[:place]).wording)
    cards = [review.card(review.by_id[new]) for _, new in last.said["changed"] if new in review.by_id]
    added = [review.card(review.by_id[item]) for item in last.said["new"] if item in review.by_id]
    return {
        "survived": len(last.said["survived"]),
        "changed": cards,
        "added": added,
        "gone": last.said["gone"],
        "difference": revisions.difference(before.text, review.text),
    }


@require_http_methods(["GET", "POST"])
@page("plans:reading_submit", DRAFT)
def submit(request: DeskRequest, number: int) -> HttpResponse:
    review = queries.review(request.scope, number)
    if not review.reading.is_open:
        return redirect(address(review.reading))
    form = NamingForm(request.POST or None, initial=_start(review))
    problems: list[tuple[queries.Card | None, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            passing.submit(request.scope, review.reading, Naming(**form.cleaned_data))
        except Unfit as wrong:
            problems = by_card(review, wrong)
        except ValidationError as wrong:
            put_mistakes(form, wrong)
        else:
            request.session[NOTE] = "已送复核。没有参与审读的另一位同志可以在这里通过或退回。"
            return redirect(address(review.reading))
    context = {"form": form, "review": review, "reading": review.reading, "problems": problems, "unready": passing.unready(review.lines)}
    return render(request, "plans/reading/submit.html", context | {"trail": trail_to("送复核", review.reading)})


def _start(review: Review) -> dict[str, object]:
    """As sent before, else as the text has it."""
    sent = review.reading
    said = drafting.suggested(review.edition.plan)
    said["title"] = said["title"] or sent.title
    said["id"] = f"plan-{str(said['since'])[:4] or review.reading.opened_at.year}-{sent.pk}"
    if sent.pack and sent.since:
        said |= {"id": sent.pack, "title": sent.pack_title, "since": sent.since, "until": sent.until or ""}
    return said


def by_card(review: Review, wrong: Unfit) -> list[tuple[queries.Card | None, str]]:
    cards = {item: review.card(review.by_id[item]) for item, _ in wrong.problems if item in review.by_id}
    return [(cards.get(item), full_width(sentence)) for item, sentence in wrong.problems]


@require_http_methods(["GET", "POST"])
@page("plans:reading_approve", APPROVE)
def approve(request: DeskRequest, number: int) -> HttpResponse:
    """The second person: every decision and every correction on one page, then yes or back."""
    review = queries.review(request.scope, number)
    reading = review.reading
    request.scope.require(APPROVE, reading.org)
    if reading.state != State.SUBMITTED:
        return redirect(address(reading))
    sends_back = "back" in request.POST
    form = BackForm(request.POST if sends_back else None)
    problems: list[tuple[queries.Card | None, str]] = []
    note = ""
    if request.method == "POST" and (not sends_back or form.is_valid()):
        try:
            return _passed(request, review, form if sends_back else None)
        except Unfit as wrong:
            problems = by_card(review, wrong)
        except Meanwhile:
            note = "这份草案在您打开以后退回过、又重新送来，您的意见没有算；下面是现在送来的，请看过再定"
        except ValidationError as wrong:
            note = full_width("；".join(wrong.messages))
    context = {"review": review, "reading": reading, "form": form, "problems": problems, "note": note, **_decided(review)}
    context["sent"] = passing.sent(review.steps)
    context |= {"allowed": passing.may_approve(request.scope, reading), "trail": trail_to("复核", reading)}
    return render(request, "plans/reading/approve.html", context)


def _passed(request: DeskRequest, review: Review, back: BackForm | None) -> HttpResponse:
    typed = request.POST.get("sent", "")
    seen = int(typed) if typed.isdecimal() and len(typed) < LONGEST_SERIAL else 0
    if back is not None:
        passing.send_back(request.scope, review.reading, seen, back.cleaned_data["reason"])
        request.session[NOTE] = "已退回，审读的人会看到理由。"
    else:
        passing.approve(request.scope, review.reading, seen)
        request.session[NOTE] = "已通过。方案已保存，内容不会再变；下一步是采用。"
    return redirect(address(review.reading))


def _decided(review: Review) -> dict[str, object]:
    cards = [review.card(line) for line in review.lines]
    return {
        "accepted": [card for card in cards if card.line.state == "accepted" and not card.line.is_doubt],
        "rejected": [card for card in cards if card.line.state == "rejected"],
        "corrected": [(card, _before(card)) for card in cards if card.line.corrected and card.line.state == "accepted"],
        "resolved": [card for card in cards if card.line.state == "accepted" and card.line.is_doubt],
    }


def _before(card: queries.Card) -> str:
    """What had been drafted, where the item was drafted as one."""
    drafted = card.line.drafted
    return "合并或拆开而成" if drafted is None else "；".join([str(drafted["said"]), *queries.figures(drafted)])


@require_GET
@page("plans:reading_trial", DRAFT)
def trial(request: DeskRequest, number: int) -> HttpResponse:
    """What the accepted standards would say of today's facts, as counts: nobody is named, nothing is kept."""
    review = queries.review(request.scope, number)
    chosen = [line.data for line in review.lines if line.state == "accepted"] or [line.data for line in review.clear]
    problems: list[tuple[queries.Card | None, str]] = []
    tried = None
    try:
        tried = trying.tried(review.reading.org, review.text, review.edition.plan, chosen)
    except Unfit as wrong:
        problems = by_card(review, wrong)
    figures = {item["body"].get("id"): queries.figures(item) for item in chosen}
    context = {"review": review, "reading": review.reading, "tried": tried, "problems": problems, "chosen": len(chosen), "figures": figures}
    return render(request, "plans/reading/trial.html", context | {"trail": trail_to("试算", review.reading)})


@require_POST
@page("plans:reading_drop", DRAFT)
def drop(request: DeskRequest, number: int) -> HttpResponse:
    found = queries.reading(request.scope, number)
    try:
        passing.drop(request.scope, found)
    except ValidationError as wrong:
        request.session[NOTE] = full_width("；".join(wrong.messages))
        return redirect(address(found))
    kept = "要找回来，打开“已作废的”，点“恢复”。" if found.total else ""
    request.session[NOTE] = f"已作废“{found.title}”。{kept}"
    return redirect(reverse("plans:readings"))


@require_POST
@page("plans:reading_restore", DRAFT)
def restore(request: DeskRequest, number: int) -> HttpResponse:
    found = queries.dropped_reading(request.scope, number)
    passing.restore(request.scope, found)
    request.session[NOTE] = "已恢复，和作废以前一样。"
    return redirect(address(found))


@require_GET
@page("plans:reading_table", DRAFT)
def table(request: DeskRequest, number: int, form: str) -> HttpResponse:
    """责任分解表, as a workbook or as an official document."""
    review = queries.review(request.scope, number)
    if form not in TABLES:
        raise Http404
    answer = HttpResponse(drafting.duties(review.text, form), content_type=TABLES[form])
    answer["Content-Disposition"] = content_disposition_header(True, f"责任分解表-{review.reading.title}.{form}") or ""
    return answer
