"""The shapes of ledger rows, made from the one declaration of the relations: what is read, what is entered, what is filtered by.

A row of the API has the columns of a facts folder under the same names: codes of the catalogue, public codes of things,
ISO dates, amounts as text in human units (`"7.5"`), so that no float ever stands between a clerk's figure and the ledger.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any

from ninja import Field, Schema
from pydantic import BeforeValidator, ConfigDict, StringConstraints, WithJsonSchema, create_model

from gangju.desk.bridge.mapping import OWN_CODE, SOURCES, Source
from gangju.desk.ledgers.fields import as_decimal, as_hundredths

if TYPE_CHECKING:
    from gangju.engine.relations import Column

RECORDED = "recorded_at"
LONGEST = 64
Amount = Annotated[str, StringConstraints(pattern=r"^-?[0-9]{1,12}(\.[0-9]{1,2})?$")]
Code = Annotated[str, StringConstraints(max_length=LONGEST)]
Text = Annotated[str, StringConstraints(max_length=400)]
Whole = Annotated[int, Field(ge=0, le=2**31 - 1)]

DAY, MOMENT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?$"


def _day(said: Any) -> Any:
    """Only as facts folders write it; a number is no day."""
    return date.fromisoformat(said) if isinstance(said, str) and re.match(DAY, said) else _wrong("应是日期,写成 2026-12-31 的样子")


def _moment(said: Any) -> Any:
    """Beijing time without a zone, hence no RFC 3339."""
    return (
        datetime.fromisoformat(said)
        if isinstance(said, str) and re.match(MOMENT, said)
        else _wrong("应是北京时间,写成 2026-12-31T09:30 的样子")
    )


def _wrong(sentence: str) -> Any:
    raise ValueError(sentence)


Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Moment = Annotated[datetime, BeforeValidator(_moment), WithJsonSchema({"type": "string", "pattern": MOMENT})]
Said = Annotated[str, StringConstraints(pattern=MOMENT)]
READ: dict[str, Any] = {"date": date, "datetime": Said, "int": int, "decimal2": str, "bool": bool}
ENTERED: dict[str, Any] = {
    "id": Code, "code": Code, "text": Text, "date": Day, "datetime": Moment, "int": Whole, "decimal2": Amount, "bool": bool,
}  # fmt: skip


class Strict(Schema):
    """What a caller sends: an unknown name is a mistake, not a thing to pass over."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Asking(Schema):
    """What a caller asks by: everything in an address is text."""

    model_config = ConfigDict(extra="forbid")


@cache
def read_shape(name: str) -> type[Schema]:
    """A row as it is answered; every column stands, empty ones as null."""
    columns: dict[str, Any] = {
        column.name: (READ.get(column.type, str) | None, Field(description=_said(column)))
        for column in SOURCES[name].relation.columns.values()
    }
    row = {"row": (int, Field(description="本安装中的行号,更正、撤回时用"))}
    return create_model(f"{_title(name)}Row", __base__=Schema, **(row | columns))


def entry_shape(name: str, *, change: bool) -> type[Strict]:
    """A row as it is entered. A change names only the columns that it changes."""
    columns: dict[str, Any] = {column.name: _entered(column, change=change) for column in enterable(SOURCES[name])}
    return create_model(f"{_title(name)}{'Change' if change else 'Entry'}", __base__=Strict, **columns)


def filter_shape(name: str) -> type[Asking]:
    """By organisation and those below, day, time of recording, every code and every thing that a row names."""
    source = SOURCES[name]
    span = source.relation.span
    fields: dict[str, Any] = {
        "org": (Code | None, Field(None, description="只要这个党组织及其下级负责的")),
        "recorded_since": (Moment | None, Field(None, description="只要此时及以后登记的;更正、结束不改登记时间")),
        "cursor": (Code | None, Field(None, description="上一页回答的 next")),
        "limit": (int, Field(100, ge=1, le=500, description="每页行数")),
    }
    if span:
        fields["day"] = (Day | None, Field(None, description="只要这一天有效的"))
    for column in source.relation.columns.values():
        if column.type in ("code", "id") and column.name not in fields and column.name != "org_id":
            fields[column.name] = (Code | None, Field(None, description=_said(column)))
    return create_model(f"{_title(name)}Filter", __base__=Asking, **fields)


def enterable(source: Source) -> list[Column]:
    """Everything but the row's own code, which the ledger gives, and the time of recording, which the clock gives."""
    own = {RECORDED} | {name for name, path in source.plain.items() if path == OWN_CODE}
    if source.relation.name in ("unit", "document"):  # a new one gets its code with its first version
        own.add(source.relation.id)
    return [column for column in source.relation.columns.values() if column.name not in own]


def _entered(column: Column, *, change: bool) -> tuple[Any, Any]:
    kind = ENTERED[column.type]
    needed = column.required == "yes" and not change and not column.derive
    if needed:
        return kind, Field(description=_said(column))
    return kind | None, Field(None, description=_said(column))


def _title(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


def _said(column: Column) -> str:
    more = [f"代码表 {column.list}"] if column.list else []
    more += [f"单位 {column.unit}" if column.unit != "metric" else "单位随指标"] if column.unit else []
    if column.references:
        more.append(f"{SOURCES[column.references].relation.title}的编号")
    return f"{column.title}({';'.join(more)})" if more else column.title


# ---------------------------------------------------------------- values
def shown(column: Column, value: Any) -> Any:
    """A value of the ledger as the API writes it; empty text is null."""
    if value is None or value == "":
        return None
    if column.type == "decimal2":
        return format(as_decimal(value) or Decimal(0), "f")
    return value.isoformat(timespec="seconds" if value.second else "minutes") if column.type == "datetime" else value


def kept(column: Column, value: Any) -> Any:
    """The other way round. The shape has already seen to the form."""
    return as_hundredths(Decimal(value)) if column.type == "decimal2" and value is not None else value
