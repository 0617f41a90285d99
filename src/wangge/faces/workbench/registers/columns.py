"""The columns of each ledger, the same on the screen and in the file."""

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext as _

from wangge.core.cases.queries.registers import Register, RegisterRow
from wangge.faces.shell.states import look_of
from wangge.faces.shell.templatetags.shell import clock_chip, when
from wangge.faces.workbench.cases.side_steps import GROUNDS
from wangge.faces.workbench.labels import area_label, unit_label
from wangge.faces.workbench.links import case_url
from wangge.faces.workbench.matters.parts import Cell, Line

from .parts import age_words, days_since

Cells = Callable[[RegisterRow, datetime], list[Cell]]


def line_of(register: Register, row: RegisterRow, *, at: datetime) -> Line:
    """One matter in a ledger."""
    below = f"{row.number} · {area_label(row.area_id)}"
    return Line(row.title, CELLS.get(register, _usual)(row, at), url=case_url(row.id), below=below)


def _state(row: RegisterRow) -> Cell:
    return Cell(_("状态"), look_of(row.state).label, tag=True)


def _age(row: RegisterRow, at: datetime) -> Cell:
    return Cell(_("从什么时候"), age_words(row.reported_at, at))


def _due(row: RegisterRow, at: datetime) -> Cell:
    return Cell(_("期限"), clock_chip(row.due_at, at=at) if row.due_at else "—")


def _owner(row: RegisterRow) -> Cell:
    return Cell(_("该谁办"), unit_label(row.owner_unit_id))


def _usual(row: RegisterRow, at: datetime) -> list[Cell]:
    return [_state(row), _owner(row), _age(row, at), _due(row, at)]


def _suspended(row: RegisterRow, at: datetime) -> list[Cell]:
    ground = (row.suspension or {}).get("ground", "")
    return [
        Cell(_("理由"), GROUNDS.get(ground, ground) or "—", tag=True),
        Cell(_("负责的领导"), row.leader or "—"),
        Cell(_("挂账以来"), days_since(row.suspended_at, at)),
        Cell(_("复核期限"), clock_chip(row.due_at, at=at) if row.due_at else "—"),
        _owner(row),
    ]


def _petition(row: RegisterRow, at: datetime) -> list[Cell]:
    return [_state(row), _owner(row), Cell(_("包案领导"), row.leader or _("还没有")), _age(row, at), _due(row, at)]


def _custody(row: RegisterRow, at: datetime) -> list[Cell]:
    return [
        Cell(_("包案领导"), row.leader, tag=True),
        Cell(_("责任人"), row.responsible or "—"),
        Cell(_("包案以来"), days_since(row.custody_since, at)),
        _age(row, at),
        _state(row),
    ]


def _first_handler(row: RegisterRow, at: datetime) -> list[Cell]:
    moved = row.first_unit_id != row.owner_unit_id
    return [
        Cell(_("首办单位"), unit_label(row.first_unit_id)),
        Cell(_("现在该谁办"), unit_label(row.owner_unit_id) if moved else _("还在首办单位")),
        _state(row),
        _age(row, at),
        _due(row, at),
    ]


def _finished(row: RegisterRow, at: datetime) -> list[Cell]:
    ended = when(row.closed_at, at) if row.closed_at else "—"
    return [_state(row), _owner(row), Cell(_("办结时间"), ended)]


CELLS: dict[Register, Cells] = {
    Register.SUSPENDED: _suspended,
    Register.FIRST: _petition,
    Register.REPEAT: _petition,
    Register.BACKLOG: _petition,
    Register.UNLED: _petition,
    Register.CUSTODY: _custody,
    Register.FIRST_HANDLER: _first_handler,
    Register.UNANSWERED: _finished,
    Register.BROKEN: _finished,
}
