"""The pages of 审读: a paper pasted or uploaded, decided item by item, sent, approved, on offer; and who sees none of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

import gangju.demo.plan
from gangju.desk.access.actions import grant_role, open_account
from gangju.desk.access.roles import Role
from gangju.desk.accounts.kept import opened
from gangju.desk.accounts.models import KeptForm
from gangju.desk.accounts.sessions import TOUCH_SECONDS
from gangju.desk.bridge.run import evaluate_now
from gangju.desk.plans.reading import actions
from gangju.desk.plans.reading.models import Reading, State, Wording
from gangju.desk.plans.reading.tasks import read_later
from tests.desk import world
from tests.desk.accounts.people import age, signed_in, somebody
from tests.desk.plans.papers import PAPER, REVISED, SECRET

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("county")]


@pytest.fixture
def officer() -> Client:
    client = Client()
    client.force_login(world.viewer(Role.COUNTY_OFFICER, "yl"))
    return client


@pytest.fixture
def second() -> Client:
    user = open_account(world.SYSTEM, "second", "第二个人")
    grant_role(world.SYSTEM, user, world.org("yl"), Role.COUNTY_OFFICER, world.FIRST)
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def paper() -> Reading:
    return actions.begin(world.scope(Role.COUNTY_OFFICER, "yl"), world.org("yl"), PAPER, "要点.txt")


def at(name: str, *args: object) -> str:
    return reverse(f"plans:{name}", args=args)


def said(answer: Any) -> str:
    return str(answer.content.decode())


def act(client: Client, reading: Reading, key: str, words: str, **more: str) -> Any:
    """Press the button with this key on the first card that has the words."""
    page = said(client.get(at("reading", reading.pk)))
    card = next(each for each in page.split('<li class="rv-card')[1:] if words in re.sub(r"</?mark>", "", each))
    button = re.search(rf'name="act" value="([^"]+)" data-key="{key}"', card)
    assert button is not None
    return client.post(at("reading_step", reading.pk), {"act": button[1], **more}, follow=True)


def batch(client: Client, reading: Reading, which: str) -> Any:
    there = at("reading_batch", reading.pk, which)
    items = re.findall(r'name="items" value="([^"]+)"', said(client.get(there)))
    return client.post(there, {"items": items}, follow=True)


def sent(page: str) -> dict[str, str]:
    """Which version the page of the second person shows."""
    found = re.search(r'name="sent" value="([^"]+)"', page)
    assert found is not None
    return {"sent": found[1]}


NAMING = {"title": "云澜县工作要点", "issuer": "中共云澜县委组织部", "id": "yunlan-draft", "since": "2026.1.1", "until": "2027.1.1"}


def test_a_paper_is_pasted_and_stands_beside_its_items(officer: Client) -> None:
    answer = officer.post(at("reading_new"), {"org": "yl", "whole_text": PAPER}, follow=True)
    page = said(answer)
    assert "村级活动场所面积不低于" in page
    assert page.index("两个百分数连写") < page.index("农村党员学时")
    assert "已定 <b>0/8</b>" in page


def test_a_file_is_read_as_well(officer: Client) -> None:
    file = SimpleUploadedFile("要点.txt", PAPER.encode("gb18030"))
    page = said(officer.post(at("reading_new"), {"org": "yl", "file": file}, follow=True))
    assert "已定 <b>0/8</b>" in page
    assert Wording.objects.get().source == "要点.txt"


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"whole_text": SECRET}, "涉密文件不得在本系统读取"),
        ({"whole_text": " "}, "请粘贴全文，或者选一个文件"),
        ({"whole_text": "All branches shall meet once a month and report."}, "不是中文材料"),
        ({"file": SimpleUploadedFile("表.docx", b"\x89PNG\r\n\x1a\n" + bytes(2000))}, "表.docx"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_sentence_and_not_kept(officer: Client, sent: dict[str, Any], sentence: str) -> None:
    page = said(officer.post(at("reading_new"), {"org": "yl", **sent}))
    assert sentence in page
    assert "抓好党员教育" not in page
    assert not Reading.objects.exists()


def test_a_long_text_shows_that_it_is_being_read(officer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "AT_ONCE", 100)
    page = said(officer.post(at("reading_new"), {"org": "yl", "whole_text": PAPER}, follow=True))
    assert "正在读这份文件" in page
    found = Reading.objects.get()
    assert officer.get(at("reading_progress", found.pk)).status_code == 200
    read_later.call(found.pk)
    assert officer.get(at("reading_progress", found.pk))["HX-Redirect"] == at("reading", found.pk)


def test_a_long_text_that_was_given_up_stays_away(officer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "AT_ONCE", 100)
    officer.post(at("reading_new"), {"org": "yl", "whole_text": PAPER})
    found = Reading.objects.get()
    officer.post(at("reading_drop", found.pk))
    actions.read_on(found)
    found.refresh_from_db()
    assert found.state == State.DROPPED
    assert officer.get(at("reading", found.pk)).status_code == 404


def test_a_paper_sent_after_the_session_had_ended_is_not_kept_unread() -> None:
    client = signed_in(somebody("ganshi", Role.COUNTY_OFFICER, "yl"))
    age(client, seen=20 * 60 + TOUCH_SECONDS + 1)
    there = at("reading_new")
    answer = client.post(there, {"org": "yl", "whole_text": SECRET}, headers={"referer": f"http://testserver{there}"})
    assert answer["Location"].startswith("/login/")
    kept = opened(KeptForm.objects.get())
    assert kept is not None
    assert dict(kept.fields) == {"org": ["yl"]}
    assert not Reading.objects.exists()


def test_every_button_does_what_it_says(officer: Client, paper: Reading) -> None:
    act(officer, paper, "a", "农村党员每年集中学习")
    act(officer, paper, "x", "每季度至少召开")
    page = said(act(officer, paper, "r", "两个百分数连写", **{f"words:{doubt(officer, paper)}": "32"}))
    assert "已定 <b>3/9</b>" in page
    assert "党支部书记学时 32 学时" in page
    officer.post(at("reading_step", paper.pk), {"act": "undo::"})
    assert "已定 <b>2/8</b>" in said(officer.get(at("reading", paper.pk)))


def doubt(client: Client, reading: Reading) -> str:
    found = re.search(r'name="words:([^"]+)"', said(client.get(at("reading", reading.pk))))
    assert found is not None
    return found[1]


def test_a_step_answers_the_script_with_what_changed(officer: Client, paper: Reading) -> None:
    page = said(officer.get(at("reading", paper.pk)))
    button = re.search(r'value="(accept:[^"]+)" data-key="a"', page)
    seen = re.search(r'name="seen" value="([^"]+)"', page)
    assert button is not None
    assert seen is not None
    answer = officer.post(at("reading_step", paper.pk), {"act": button[1], "seen": seen[1]}, headers={"Accept": "application/json"}).json()
    item = button[1].split(":")[2]
    assert (answer["trouble"], answer["states"]) == ("", {item: "accepted"})
    assert "已接受" in answer["cards"][item]
    again = officer.post(
        at("reading_step", paper.pk), {"act": f"accept:old:{item}", "seen": seen[1]}, headers={"Accept": "application/json"}
    )
    assert "已被别人改动" in again.json()["trouble"]


def test_the_second_officers_steps_are_said(officer: Client, second: Client, paper: Reading) -> None:
    page = said(officer.get(at("reading", paper.pk)))
    act(second, paper, "a", "农村党员每年集中学习")
    button = re.search(r'value="(reject:[^"]+)" data-key="x">不采用', page)
    seen = re.search(r'name="seen" value="([^"]+)"', page)
    assert button is not None
    assert seen is not None
    answer = officer.post(at("reading_step", paper.pk), {"act": button[1], "seen": seen[1]}, headers={"Accept": "application/json"}).json()
    assert answer["said"] == ["第二个人接受第 1 条"]
    assert "已被别人改动或定过" in answer["trouble"]
    assert set(answer["states"].values()) == {"accepted"}


def test_the_form_of_a_correction_says_the_item_in_plain_words(officer: Client, paper: Reading) -> None:
    page = said(officer.get(at("reading", paper.pk)))
    item = re.search(r'<a class="button" href="([^"]+)" data-key="c"', page.split("农村党员每年集中学习", 2)[2])
    assert item is not None
    form = said(officer.get(item[1]))
    fields = dict(re.findall(r'<input type="text" name="([^"]+)" value="([^"]*)"', form)) | rest_of(form)
    mark = re.search(r'name="mark" value="([^"]+)"', form)
    assert mark is not None
    typed = {**fields, "mark": mark[1], "figure_0_0": "30", "operator": ">", "domain": "community"}
    wrong = said(officer.post(item[1], {**typed, "figure_0_0": "很多"}))
    assert "不是一个数" in wrong
    after = said(officer.post(item[1], typed, follow=True))
    assert "学时 30 学时" in after
    assert "超过" in after
    assert "改过" in after


def rest_of(form: str) -> dict[str, str]:
    """What selects and text areas hold."""
    chosen = re.findall(r'<select name="([^"]+)".*?<option value="([^"]*)" selected', form, re.DOTALL)
    areas = re.findall(r'<textarea name="([^"]+)"[^>]*>\s?(.*?)</textarea>', form, re.DOTALL)
    return {name: unescape(value) for name, value in (*chosen, *areas)}


def test_a_mistake_in_the_rest_stands_at_its_field(officer: Client, paper: Reading) -> None:
    page = said(officer.get(at("reading", paper.pk)))
    item = re.search(r'<a class="button" href="([^"]+)" data-key="c"', page.split("农村党员每年集中学习", 2)[2])
    assert item is not None
    form = said(officer.get(item[1]))
    mark = re.search(r'name="mark" value="([^"]+)"', form)
    assert mark is not None
    typed = {**dict(re.findall(r'<input type="text" name="([^"]+)" value="([^"]*)"', form)), **rest_of(form), "mark": mark[1]}
    wrong = said(officer.post(item[1], {**typed, "rest": "where: [不成对"}))
    assert "读不出来" in wrong
    wrong = said(officer.post(item[1], {**typed, "rest": typed["rest"] + "\nnothing: 1\n"}))
    assert "nothing" in wrong
    assert 'id="id_rest_error"' in wrong


def test_what_is_clear_is_accepted_at_once_after_a_look(officer: Client, paper: Reading) -> None:
    page = said(batch(officer, paper, "clear"))
    assert "已接受 6 条" in page
    assert "已定 <b>6/8</b>" in page
    assert "8/8" in said(batch(officer, paper, "rest"))
    officer.post(at("reading_step", paper.pk), {"act": "undo::"})
    assert "已定 <b>6/8</b>" in said(officer.get(at("reading", paper.pk)))


def test_filters_leave_what_was_asked_for(officer: Client, paper: Reading) -> None:
    page = said(officer.get(at("reading", paper.pk) + "?kind=task"))
    assert page.count('<li class="rv-card') == 2
    assert "没有符合筛选条件" in said(officer.get(at("reading", paper.pk) + "?state=accepted"))


@pytest.mark.long
def test_from_the_text_to_adoption_through_two_people(officer: Client, second: Client, paper: Reading) -> None:
    batch(officer, paper, "clear")
    batch(officer, paper, "rest")
    assert "已送复核" in said(officer.post(at("reading_submit", paper.pk), NAMING, follow=True))
    assert "复核要由另一个人办理" in said(officer.get(at("reading", paper.pk)))
    look = said(second.get(at("reading_approve", paper.pk)))
    assert "农村党员学时 24 学时" in look
    assert "不采用的" in look
    done = said(second.post(at("reading_approve", paper.pk), {"approve": "1", **sent(look)}, follow=True))
    paper.refresh_from_db()
    version = paper.pack_hash.removeprefix("sha256:")[:32]
    assert at("pack", version) in done
    answer = officer.post(at("adopt", version), {"org": "yl", "since": "2026.1.1"}, follow=True)
    assert "已采用" in said(answer)
    evaluate_now()
    assert "云澜县工作要点" in said(officer.get(at("plans")))
    assert "农村党员学时" in said(officer.get(at("matrix", "yl")))


def test_a_draft_is_sent_back_with_a_reason(officer: Client, second: Client, paper: Reading) -> None:
    batch(officer, paper, "clear")
    batch(officer, paper, "rest")
    officer.post(at("reading_submit", paper.pk), NAMING)
    there = at("reading_approve", paper.pk)
    shown = sent(said(second.get(there)))
    assert "请填写这一格" in said(second.post(there, {"back": "1", "reason": "", **shown}))
    assert "又重新送来" in said(second.post(there, {"back": "1", "reason": "第一条的学时不对", "sent": "1"}))
    second.post(there, {"back": "1", "reason": "第一条的学时不对", **shown})
    assert "第二个人退回：第一条的学时不对" in said(officer.get(at("reading", paper.pk)))


def test_a_revision_is_shown_against_the_text_before(officer: Client, paper: Reading) -> None:
    page = said(officer.post(at("reading_revise", paper.pk), {"whole_text": REVISED}, follow=True))
    assert "<ins>(一)村级活动场所面积不低于260平方米。</ins>" in page
    assert "<del>三、加强考核</del>" in page


def test_a_revision_after_one_taken_back_is_shown_against_what_stood(officer: Client, paper: Reading) -> None:
    officer.post(at("reading_revise", paper.pk), {"whole_text": PAPER.replace("24学时", "99学时")})
    officer.post(at("reading_step", paper.pk), {"act": "undo::"})
    page = said(officer.post(at("reading_revise", paper.pk), {"whole_text": REVISED}, follow=True))
    assert "99学时" not in page
    assert "<del>三、加强考核</del>" in page


def test_a_dropped_draft_is_brought_back_from_the_list(officer: Client, paper: Reading) -> None:
    assert "打开“已作废的”" in said(officer.post(at("reading_drop", paper.pk), follow=True))
    gone = said(officer.get(at("readings") + "?state=dropped"))
    assert at("reading_restore", paper.pk) in gone
    assert "已恢复" in said(officer.post(at("reading_restore", paper.pk), follow=True))
    assert "没有作废的草案" in said(officer.get(at("readings") + "?state=dropped"))


@pytest.mark.parametrize("sent", [{"act": "undo::", "seen": "2026-13-45T10:00:00"}, {"act": "undo::", "seen": "2026-01-01T10:00:00+08:00"}])
def test_a_moment_that_no_page_sends_is_no_mistake_of_ours(officer: Client, paper: Reading, sent: dict[str, str]) -> None:
    answer = officer.post(at("reading_step", paper.pk), sent, headers={"Accept": "application/json"})
    assert answer.json()["trouble"] == "您在这份文件上没有可以撤销的操作"


def test_a_place_beyond_every_text_is_asked_for_again(officer: Client, paper: Reading) -> None:
    page = said(act(officer, paper, "s", "农村党员每年集中学习", at="9" * 5000))
    assert "请先把光标放在" in page


def test_what_is_still_open_is_said_before_the_form_is_filled_in(officer: Client, paper: Reading) -> None:
    assert "还有 8 条没有定" in said(officer.get(at("reading_submit", paper.pk)))


def test_a_text_without_a_title_is_sent_under_its_first_words(officer: Client) -> None:
    found = actions.begin(
        world.scope(Role.COUNTY_OFFICER, "yl"), world.org("yl"), "农村党员每年集中学习不少于24学时。党支部每季度召开1次党员大会。"
    )
    assert f'value="{found.title}"' in said(officer.get(at("reading_submit", found.pk)))


def test_a_whole_sentence_is_not_set_as_a_heading(officer: Client, paper: Reading) -> None:
    page = said(officer.get(at("reading", paper.pk)))
    headings = re.findall(r"<h3.*?</h3>", page)
    assert any("抓好党员教育" in each for each in headings)
    assert not any("每季度至少召开" in each for each in headings)


def test_the_trial_counts_on_todays_facts(officer: Client, paper: Reading) -> None:
    assert "还没有算过结果" in said(officer.get(at("reading_trial", paper.pk)))
    evaluate_now()
    page = said(officer.get(at("reading_trial", paper.pk)))
    assert "农村党员学时 24 学时" in page
    assert world.secret("b1-p1") not in page


@pytest.mark.parametrize("form", ["xlsx", "docx"])
def test_the_table_of_duties_is_taken_away(officer: Client, paper: Reading, form: str) -> None:
    answer = officer.get(at("reading_table", paper.pk, form))
    assert "%E8%B4%A3%E4%BB%BB%E5%88%86%E8%A7%A3%E8%A1%A8" in answer["Content-Disposition"]
    with ZipFile(BytesIO(answer.content)) as packed:
        words = "".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
    assert "县民政局" in words


def test_findings_about_burden_stand_below_the_text(officer: Client) -> None:
    text = PAPER.replace("各党支部每年向上级报告2次工作情况。", "各党支部每天在工作群里打卡签到,按积分排名。")
    page = said(officer.post(at("reading_new"), {"org": "yl", "whole_text": text}, follow=True))
    assert "减负和合规提示" in page
    assert "打卡" in page.split("减负和合规提示")[1]
    assert "一个支部一年要做多少" in page


@pytest.mark.parametrize(("role", "place"), [(Role.INSPECTOR, "yl"), (Role.BRANCH_SECRETARY, "b1"), (Role.TOWN_COMMISSIONER, "t1")])
def test_a_draft_is_absent_for_everybody_else(paper: Reading, role: Role, place: str) -> None:
    client = Client()
    client.force_login(world.viewer(role, place))
    absent = client.get("/nothing/").content
    for name in ("reading", "reading_revise", "reading_submit", "reading_approve", "reading_trial", "reading_progress"):
        answer = client.get(at(name, paper.pk))
        assert (answer.status_code, answer.content) == (404, absent)
    assert client.post(at("reading_step", paper.pk), {"act": "undo::"}).status_code == 404


@pytest.mark.long
def test_a_commissioner_drafts_for_the_town_and_the_county_approves(officer: Client) -> None:
    town = Client()
    town.force_login(world.viewer(Role.TOWN_COMMISSIONER, "t1"))
    town.post(at("reading_new"), {"org": "t1", "whole_text": PAPER})
    found = Reading.objects.get()
    batch(town, found, "clear")
    batch(town, found, "rest")
    town.post(at("reading_submit", found.pk), {**NAMING, "id": "t1-draft"})
    assert town.get(at("reading_approve", found.pk)).status_code == 404
    officer.post(at("reading_approve", found.pk), {"approve": "1", **sent(said(officer.get(at("reading_approve", found.pk))))})
    found.refresh_from_db()
    assert found.state == State.APPROVED


def test_the_list_asks_the_database_as_often_for_many_as_for_one(
    officer: Client, paper: Reading, django_assert_num_queries: Callable[[int], Any]
) -> None:
    officer.get(at("readings"))
    for _ in range(2):
        with django_assert_num_queries(6):
            assert "要点" in said(officer.get(at("readings")))
        actions.begin(world.scope(Role.COUNTY_OFFICER, "yl"), world.org("t1"), PAPER)


@pytest.fixture
def scored() -> Reading:
    """A plan with a score sheet that does not say who is scored."""
    text = (Path(gangju.demo.plan.__file__).parent / "plan.txt").read_text("utf-8")
    return actions.begin(world.scope(Role.COUNTY_OFFICER, "yl"), world.org("yl"), text)


def test_what_is_clear_and_nothing_of_the_rest_makes_a_plan_also_where_a_sheet_lacks_something(officer: Client, scored: Reading) -> None:
    batch(officer, scored, "clear")
    batch(officer, scored, "rest")
    assert "已送复核" in said(officer.post(at("reading_submit", scored.pk), NAMING, follow=True))


def test_a_score_sheet_is_given_to_a_kind_of_organisation_by_choosing_it(officer: Client, scored: Reading) -> None:
    page = said(officer.get(at("reading", scored.pk) + "?kind=score"))
    card = next(each for each in page.split('<li class="rv-card')[1:] if "没有写明给谁打分" in each)
    item = re.search(r'<a class="button" href="([^"]+)" data-key="c"', card)
    assert item is not None
    form = said(officer.get(item[1]))
    mark = re.search(r'name="mark" value="([^"]+)"', form)
    assert mark is not None
    typed = {**dict(re.findall(r'<input type="text" name="([^"]+)" value="([^"]*)"', form)), **rest_of(form), "mark": mark[1]}
    after = said(officer.post(item[1], {**typed, "whom": "branch"}, follow=True))
    assert "没有写明给谁打分" not in after
    sheet = next(each for each in after.split('<li class="rv-card')[1:] if f'href="{item[1]}"' in each)
    assert "改过" in sheet
    assert 'data-key="a"' in sheet
    assert "rv-yes" in sheet
