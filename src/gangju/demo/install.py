"""How the invented county comes into an empty installation: each step by the ordinary doors of the desk.

Imported only after Django is set up. Every step is a title in Chinese and a deed, so that whoever waits sees what for.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.core.management import call_command

from gangju.demo.cast import Player, cast
from gangju.demo.county import write
from gangju.demo.shape import FIRST_DAY, Size
from gangju.desk.access.actions import grant_role, open_account
from gangju.desk.access.carried import may_carry
from gangju.desk.access.roles import Role
from gangju.desk.accounts.models import AccountHolder
from gangju.desk.bridge.importing import import_facts
from gangju.desk.bridge.run import evaluate_now
from gangju.desk.journal.deeds import Actor
from gangju.desk.ledgers.models import Organization, Person, Post
from gangju.desk.plans.actions import adopt
from gangju.engine.load import load_pack

PACK = Path(__file__).resolve().parent / "pack"
Step = tuple[str, Callable[[], object]]


def steps(home: Path, size: Size) -> list[Step]:
    facts = home / "facts"
    return [
        ("建立数据库", migrate),
        ("编出演示县的事实文件夹", lambda: write(facts, size)),
        ("检查并导入台账", lambda: import_facts(facts, actor=Actor.system("演示安装"))),
        ("开通六个演示账号", lambda: open_accounts(cast(size))),
        ("采用本县年度方案", adopt_plan),
        ("逐条算出结果", evaluate_now),
    ]


def migrate() -> None:
    call_command("migrate", verbosity=0)


def open_accounts(players: tuple[Player, ...]) -> None:
    """Accounts without a password: only the demo's one click opens them. Where an office carries the role, the grant hangs on it."""
    actor = Actor.system("演示安装")
    for player in players:
        org, person = Organization.objects.get(code=player.org_id), Person.objects.get(code=player.person_id)
        user = open_account(actor, player.user, player.name)
        AccountHolder.objects.create(user=user, person=person, org=org)
        held = Post.objects.filter(person=person, org=org, until=None).order_by("pk")
        post = next((post for post in held if may_carry(post.role, player.role)), None)
        grant_role(actor, user, org, Role(player.role), post.since if post else FIRST_DAY, post=post)


def adopt_plan() -> None:
    """The county's own plan binds its root from the plan's first day."""
    since = load_pack(PACK).plan.in_force_from
    for root in Organization.objects.filter(path__length=3):
        adopt(Actor.system("演示安装"), PACK, root, since)
