"""A text column that the database sees only encrypted."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.query_utils import DeferredAttribute

from .cipher import decrypt, encrypt


class Sealed(bytes):
    """An encrypted value as read from a row; it opens when the row's attribute is read."""

    def __repr__(self) -> str:
        return "<Sealed>"

    __str__ = __repr__


class _OpenedOnReading(DeferredAttribute):
    """Decrypts at the first reading, so that lists which do not show the field do not pay for it."""

    field: "EncryptedText"

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:
        if instance is None:
            return self
        value = super().__get__(instance, cls)
        if isinstance(value, Sealed):
            value = instance.__dict__[self.field.attname] = self.field.open(value, instance.pk)
        return value

    def __set__(self, instance: models.Model, value: object) -> None:
        instance.__dict__[self.field.attname] = value


if TYPE_CHECKING:
    _Base = models.BinaryField[str | None, str]
else:
    _Base = models.BinaryField


class EncryptedText(_Base):
    """Text bound to its table, column and row: a ciphertext moved elsewhere raises CannotDecrypt when read.

    The row's id must be known before it is written (uuid7). Written by `save()` and `bulk_create()`
    only; `update()` takes what `seal()` made. Found through a blind index, never by its value.
    Migrations see a plain BinaryField.
    """

    descriptor_class = _OpenedOnReading

    def seal(self, value: str, pk: object) -> Sealed:
        """The value encrypted for the row `pk`."""
        return Sealed(encrypt(value, self._place(pk)) if value else b"")

    def open(self, sealed: bytes, pk: object) -> str:
        """What `seal` encrypted for this row. Raises CannotDecrypt."""
        return decrypt(bytes(sealed), self._place(pk)) if sealed else ""

    def _place(self, pk: object) -> str:
        if pk is None:
            raise TypeError(f"{self}: the row's id must be known before it is encrypted")
        key = self.model._meta.pk.to_python(pk)
        return f"{self.model._meta.db_table}.{self.column}:{key}"

    def pre_save(self, model_instance: models.Model, add: bool) -> Sealed | None:
        value = model_instance.__dict__[self.attname]
        if isinstance(value, Sealed) and not add:
            return value
        value = getattr(model_instance, self.attname)
        if value is None:
            return None
        if not isinstance(value, str):
            raise TypeError(f"{self} takes text, not {type(value).__name__}")
        return self.seal(value, model_instance.pk)

    def from_db_value(self, value: bytes | None, expression: object, connection: object) -> Sealed | None:
        return None if value is None else Sealed(value)

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        if value is not None and not isinstance(value, Sealed):
            raise TypeError(f"{self} is written by save() or bulk_create(), or sealed first")
        return super().get_db_prep_value(value, connection, prepared)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise FieldError(f"{self} is encrypted: look it up by its blind index")
        return super().get_lookup(lookup_name)

    def get_default(self) -> Any:
        return super().get_default() or (None if self.null else "")

    def to_python(self, value: Any) -> Any:
        return value

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.BinaryField", args, kwargs
