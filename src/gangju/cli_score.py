"""`gangju score`: the score sheets of packs over a folder of facts, each explained line by line."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence

from gangju.cli_compare import Table
from gangju.engine.facts import Facts
from gangju.engine.model import Pack
from gangju.engine.problem import BadInput, Problem
from gangju.engine.score import Scores, score
from gangju.engine.scoring.cards import LABELS, Card, span
from gangju.engine.spelling import choose


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--scheme", action="append", default=[], metavar="编号", help="只算这个评分方案,可多次;不写即方案包里的全部")
    parser.add_argument("--subject", metavar="编号", help="只列这个对象,逐项说明得分")


def scored(asked: argparse.Namespace, packs: Sequence[Pack], facts: Facts) -> Scores:
    """Raises BadInput for a scheme that no pack has."""
    known = [scheme.id for pack in packs for scheme in pack.schemes]
    if not known:
        raise BadInput([Problem("scoring.yaml", 0, "", "方案包里没有评分方案", "请先写 scoring.yaml")])
    strangers = [name for name in asked.scheme if name not in known]
    if strangers:
        raise BadInput(
            Problem("scoring.yaml", 0, name, "方案包里没有这个评分方案", choose(name, known, "请核对编号")) for name in strangers
        )
    found = score(packs, facts, asked.as_of, known_on=asked.known_on, period=asked.period, only=asked.scheme, org=asked.org)
    return found.of(asked.subject) if asked.subject else found


def tables(scores: Scores, subject: str | None) -> Iterator[Table]:
    """One table a scheme; of one subject alone the lines of its sheet."""
    if subject is not None:
        yield from (_sheet(card) for card in scores.cards)
        return
    heads = ("对象", "党组织", "类别", "状态", "得分", "等次", "建议")
    for scheme in dict.fromkeys(card.scheme.id for card in scores.cards):
        cards = [card for card in scores.cards if card.scheme.id == scheme]
        yield Table(f"{cards[0].scheme.title}({scheme})", heads, [_cells(card) for card in cards])


def _cells(card: Card) -> Sequence[str]:
    points = "" if card.points is None else span(*card.points)
    klass = next(each.title for each in card.scheme.classes if each.id == card.klass)
    wanted = "、".join(each.title for each in card.scheme.consequences if each.id in card.proposals)
    return card.subject_id, card.org_id, klass, LABELS[card.status], points, _grade(card), wanted


def _grade(card: Card) -> str:
    """One grade, or all that are still possible."""
    named = {band.grade: band.title for band in card.scheme.bands}
    titles = [named[grade] for grade in card.grades]
    return "或".join(titles) if len(titles) < 3 else f"{titles[0]}到{titles[-1]}"


def _sheet(card: Card) -> Table:
    points = "" if card.points is None else f",{span(*card.points)} 分"
    grade = f",{_grade(card)}" if card.grades else ""
    vetoes = {item.id: item.title for item in card.scheme.vetoes}
    held = f";否决:{'、'.join(vetoes[name] for name in card.vetoed)}" if card.vetoed else ""
    rows = [(line.section, line.title, span(line.full, line.full), span(*line.points), line.said) for line in card.lines]
    title = f"{card.scheme.title} · {card.subject_id}:{LABELS[card.status]}{points}{grade}{held}"
    return Table(title, ("部分", "项", "满分", "得分", "怎么得的"), rows)
