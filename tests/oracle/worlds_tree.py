"""Random trees: organisations founded, moved, renamed and dissolved; units with their own tree and who answers for them."""

from __future__ import annotations

from datetime import date

from tests.oracle.maker import OLD, Maker, earlier

LEVELS = ["county", "township", "village", "unit", "unit"]
BRANCHES = ["branch", "branch", "joint_branch", "temporary_branch", "general_branch"]
DOMAINS = ["rural", "rural", "community", "agency", "private_firm"]
UNIT_KINDS = ["village", "village", "rural_community", "community", "private_firm"]

Life = tuple[date, date | None]


class Tree:
    """What later rows lean on: who lives when. `branches` are those that may have members."""

    def __init__(self) -> None:
        self.organizations: dict[str, Life] = {}
        self.layers: dict[str, int] = {}
        self.counties: dict[str, str] = {}
        self.regions: dict[str, str] = {}
        self.branches: list[str] = []
        self.units: dict[str, Life] = {}

    def living(self, day: date, names: list[str] | None = None) -> list[str]:
        wanted = self.organizations if names is None else names
        lives = {name: self.organizations[name] for name in wanted}
        return [name for name, (since, until) in lives.items() if since <= day and (until is None or day < until)]


def grow(maker: Maker) -> Tree:
    tree = Tree()
    depth = maker.random.randint(1, 5)
    roots = maker.pick(1, 1, 1, 2)
    for index in range(max(depth, maker.random.randint(3, 9))):
        plant(maker, tree, f"o{index}", depth, index < roots)
    for index in range(maker.random.randint(1, 5)):
        settle(maker, tree, f"u{index}")
    house(maker, tree)
    return tree


def life_of(maker: Maker, first: bool) -> Life:
    if first:
        return OLD, None
    since = maker.near() if maker.chance(0.25) else OLD
    return since, maker.maybe_end(since, 0.2)


def plant(maker: Maker, tree: Tree, name: str, depth: int, root: bool) -> None:
    """One organisation: its life, its places in the tree, its versions."""
    since, until = life_of(maker, first=not tree.organizations)
    is_root = root or depth == 1
    if is_root:
        maker.add("placement", org_id=name, parent_id=None, since=since, until=until)
    tree.layers[name] = 0 if is_root else max(place(maker, tree, name, since, until, depth))
    tree.organizations[name] = (since, until)
    county = tree.counties.setdefault(name, f"99010{maker.pick(1, 2)}")
    tree.regions[name] = county if is_root else county + maker.pick("100", "101")
    versions(maker, tree, name)


def place(maker: Maker, tree: Tree, name: str, since: date, until: date | None, depth: int) -> list[int]:
    """Superiors one after another over the whole life, each only while it lives itself; never one planted later.

    Now and then an organisation stands under nobody for a while: it is a root then, and no longer one afterwards.
    """
    layers: list[int] = []
    day: date | None = since
    while day is not None:
        parent = superior(maker, tree, day, depth)
        end = until if parent is None else earlier(until, tree.organizations[parent][1])
        end = maker.cuts(day, end, 1)[0][1] if maker.chance(0.3) else end
        maker.add("placement", org_id=name, parent_id=parent, since=day, until=end)
        if parent is not None:
            tree.counties.setdefault(name, tree.counties[parent])
        layers.append(0 if parent is None else tree.layers[parent] + 1)
        day = None if end == until else end
    return layers


def superior(maker: Maker, tree: Tree, day: date, depth: int) -> str | None:
    parents = [org for org in tree.living(day) if tree.layers[org] + 1 < depth]
    deepest = max(parents, key=lambda org: tree.layers[org])
    alone = maker.chance(0.06)
    return None if alone else str(deepest if maker.chance(0.5) else maker.random.choice(parents))


def versions(maker: Maker, tree: Tree, name: str) -> None:
    """Renamed, or of another kind, domain or level from a day on. A committee has no domain, a branch always one."""
    since, until = tree.organizations[name]
    is_branch = tree.layers[name] > 0 and maker.chance(0.8)
    if is_branch:
        tree.branches.append(name)
    for number, (start, end) in enumerate(maker.cuts(since, until, maker.pick(0, 0, 1, 2))):
        kind = maker.random.choice(BRANCHES) if is_branch else maker.pick("committee", "work_committee")
        level = LEVELS[tree.layers[name]] if maker.chance(0.9) else maker.random.choice(LEVELS)
        domain = maker.random.choice(DOMAINS) if is_branch else None
        cells = {"name": f"{name}第{number}名", "kind": kind, "domain": domain, "level": level, "region": tree.regions[name]}
        maker.add("organization", org_id=name, since=start, until=end, **cells)


def house(maker: Maker, tree: Tree) -> None:
    """Most versions of an organisation are set up in a unit that lives as long."""
    for row in maker.facts["organization"]:
        since, until = date.fromisoformat(row["since"]), row["until"] and date.fromisoformat(row["until"])
        fitting = [
            unit for unit, life in tree.units.items() if life[0] <= since and (life[1] is None or (until is not None and until <= life[1]))
        ]
        row["set_up_mode"] = maker.pick(None, "standalone", "joint", "regional")
        row["unit_id"] = maker.random.choice(fitting) if fitting and maker.chance(0.7) else None


def settle(maker: Maker, tree: Tree, name: str) -> None:
    """One unit: versions that touch, each under one living organisation and, perhaps, under an older unit."""
    since = maker.near() if maker.chance(0.2) else OLD
    until = maker.maybe_end(since, 0.1)
    kind = maker.random.choice(UNIT_KINDS)
    day: date | None = since
    while day is not None:
        org = maker.random.choice(tree.living(day))
        end = earlier(until, tree.organizations[org][1])
        parents = [
            unit for unit, life in tree.units.items() if life[0] <= day and (life[1] is None or (end is not None and end <= life[1]))
        ]
        end = maker.cuts(day, end, 1)[0][1] if maker.chance(0.3) else end
        kind = maker.random.choice(UNIT_KINDS) if maker.chance(0.1) else kind
        parent = maker.random.choice(parents) if parents and maker.chance(0.8) else None
        cells = {"name": f"{name}单位", "kind": kind, "domain": None, "region": tree.regions[org], "parent_unit_id": parent, "org_id": org}
        maker.add("unit", unit_id=name, since=day, until=end, **cells)
        day = None if end == until else end
    tree.units[name] = (since, until)
