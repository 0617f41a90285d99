"""Rows of several tables in one statement: one round trip for a thing that is written whole."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import count
from typing import Any, TypeVar

from django.db import connection, models
from django.db.models import Field
from django.db.models.base import ModelState

COPIED_FROM = 50  # rows from which a COPY is cheaper than a statement


@cache
def _columns(model: type[models.Model]) -> tuple[str, tuple["Field[object, object]", ...]]:
    fields = tuple(f for f in model._meta.local_concrete_fields if not f.generated)
    quote = connection.ops.quote_name
    return f"{quote(model._meta.db_table)} ({', '.join(quote(f.column) for f in fields)})", fields


@dataclass(frozen=True)
class Finish:
    """A statement that ends the inserts, with `{}` for each of its values."""

    words: str
    values: tuple[Any, ...] = ()


@cache
def _statement(shape: tuple[tuple[type[models.Model], int], ...], finish: str) -> str:
    """One statement for all tables, its values numbered as the server counts them ($1, $2 …)."""
    numbers, inserts = count(1), []
    for model, rows in shape:
        head, fields = _columns(model)
        lines = [f"({', '.join(f'${next(numbers)}' for _field in fields)})" for _row in range(rows)]
        inserts.append(f"INSERT INTO {head} VALUES {', '.join(lines)}")  # noqa: S608  # names of our tables
    last = "".join(f"${next(numbers)}" if part == "{}" else part for part in re.split(r"(\{\})", finish))
    first = [f"rows_{n} AS ({insert})" for n, insert in enumerate(inserts if last else inserts[:-1])]
    return (f"WITH {', '.join(first)} " if first else "") + (last or inserts[-1])


def insert_together(*groups: Sequence[models.Model], finish: Finish | None = None) -> None:
    """Insert the rows of each group (one table a group; ids are made by the application) at once.

    Few rows go in one statement, with what is to `finish` it, and the server keeps its plan where the
    connection allows (`prepare_threshold`); many are copied, one COPY a table. Foreign keys among them may
    point either way: they are checked when the transaction ends.
    """
    filled = [group for group in groups if group]
    is_many = sum(map(len, filled)) > COPIED_FROM
    for group in filled if is_many else ():
        _copy(group)
    _execute([] if is_many else filled, finish)
    for group in filled:
        for row in group:
            row._state.adding, row._state.db = False, connection.alias


def _execute(groups: Sequence[Sequence[models.Model]], finish: Finish | None) -> None:
    if not groups and finish is None:
        return
    shape = tuple((type(group[0]), len(group)) for group in groups)
    values = [value for group in groups for row in group for value in _values(row)]
    words, more = (finish.words, finish.values) if finish else ("", ())
    with connection.numbered_cursor() as cursor:  # type: ignore[attr-defined]  # our own backend has it
        cursor.execute(_statement(shape, words), [*values, *more])


RowT = TypeVar("RowT", bound=models.Model)


def row_of(model: type[RowT], **values: Any) -> RowT:
    """A new row from the values of its columns (`person_id`, not `person`): all that have no plain default.

    Django's own way asks every field and takes six times as long. Raises TypeError for a strange or missing name.
    """
    defaults, named = _defaults(model)
    if not values.keys() <= named or not named <= values.keys() | defaults.keys():
        raise TypeError(f"{model.__name__}: {sorted(values.keys() ^ named)}")
    row = model.__new__(model)
    row._state = ModelState()
    row.__dict__.update(defaults)
    row.__dict__.update(values)
    return row


@cache
def _defaults(model: type[models.Model]) -> tuple[dict[str, Any], frozenset[str]]:
    """The plain defaults of a table's columns, and the names of all of them."""
    _head, fields = _columns(model)
    plain = {f.attname: None for f in fields if f.null}
    plain |= {f.attname: f.default for f in fields if f.has_default() and not callable(f.default)}
    return plain, frozenset(f.attname for f in fields)


PLAIN = (
    models.UUIDField,
    models.ForeignKey,
    models.DateTimeField,
    models.DateField,
    models.FloatField,
    models.BooleanField,
    models.IntegerField,
    models.SmallIntegerField,
    models.PositiveSmallIntegerField,
)
WORDS = (models.CharField, models.TextField)


@cache
def _ways(model: type[models.Model]) -> tuple[tuple[str, "Field[Any, Any] | None", bool, bool], ...]:
    """For each column: its attribute, the field where that prepares the value, whether it is words, a list of numbers.

    Most values are ready for the driver as they are; asking every field each time takes a third of the work.
    """
    _head, fields = _columns(model)
    return tuple((f.attname, None if type(f) in PLAIN + WORDS else f, type(f) in WORDS, _is_numbers(f)) for f in fields)


def _is_numbers(field: "Field[Any, Any]") -> bool:
    return type(getattr(field, "base_field", None)) is models.IntegerField


def _values(row: models.Model, *, copied: bool = False) -> list[Any]:
    """The values of a row; a list of numbers is copied as the server writes it, which is much cheaper."""
    values = []
    for attribute, field, is_words, is_numbers in _ways(type(row)):
        if copied and is_numbers:
            values.append("{" + ",".join(map(str, getattr(row, attribute))) + "}")
            continue
        if field is not None:
            values.append(field.get_db_prep_save(field.pre_save(row, True), connection))
            continue
        value = getattr(row, attribute)
        values.append(str(value) if is_words and value is not None else value)
    return values


def _copy(group: Sequence[models.Model]) -> None:
    head, _fields = _columns(type(group[0]))
    with connection.cursor() as cursor, cursor.copy(f"COPY {head} FROM STDIN") as copy:
        for row in group:
            copy.write_row(_values(row, copied=True))
