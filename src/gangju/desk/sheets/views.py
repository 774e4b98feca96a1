"""Pages about workbooks: bring one in, look at what it would do, confirm, take back; take ledgers out; compare a roster."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from gangju.desk.access.fresh import ask_anew, is_fresh
from gangju.desk.access.pages import DeskRequest, page
from gangju.desk.access.paging import Paged
from gangju.desk.access.roles import Role
from gangju.desk.jobs.queue import still_open
from gangju.desk.ledgers.models import Organization
from gangju.desk.sheets import uploads, working
from gangju.desk.sheets.comparing import DIFFERENT, EXTRA, MISSING, UNREAD, as_workbook, compare_roster
from gangju.desk.sheets.directory import IMPORT
from gangju.desk.sheets.exporting import EXPORT, Exported, empty_form, export
from gangju.desk.sheets.forms import ExportForm
from gangju.desk.sheets.identity import keeper
from gangju.desk.sheets.layout import layouts
from gangju.desk.sheets.models import Import, State
from gangju.desk.sheets.tasks import check_later, write_later
from gangju.desk.sheets.tracing import READS, Trace, entries_of, exports, spoken, trace_file, trace_number
from gangju.desk.sheets.undoing import CannotUndo, undo_import
from gangju.desk.sheets.workbook import Unreadable, check_size, open_workbook

ROWS_A_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UNFINISHED = (State.WAITING, State.RUNNING)


@require_http_methods(["GET", "POST"])
@page("sheets:home", EXPORT)
def home(request: DeskRequest) -> HttpResponse:
    """导入记录, and the doors to everything else."""
    may_import = bool(request.scope.may(IMPORT))
    mistake = ""
    uploads.tidy()
    if request.method == "POST" and may_import:
        try:
            return redirect("sheets:import", _received(request).pk)
        except Unreadable as refused:
            mistake = str(refused)
    paging = Paginator(_imports(request).select_related("org"), ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "may_import": may_import,
        "may_trace": bool(request.scope.may(READS)),
        "mistake": mistake,
        "page": paging,
        "query": Paged(request.GET),
        "ledgers": [(layout.ledger, layout.title) for layout in layouts().values()],
    }
    return render(request, "sheets/home.html", context, status=422 if mistake else 200)


def _received(request: DeskRequest) -> Import:
    sent = _sent(request)
    record = working.receive(request.scope, sent.name or "", sent.size or 0, sent.read)
    if record.state == State.WAITING:
        check_later.enqueue(record.pk)
    return record


def _sent(request: DeskRequest, missing: str = "没有选文件。请先选一个 .xlsx 或 .xls 工作簿") -> UploadedFile[Any]:
    """Raises Unreadable where no file came."""
    sent = request.FILES.get("book")
    if not isinstance(sent, UploadedFile):
        raise Unreadable(missing)
    return sent


@require_http_methods(["GET", "POST"])
@page("sheets:import", IMPORT)
def imported(request: DeskRequest, number: int) -> HttpResponse:
    """What the workbook would do; confirmed by its own button."""
    record = _import(request, number)
    if record.state in UNFINISHED and not (still_open(check_later.module_path) or still_open(write_later.module_path)):
        working.interrupted(record)
    mistake = record.problem
    if request.method == "POST" and record.state == State.CHECKED:
        if "drop" in request.POST:
            working.drop(record)
            return redirect("sheets:home")
        mistake = _confirmed(request, record)
        if not mistake:
            return redirect("sheets:import", number)
    context = {
        "record": record,
        "preview": uploads.noted(number, "preview"),
        "progress": uploads.noted(number, "progress"),
        "mistake": mistake,
        "open": record.state in UNFINISHED,
        "checked": record.state == State.CHECKED,
        "done": record.state == State.DONE,
        "has_book": uploads.is_kept(number),
        "keeps_identity": keeper() is not None,
    }
    return render(request, "sheets/import.html", context)


def _confirmed(request: DeskRequest, record: Import) -> str:
    """The mistake; empty where it is written or on its way."""
    record.only_right = "only_right" in request.POST
    record.problem = ""
    try:
        if len(uploads.kept(record.pk) or b"") > working.AT_ONCE:
            record.state = State.WAITING
            record.save()
            write_later.enqueue(record.pk)
        else:
            working.write(record, request.scope)
    except ValidationError as refused:
        return "；".join(refused.messages)
    return ""


@require_GET
@page("sheets:marked", IMPORT)
def marked(request: DeskRequest, number: int) -> HttpResponseBase:
    """The same workbook with its mistakes at their cells."""
    record = _import(request, number)
    try:
        data = working.marked(record, request.scope)
    except ValidationError:
        raise Http404 from None
    stem = re.sub(r"\.xlsx?$", "", record.file_name, flags=re.IGNORECASE)
    return _download(Exported(f"{stem}-校验结果.xlsx", data, 0))


@require_http_methods(["GET", "POST"])
@page("sheets:undo", IMPORT)
def undo(request: DeskRequest, number: int) -> HttpResponse:
    record, mistake = _import(request, number), ""
    if request.method == "POST":
        try:
            undo_import(record.pk, request.scope.actor)
            return redirect("sheets:import", number)
        except CannotUndo as refused:
            mistake = str(refused)
    return render(request, "sheets/undo.html", {"record": record, "mistake": mistake})


@require_http_methods(["GET", "POST"])
@page("sheets:export", EXPORT)
def export_ledger(request: DeskRequest, kind: str) -> HttpResponseBase:
    """A ledger at and below one's own organisation; rows about persons for a purpose, masked unless more is asked for."""
    layout = _layout(kind)
    personal = layout.personal or layout.ledger == "roster_entry"
    form = ExportForm(request.POST if request.method == "POST" else None, personal=layout.personal)
    if request.method == "POST" and form.is_valid():
        asked = form.asked()
        if asked.beyond and not is_fresh(request):
            return ask_anew(request)
        try:
            return _download(export(request.scope, kind, _chosen(request), asked))
        except ValidationError as refused:
            form.refuse(refused)
    context = {
        "layout": layout,
        "form": form,
        "personal": personal,
        "far": any(role != Role.BRANCH_SECRETARY for role in request.scope.roles),
        "columns": [column for column in layout.columns.values() if column.type != "identity"],
        "within": request.POST.get("within", request.GET.get("within", "")),
    }
    return render(request, "sheets/export.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@page("sheets:trace", READS)
def trace(request: DeskRequest) -> HttpResponse:
    """导出记录, and which of them a found file comes from; the file is not kept."""
    found, mistake = None, ""
    if request.method == "POST":
        try:
            found = _traced(request)
        except Unreadable as refused:
            mistake = str(refused)
    paging = Paginator(exports(request.scope), ROWS_A_PAGE).get_page(request.GET.get("page"))
    shown = [*paging, *(each.export for each in found or ())]
    context = {
        "found": found,
        "mistake": mistake,
        "typed": request.POST.get("number", ""),
        "page": paging,
        "query": Paged(request.GET),
        "entries": entries_of(shown),
        "spoken": {each.number: spoken(each) for each in shown},
    }
    return render(request, "sheets/trace.html", context, status=422 if mistake else 200)


def _traced(request: DeskRequest) -> list[Trace]:
    if request.POST.get("number", "").strip() and "book" not in request.FILES:
        return trace_number(request.scope, request.POST["number"])
    sent = _sent(request, "没有选文件,也没有填导出编号。请选找到的文件,或填写印在上面的编号")
    check_size(sent.size or 0)
    return trace_file(request.scope, sent.read())


def _chosen(request: DeskRequest) -> Organization | None:
    """The organisation below which to cut; absent and forbidden alike are not found."""
    code = request.POST.get("within", "")
    if not code:
        return None
    org = request.scope.organizations(EXPORT, code=code).first()
    if org is None:
        raise Http404
    return org


@require_GET
@page("sheets:form", EXPORT)
def form(request: DeskRequest, kind: str) -> HttpResponseBase:
    """样表."""
    _layout(kind)
    return _download(empty_form(kind))


@require_http_methods(["GET", "POST"])
@page("sheets:compare", IMPORT)
def compare(request: DeskRequest) -> HttpResponseBase:
    """对账: nothing is kept of the roster."""
    found, mistake = None, ""
    if request.method == "POST":
        try:
            sent = _sent(request)
            check_size(sent.size or 0)
            found = compare_roster(request.scope, open_workbook(sent.name or "", sent.read()))
        except Unreadable as refused:
            mistake = str(refused)
        if found is not None and "workbook" in request.POST:
            return _download(Exported("对账结果.xlsx", as_workbook(found), len(found.lines)))
    counts = [(kind, found.count(kind)) for kind in (MISSING, EXTRA, DIFFERENT, UNREAD)] if found else []
    return render(request, "sheets/compare.html", {"found": found, "counts": counts, "mistake": mistake, "most": working.MOST_LISTED})


def _imports(request: DeskRequest) -> Any:
    return request.scope.rows(Import, IMPORT).order_by("-pk")


def _import(request: DeskRequest, number: int) -> Import:
    found: Import | None = _imports(request).filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def _layout(kind: str) -> Any:
    if kind not in layouts():
        raise Http404
    return layouts()[kind]


def _download(made: Exported) -> HttpResponse:
    answer = HttpResponse(made.data, content_type=XLSX)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(made.name)}"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
