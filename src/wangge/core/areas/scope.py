"""Area scope: the only door to rows that belong to somewhere.

A table declares `objects = SomeRows.as_manager()` with `class SomeRows(AreaScoped["Some"])`.
Reading it before `.within(scope)` or `.everywhere(reason)` raises `Unscoped`, so that a forgotten
filter is a failing test and never a leak. The guard holds on every way to the rows: managers of
the other side of a foreign key, prefetching, following a foreign key into the table, subqueries,
`|`, and `union`.
"""

import re
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar
from uuid import UUID

from django.db import models
from django.db.models import Q

Row = TypeVar("Row", bound=models.Model)

ROOT = re.compile(r"/([0-9A-Z]+/)*")
MICRO = re.compile(r"/\d{6}/\d{3}/(G\d{2}/)?\d{3}/\d{3}/\d{3}/")


class Unscoped(RuntimeError):
    """Rows were read without saying whose they are: a fault of the program, never of the person."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The subtrees, and the rows of units, that somebody may see for one purpose; empty means nothing.

    Roots are whole paths ('/621123/109/'); '/' is everything. A root under another root is dropped.
    Raises ValueError for a root that is no path, because '/621123/10' would match its neighbours.
    """

    roots: tuple[str, ...] = ()
    units: tuple[UUID, ...] = field(default=())

    def __post_init__(self) -> None:
        kept: list[str] = []
        for root in sorted(set(self.roots)):
            if not ROOT.fullmatch(root):
                raise ValueError(f"not a path of areas: {root!r}")
            if not kept or not root.startswith(kept[-1]):
                kept.append(root)
        object.__setattr__(self, "roots", tuple(kept))
        object.__setattr__(self, "units", tuple(sorted(set(self.units))))

    def covers(self, path: str) -> bool:
        """Whether an area of this path lies in the scope (units do not count here)."""
        return path.startswith(self.roots) if self.roots else False

    def __bool__(self) -> bool:
        return bool(self.roots or self.units)

    def __or__(self, other: "Scope") -> "Scope":
        return Scope(self.roots + other.roots, self.units + other.units)


EVERYWHERE = Scope(("/",))
NOWHERE = Scope()


def within(scope: Scope, *, area_path: str, unit_field: str = "") -> Q:
    """The condition that a row lies in the scope, for queries that do not start at a guarded table."""
    if "/" in scope.roots:
        return Q()
    condition = Q(pk__in=[])
    for root in scope.roots:
        lookup = "exact" if MICRO.fullmatch(root) else "startswith"
        condition |= Q(**{f"{area_path}__{lookup}": root})
    if unit_field and scope.units:
        condition |= Q(**{f"{unit_field}__in": scope.units})
    return condition


class AreaScoped(models.QuerySet[Row]):
    """Rows that can be read only within a scope, or everywhere for a stated reason.

    `area_path` names the column or lookup that holds the path of a row's area; `unit_field` the
    one that holds the unit answering for it, when units may see their rows wherever they lie.
    """

    area_path: ClassVar[str] = "area__path"
    unit_field: ClassVar[str] = ""
    _scoped = False

    def within(self, scope: Scope) -> Self:
        return self.filter(within(scope, area_path=self.area_path, unit_field=self.unit_field))._mark()

    def everywhere(self, reason: str) -> Self:
        """Every row. Raises ValueError without a reason."""
        if not reason.strip():
            raise ValueError("say why every area is read")
        return self.all()._mark()

    def none(self) -> Self:
        return super().none()._mark()

    def _mark(self) -> Self:
        self._scoped = True
        return self

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]  # Django keeps this hook private
        clone._scoped = self._scoped
        return clone

    def _guard(self) -> None:
        if not self._scoped:
            raise Unscoped(f"{self.model.__name__}: call .within(scope) or .everywhere(reason) first")

    def _fetch_all(self) -> None:
        self._guard()
        super()._fetch_all()

    def iterator(self, chunk_size: int | None = None) -> Iterator[Row]:
        self._guard()
        return super().iterator(chunk_size) if chunk_size else super().iterator()

    def aiterator(self, chunk_size: int = 2000) -> AsyncIterator[Row]:
        self._guard()
        return super().aiterator(chunk_size)

    def count(self) -> int:
        self._guard()
        return super().count()

    def exists(self) -> bool:
        self._guard()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._guard()
        return super().aggregate(*args, **kwargs)

    def explain(self, **options: Any) -> str:
        self._guard()
        return super().explain(**options)

    def in_bulk(self, *args: Any, **kwargs: Any) -> dict[Any, Row]:
        self._guard()
        return super().in_bulk(*args, **kwargs)

    def raw(self, *args: Any, **kwargs: Any) -> Any:
        self._guard()
        return super().raw(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self._guard()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._guard()
        return super().delete()

    delete.alters_data = True  # type: ignore[attr-defined]  # templates must not call it
    delete.queryset_only = True  # type: ignore[attr-defined]  # no manager.delete()

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Any:
        """A queryset used inside another one (`filter(case__in=…)`) reads rows too."""
        self._guard()
        return super().resolve_expression(*args, **kwargs)

    def _both(self, others: Sequence[Any]) -> None:
        self._guard()
        for other in others:
            if isinstance(other, AreaScoped):
                other._guard()

    def union(self, *other_qs: Any, all: bool = False) -> Self:
        self._both(other_qs)
        return super().union(*other_qs, all=all)

    def __or__(self, other: Any) -> Self:
        self._both([other])
        return super().__or__(other)

    def __xor__(self, other: Any) -> Self:
        self._both([other])
        both: Self = super().__xor__(other)  # type: ignore[misc]  # not in the stubs
        return both

    def __and__(self, other: Any) -> Self:
        self._both([other])
        return super().__and__(other)

    if not TYPE_CHECKING:  # the checker's plugin knows Django's own as_manager, and the type stays the same

        @classmethod
        def as_manager(cls):
            manager = models.Manager.from_queryset(cls)()
            type(manager).contribute_to_class = _guard
            manager._built_with_asmanager = True
            return manager

        as_manager.queryset_only = True


class _FollowedRows(models.QuerySet[Row]):
    """What Django itself uses to save, delete and follow keys; following a key into the table is refused."""

    def _fetch_all(self) -> None:
        origin = self._hints.get("instance")  # type: ignore[attr-defined]  # set by the descriptor of a foreign key
        if origin is not None and not isinstance(origin, self.model):
            name = self.model.__name__
            raise Unscoped(f"{type(origin).__name__} → {name}: read the {name} within a scope, or join it")
        super()._fetch_all()


class FollowedManager(models.Manager[Row]):
    """The base manager of every guarded table."""

    def get_queryset(self) -> models.QuerySet[Row]:
        return _FollowedRows(self.model, using=self._db, hints=self._hints)  # type: ignore[attr-defined]  # not in the stubs


def _guard(self: models.Manager[Any], cls: type[models.Model], name: str) -> None:
    """Add the manager to its table, and guard following a foreign key into the table."""
    models.Manager.contribute_to_class(self, cls, name)
    FollowedManager().contribute_to_class(cls, "_followed")
    cls._meta.base_manager_name = "_followed"
