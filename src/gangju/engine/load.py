"""A folder becomes a pack, or every mistake in it is named.

Three passes, each over all files before it raises: YAML and shape (`load_schema`), agreement of the parts with each
other and with the catalogue (`load_checks`), meaning of the expressions (`meaning`). What comes out is data only; a form
that is planned and not built loads too, and evaluation names it as left out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from gangju.engine.catalogue import SHIPPED, load_catalogue
from gangju.engine.load_build import build_measures, build_params, build_plan, build_standards
from gangju.engine.load_checks import Files, pack_problems
from gangju.engine.load_schema import shape_problems
from gangju.engine.meaning import check_pack
from gangju.engine.model import Catalogue, Pack
from gangju.engine.problem import BadInput, Problem
from gangju.engine.scoring.build import build_schemes
from gangju.engine.scoring.checks import mistakes as scheme_mistakes
from gangju.engine.scoring.checks import scheme_problems
from gangju.engine.spelling import nearest
from gangju.engine.yaml_marks import Marked, joined, read_yaml

REQUIRED: Final = ("plan", "standards")
OPTIONAL: Final = ("measures", "params", "scoring")


def load_pack(folder: Path, catalogue: Catalogue | None = None) -> Pack:
    """Reads and checks one pack. Without `catalogue`: the shipped one, then the pack's own and its neighbour's.

    Raises BadInput with every mistake of the first pass that finds any; files are named relative to `folder`.
    """
    files = _read(folder)
    codes = catalogue or load_catalogue(*catalogue_folders(folder))
    _raise(pack_problems(files, codes))
    _raise(scheme_problems(files, codes))
    plan = build_plan(files.plan.data)
    pack = Pack(
        folder=folder,
        id=plan.id,
        hash=pack_hash(folder),
        plan=plan,
        standards=build_standards(files.standards, codes),
        measures=build_measures(files.measures),
        params=build_params(files.params),
        catalogue=codes,
        schemes=build_schemes(files.scoring, codes),
    )
    _raise(check_pack(pack))
    _raise(scheme_mistakes(pack))
    return pack


def pack_hash(folder: Path) -> str:
    """SHA-256 over the lines `<sha256 of file>  <path>` of the pack's YAML files, sorted by path."""
    paths = {path.relative_to(folder).as_posix(): path for path in folder.glob("**/*.yaml")}
    lines = (f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {name}\n" for name, path in sorted(paths.items()))
    return "sha256:" + hashlib.sha256("".join(lines).encode()).hexdigest()


def catalogue_folders(folder: Path) -> list[Path]:
    """Where the codes of a pack come from, later ones adding to earlier ones."""
    own = (folder / "catalogue", folder.parent / "catalogue")
    return [SHIPPED, *(path for path in own if path.is_dir() and path.resolve() != SHIPPED.resolve())]


def files_of(folder: Path) -> Files:
    """The files of a pack as their authors wrote them. Raises BadInput where one has not the shape of its kind."""
    return _read(folder)


def _read(folder: Path) -> Files:
    problems = list(_strangers(folder))
    read = {name: [_read_one(folder, f"{name}.yaml", name, problems)] for name in ("plan", *OPTIONAL)}
    read["standards"] = _standards(folder, problems)
    _raise(problems)
    return Files(**{name: joined(files) if len(files) > 1 else files[0] for name, files in read.items()})


def _standards(folder: Path, problems: list[Problem]) -> list[Marked]:
    """`standards.yaml`, or the files of `standards/`, or both: a plan of a hundred standards is read subject by subject."""
    more = sorted(path.relative_to(folder).as_posix() for path in (folder / "standards").glob("*.yaml"))
    first = [] if more and not (folder / "standards.yaml").is_file() else ["standards.yaml"]
    return [_read_one(folder, file, "standards", problems) for file in (*first, *more)]


def _read_one(folder: Path, file: str, name: str, problems: list[Problem]) -> Marked:
    empty = Marked(file, [], {})
    if not (folder / file).is_file():
        if name in REQUIRED:
            problems.append(Problem(file, 0, "", "方案包里没有这个文件", f"请在 {folder.name} 里写上 {file}"))
        return empty
    try:
        marked = read_yaml(folder / file, file)
    except BadInput as bad:
        problems += bad.problems
        return empty
    if marked.data is None and name in OPTIONAL:
        return empty
    problems += shape_problems(marked, name)
    return marked


def _strangers(folder: Path) -> Iterable[Problem]:
    known = {f"{name}.yaml" for name in (*REQUIRED, *OPTIONAL)}
    for path in sorted(folder.glob("*.yaml")):
        if path.name not in known:
            near = nearest(path.name, known)
            remedy = f"请改名为 {near}" if near else "请移走;示例放进 cases/,代码放进 catalogue/"
            yield Problem(path.name, 0, "", "方案包不认识这个文件", remedy)


def _raise(problems: Iterable[Problem]) -> None:
    found = list(problems)
    if found:
        raise BadInput(found)
