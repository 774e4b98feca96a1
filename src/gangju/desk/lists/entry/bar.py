"""What was just done, with one button to take it back: shown once, on the page after the save, with and without script."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.http import HttpRequest

from gangju.desk.access.logbook import DEEDS
from gangju.desk.access.scope import Answer, Denied, Scope
from gangju.desk.journal.models import Entry
from gangju.desk.ledgers.actions import may_undo, undo
from gangju.desk.ledgers.actions.undo import whose
from gangju.desk.sheets.models import Import
from gangju.desk.sheets.undoing import CannotUndo, undo_import

IN_SESSION = "lists_done"
PASTED = "sheet.import"
WORDS: Mapping[str, str] = {
    "row.add": "已登记一条", "row.correct": "已更正", "row.end": "已写明结束日期", "row.withdraw": "已撤回一条", "row.undo": "已撤销",
    "sheet.import": "已登记", "sheet.undo": "已撤销",
}  # fmt: skip


@dataclass(frozen=True)
class Bar:
    """`number` is the journal's; 0 where it cannot be undone. `words` are about the deed, never about persons."""

    number: int
    words: str
    wrong: bool = False


def remember(request: HttpRequest, entry: Entry | None, words: str = "", *, wrong: bool = False) -> None:
    """For the next page."""
    request.session[IN_SESSION] = {"number": entry.pk if entry else 0, "words": words, "wrong": wrong}


def shown(request: HttpRequest, scope: Scope) -> Bar | None:
    """Taken out of the session by being shown."""
    told = request.session.pop(IN_SESSION, None)
    if not told:
        return None
    entry = Entry.objects.filter(pk=told["number"]).first()
    return bar_of(scope, entry, told["words"], wrong=told["wrong"])


def bar_of(scope: Scope, entry: Entry | None, words: str = "", *, wrong: bool = False) -> Bar:
    if entry is None:
        return Bar(0, words, wrong)
    said = words or WORDS.get(entry.deed) or DEEDS.get(entry.deed, "已保存")
    return Bar(entry.pk if may(scope, entry) else 0, said, wrong)


def may(scope: Scope, entry: Entry) -> bool:
    if entry.deed == PASTED:
        return entry.business_day == scope.today and bool(whose(scope, entry, "ledger.write"))
    return bool(may_undo(scope, entry))


def take_back(scope: Scope, entry: Entry) -> Entry | None:
    """The inverse of the deed. Raises Denied; ValidationError with the reason why not."""
    if not any(entry.org_path.startswith(path) for path in scope.paths("ledger.write") if path):
        raise Denied(Answer(False, "没有这条记录"))
    if entry.deed != PASTED:
        return undo(scope, entry)
    answer = whose(scope, entry, "ledger.write")
    if not answer or entry.business_day != scope.today:
        raise ValidationError(answer.reason if not answer else "撤销只限当天。隔天发现登记错了，请用更正或撤回")
    try:
        undo_import(int(entry.subject.partition(":")[2]), scope.actor)
    except (CannotUndo, Import.DoesNotExist) as refused:
        raise ValidationError(str(refused)) from refused
    return Entry.objects.filter(subject=entry.subject, deed="sheet.undo").order_by("-pk").first()
