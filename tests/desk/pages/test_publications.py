"""公布: frozen with all it rests on, every open item decided by somebody named, computed again on demand; trends over publications."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.test import Client

from gangju.cli import main
from gangju.desk.access.roles import Role
from gangju.desk.access.scope import Denied
from gangju.desk.bridge import publishing
from gangju.desk.bridge.folders import export_facts
from gangju.desk.bridge.models import Publication
from gangju.desk.bridge.publishing import Decision, item
from gangju.desk.bridge.reading import Wanted
from gangju.desk.bridge.retention import tidy
from gangju.desk.bridge.run import evaluate_now
from gangju.desk.bridge.snapshot import folder_of, kept_facts
from gangju.desk.journal.models import Entry
from gangju.engine.facts import Facts
from gangju.engine.frozen import Frozen
from tests.desk import world
from tests.desk.pages.conftest import Visitor

pytestmark = pytest.mark.django_db
OFFICER = (Role.COUNTY_OFFICER, "yl")


@pytest.fixture
def officer(visitor: Visitor) -> Client:
    return visitor(*OFFICER)


@pytest.fixture
def published() -> Publication:
    return publish()


def publish(code: str = "yl", title: str = "上半年情况") -> Publication:
    scope, org = world.scope(*OFFICER), world.org(code)
    draft = publishing.draft(scope, org)
    assert draft is not None
    decisions = [Decision(*item(row), "noted", "台账还没建") for row in draft.open]
    return publishing.publish(scope, org, title, decisions)


def test_an_open_item_is_published_only_with_a_decision_of_somebody_named() -> None:
    scope, org = world.scope(*OFFICER), world.org("yl")
    draft = publishing.draft(scope, org)
    assert draft is not None
    assert draft.open
    with pytest.raises(ValidationError, match=f"还有 {len(draft.open)} 项没有定下来"):
        publishing.publish(scope, org, "不完整", [])
    assert not Publication.objects.exists()
    made = publish()
    assert made.published_by == scope.actor.name
    assert {each["reason"] for each in made.decisions} == {"台账还没建"}
    assert Entry.objects.get(deed="result.publish").subject == f"publication:{made.hash[7:19]}"


def test_the_same_result_is_not_published_twice(published: Publication) -> None:
    with pytest.raises(ValidationError, match="一字不差"):
        publish()


def test_a_correction_names_what_it_corrects_and_both_stay(published: Publication, officer: Client) -> None:
    world.settle_extra()
    evaluate_now()
    second = publish(title="上半年情况（更正）")
    assert second.supersedes == published
    body = officer.get("/publications/").content.decode()
    assert "已更正" in body
    assert "有效" in body


def test_a_publication_is_computed_again_and_equal(published: Publication, capsys: pytest.CaptureFixture[str]) -> None:
    assert publishing.replayed(published).equal
    assert publishing.by_mark(published.hash[7:15]) == published
    assert publishing.by_mark("") is None or Publication.objects.count() == 1


def test_later_entries_and_tidying_leave_it_as_it_was(published: Publication) -> None:
    world.settle_extra()
    for _ in range(6):
        evaluate_now()
    tidy()
    kept_facts.cache_clear()
    assert folder_of(published.facts_hash).is_dir()
    assert publishing.replayed(published).equal


def test_facts_of_another_snapshot_are_refused_by_name(published: Publication, tmp_path: Path) -> None:
    world.settle_extra()
    other = Facts({}, hash="sha256:other", folder=export_facts(tmp_path / "facts").folder)
    with pytest.raises(publishing.BadInput, match="sha256:other"):
        publishing.replayed(published, other)


def test_a_snapshot_that_was_touched_is_refused(published: Publication) -> None:
    kept_facts.cache_clear()
    folder = folder_of(published.facts_hash)
    saved = shutil.copytree(folder, folder.with_name("saved"))
    (folder / "membership.parquet").unlink()
    try:
        with pytest.raises(publishing.NotKept, match="内容变了"):
            publishing.replayed(published)
    finally:
        shutil.rmtree(folder)
        saved.rename(folder)


def test_a_row_of_the_register_that_was_altered_is_noticed(published: Publication) -> None:
    published.frozen["as_of"] = "2026-05-31"
    with pytest.raises(publishing.NotKept, match="登记被改动过"):
        publishing.replayed(published)


def test_rows_that_were_altered_are_named_on_the_page(published: Publication, officer: Client) -> None:
    home = Path(settings.GANGJU_DATA) / "published"
    other = publish("t2", "另一份")
    published.frozen["results_hash"] = other.frozen["results_hash"]
    published.hash = Frozen.from_json(published.frozen).hash
    published.folder = other.folder
    published.save()
    assert (home / other.folder).is_dir()
    body = officer.post(f"/publications/{published.pk}/replay/").content.decode()
    assert "重新算出的与公布的不同" in body


def test_the_page_says_what_it_rests_on_and_checks_itself(published: Publication, officer: Client) -> None:
    body = officer.get(f"/publications/{published.pk}/").content.decode()
    assert published.hash in body
    assert published.facts_hash in body
    assert "注明未定后公布：台账还没建" in body
    assert "一字不差" in officer.post(f"/publications/{published.pk}/replay/").content.decode()


def test_the_form_asks_for_every_open_item_and_publishes(officer: Client) -> None:
    page = officer.get("/publications/new/yl/").content.decode()
    assert "还没有定下来的" in page
    untouched = officer.post("/publications/new/yl/", {"title": "试"}).content.decode()
    assert untouched.count("field-error") == 1
    assert "项都还没有写怎么公布" in untouched
    assert "请写明为什么这样公布" in officer.post("/publications/new/yl/", {"title": "试", "choice_0": "known"}).content.decode()
    draft = publishing.draft(world.scope(*OFFICER), world.org("yl"))
    assert draft is not None
    said = {"title": "上半年情况", "choice": "known", "reason": "先公布", "choice_0": "left_out", "reason_0": "另行核实"}
    assert officer.post("/publications/new/yl/", said).status_code == 302
    made = Publication.objects.get()
    assert [each["choice"] for each in made.decisions] == ["left_out", *["known"] * (len(draft.open) - 1)]
    assert (made.decisions[0]["reason"], made.decisions[-1]["reason"]) == ("另行核实", "先公布")


def test_an_item_left_out_is_not_shown(officer: Client) -> None:
    scope, org = world.scope(*OFFICER), world.org("yl")
    draft = publishing.draft(scope, org)
    assert draft is not None
    decisions = [Decision(*item(row), "left_out", "暂不公布") for row in draft.open]
    made = publishing.publish(scope, org, "只公布定下来的", decisions)
    body = officer.get(f"/publications/{made.pk}/").content.decode()
    assert "农村党员学时" not in body


def test_each_viewer_reads_his_own_part(published: Publication, visitor: Visitor) -> None:
    body = visitor(Role.BRANCH_SECRETARY, "b1").get(f"/publications/{published.pk}/").content.decode()
    assert world.secret("b1") in body
    assert world.secret("b3") not in body
    reading = publishing.read(world.scope(Role.BRANCH_SECRETARY, "b1"), published, Wanted())
    assert {row.org_id for row in reading.groups} == {"b1"}


def test_only_who_may_publish_does(visitor: Visitor) -> None:
    assert visitor(Role.TOWN_COMMISSIONER, "t1").get("/publications/new/t1/").status_code == 404
    with pytest.raises(Denied):
        publishing.draft(world.scope(Role.TOWN_COMMISSIONER, "t1"), world.org("t1"))


def test_trends_draw_a_line_over_publications(officer: Client, published: Publication, monkeypatch: pytest.MonkeyPatch) -> None:
    one = officer.get("/trends/yl/").content.decode()
    assert "2026.6.30" in one
    monkeypatch.setenv("GANGJU_TODAY", "2026-07-31")
    evaluate_now()
    publish(title="七月情况")
    two = officer.get("/trends/yl/").content.decode()
    assert "2026.7.31" in two
    assert "<polyline points=" in two
    assert "style=" not in two


def test_without_publications_the_pages_name_the_next_step(officer: Client) -> None:
    assert "公布现在的结果" in officer.get("/publications/").content.decode()
    assert "公布两次以后" in officer.get("/trends/yl/").content.decode()


def test_the_command_says_equal_or_refuses(published: Publication, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", published.hash[7:19], "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["equal"] is True
    assert main(["replay", "0000"]) == 3
    assert "没有编号以“0000”开头的公布" in capsys.readouterr().err
    facts = export_facts(tmp_path / "facts", form="csv").folder
    assert main(["replay", published.hash, "--facts", str(facts)]) == 3
    assert "这是另一份事实" in capsys.readouterr().err
