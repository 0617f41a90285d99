"""The encrypted column: text to Python, bytes bound to their row to the database."""

from collections.abc import Iterator

import pytest
from django.core.exceptions import FieldError
from django.db import connection, models, transaction

from wangge.ground.foundation.crypto.cipher import CannotDecrypt
from wangge.ground.foundation.crypto.fields import EncryptedText, Sealed
from wangge.ground.foundation.ids import uuid7


class Sheet(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7)
    title = models.CharField(max_length=20)
    phone = EncryptedText(blank=True)
    note = EncryptedText(null=True)

    class Meta:
        app_label = "encrypted_sheets"


@pytest.fixture
def _table(db) -> Iterator[None]:
    with connection.schema_editor() as editor:
        editor.create_model(Sheet)
    yield
    with connection.schema_editor() as editor:
        editor.delete_model(Sheet)


pytestmark = pytest.mark.usefixtures("_table")


def stored(sheet: Sheet, column: str = "phone") -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {Sheet._meta.db_table} WHERE id = %s", [sheet.pk])
        return cursor.fetchone()[0]


def test_text_comes_back_and_the_database_holds_none_of_it():
    sheet = Sheet.objects.create(title="甲", phone="13812341234")

    assert sheet.phone == "13812341234"
    assert Sheet.objects.get().phone == "13812341234"
    assert b"1381234" not in stored(sheet)


def test_many_rows_at_once_are_each_bound_to_their_own():
    sheets = Sheet.objects.bulk_create(Sheet(title=str(n), phone=f"138{n:08d}", note="") for n in range(20))

    assert [s.phone for s in Sheet.objects.order_by("id")] == [s.phone for s in sheets]
    assert len({stored(s) for s in sheets}) == 20


def test_a_ciphertext_moved_to_another_row_is_refused():
    mine, other = Sheet.objects.create(phone="13812341234"), Sheet.objects.create(phone="13900000000")
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {Sheet._meta.db_table} SET phone = %s WHERE id = %s", [stored(mine), other.pk])

    with pytest.raises(CannotDecrypt):
        _ = Sheet.objects.get(pk=other.pk).phone


def test_a_ciphertext_moved_to_another_column_is_refused():
    sheet = Sheet.objects.create(phone="13812341234")
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {Sheet._meta.db_table} SET note = phone")

    with pytest.raises(CannotDecrypt):
        _ = Sheet.objects.get(pk=sheet.pk).note


def test_a_row_copied_without_being_read_is_refused_rather_than_lost():
    sheet = Sheet.objects.get(pk=Sheet.objects.create(phone="13812341234").pk)
    sheet.pk, sheet._state.adding = uuid7(), True

    with pytest.raises(CannotDecrypt), transaction.atomic():
        sheet.save()


def test_empty_and_missing_stay_apart():
    sheet = Sheet.objects.create(title="甲")

    read = Sheet.objects.get()
    assert (read.phone, read.note) == ("", None)
    assert (stored(sheet), stored(sheet, "note")) == (b"", None)
    assert list(Sheet.objects.filter(note__isnull=True)) == [sheet]


def test_saving_an_unread_field_leaves_it_as_it_was():
    sheet = Sheet.objects.create(title="甲", phone="13812341234")
    before = stored(sheet)
    read = Sheet.objects.get()
    read.title = "乙"

    read.save()

    assert stored(sheet) == before


def test_a_changed_value_is_saved():
    Sheet.objects.create(phone="13812341234")
    sheet = Sheet.objects.get()
    sheet.phone = "13900000000"

    sheet.save(update_fields=["phone"])

    sheet.refresh_from_db()
    assert (sheet.phone, Sheet.objects.get().phone) == ("13900000000", "13900000000")


def test_a_deferred_field_is_fetched_and_opened():
    Sheet.objects.create(phone="13812341234")

    assert Sheet.objects.only("title").get().phone == "13812341234"


def test_values_are_given_sealed_and_do_not_print():
    sheet = Sheet.objects.create(phone="13812341234")
    sealed = Sheet.objects.values_list("phone", flat=True).get()

    assert isinstance(sealed, Sealed)
    assert f"{sealed} {sealed!r}" == "<Sealed> <Sealed>"
    assert Sheet._meta.get_field("phone").open(sealed, sheet.pk) == "13812341234"


def test_it_cannot_be_looked_up_by_value():
    with pytest.raises(FieldError, match="blind index"):
        Sheet.objects.filter(phone="13812341234").exists()


def test_update_takes_only_what_was_sealed():
    sheet = Sheet.objects.create(phone="13812341234")
    field = Sheet._meta.get_field("phone")

    with pytest.raises(TypeError, match="sealed first"), transaction.atomic():
        Sheet.objects.update(phone="13900000000")
    with pytest.raises(TypeError, match="sealed first"), transaction.atomic():
        Sheet.objects.bulk_update([sheet], ["phone"])
    Sheet.objects.filter(pk=sheet.pk).update(phone=field.seal("13900000000", sheet.pk))

    assert Sheet.objects.get().phone == "13900000000"


def test_it_takes_only_text_and_a_known_row():
    with pytest.raises(TypeError, match="takes text"), transaction.atomic():
        Sheet.objects.create(phone=13812341234)
    with pytest.raises(TypeError, match="id must be known"):
        Sheet(pk=None, phone="1")._meta.get_field("phone").seal("1", None)


def test_a_full_clean_leaves_the_text_alone():
    sheet = Sheet(title="甲", phone="abcd", note="x")

    sheet.full_clean()

    assert sheet.phone == "abcd"


def test_migrations_see_a_plain_column_of_bytes():
    assert EncryptedText(null=True).deconstruct()[1:] == ("django.db.models.BinaryField", [], {"null": True})
