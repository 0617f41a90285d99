from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from wangge.core.areas.scope import AreaScoped
from wangge.core.people.lifecycle import LIVING, REGISTERED, RelationKind, ResidenceKind, Role, Sex
from wangge.ground.foundation.crypto import EncryptedText
from wangge.ground.foundation.ids import uuid7
from wangge.ground.foundation.word_index import word_index

from .history import LIVE, Dated, dated_constraints, once_at_a_time
from .places import Dwelling


class HouseholdRows(AreaScoped["Household"]):
    area_path = "area_path"


class Household(models.Model):
    """户: people who keep house together; where it lives now is `dwelling`, where it lived is in its homes."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", db_index=False)
    area_path = models.CharField(max_length=60)
    dwelling = models.ForeignKey(Dwelling, null=True, on_delete=models.PROTECT, related_name="+")
    door_key = models.CharField(max_length=200, help_text="that of the dwelling, so that a page goes from door to door")
    external_code = models.CharField(max_length=40, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.CharField(max_length=60, blank=True)
    ended_on = models.DateField(null=True)

    objects = HouseholdRows.as_manager()

    class Meta:
        db_table = "people_household"
        constraints = [
            models.UniqueConstraint(
                fields=["town_id", "external_code"],
                condition=~Q(external_code="") & Q(ended_on=None),
                name="household_code_once",
            ),
        ]
        indexes = [
            models.Index(fields=["area", "door_key", "id"], condition=Q(ended_on=None), name="household_of_grid"),
            models.Index(fields=["town_id", "door_key", "id"], condition=Q(ended_on=None), name="household_of_town"),
            models.Index(
                fields=["town_id", "confirmed_at", "id"], condition=Q(ended_on=None), name="household_unconfirmed"
            ),
            models.Index(
                fields=["town_id", "area_path"], opclasses=["uuid_ops", "varchar_pattern_ops"], name="household_by_path"
            ),
        ]


class PersonRows(AreaScoped["Person"]):
    area_path = "area_path"


class Person(models.Model):
    """人: name, document, day of birth and telephone are encrypted.

    Found by keyed hashes only: of the whole document and telephone, and in `terms` of the name, its pairs, its
    initials and the last four digits, hashed anew for each town. In clear stand the year of birth and the sex.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", db_index=False)
    area_path = models.CharField(max_length=60)
    name = EncryptedText()
    document_kind = models.CharField(max_length=40, blank=True)
    document_number = EncryptedText(blank=True)
    document_index = models.BinaryField(null=True)
    born_on = EncryptedText(blank=True)
    birth_year = models.SmallIntegerField(null=True)
    sex = models.CharField(max_length=8, choices=Sex.choices, blank=True, default=Sex.UNKNOWN)
    phone = EncryptedText(blank=True)
    phone_index = models.BinaryField(null=True)
    terms = ArrayField(models.IntegerField(), default=list)
    died_on = models.DateField(null=True)
    left_on = models.DateField(null=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    erased_at = models.DateTimeField(null=True)

    objects = PersonRows.as_manager()

    class Meta:
        db_table = "people_person"
        constraints = [
            models.UniqueConstraint(
                fields=["town_id", "document_index"],
                condition=Q(document_index__isnull=False, merged_into=None),
                name="person_document_once",
            ),
            models.CheckConstraint(name="person_sex_known", condition=Q(sex__in=Sex.values)),
            models.CheckConstraint(
                name="person_document_whole",
                condition=Q(document_kind="", document_index=None) | ~Q(document_kind=""),
            ),
        ]
        indexes = [
            word_index("terms", name="person_terms"),
            models.Index(
                fields=["town_id", "phone_index"], condition=Q(phone_index__isnull=False), name="person_phone"
            ),
            models.Index(fields=["area", "birth_year", "id"], name="person_of_grid"),
            models.Index(
                fields=["town_id", "birth_year", "id"],
                condition=Q(died_on=None, left_on=None, merged_into=None, erased_at=None),
                name="person_of_town",
            ),
            models.Index(
                fields=["town_id", "area_path"], opclasses=["uuid_ops", "varchar_pattern_ops"], name="person_by_path"
            ),
        ]


class HouseholdHomeRows(AreaScoped["HouseholdHome"]):
    area_path = "area_path"


class HouseholdHome(Dated):
    """一户住在哪里: a household in a dwelling over some time; tells which grid held it on any day."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="homes")
    dwelling = models.ForeignKey(Dwelling, null=True, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", db_index=False)
    area_path = models.CharField(max_length=60)

    objects = HouseholdHomeRows.as_manager()

    class Meta:
        db_table = "people_household_home"
        constraints = [*dated_constraints("home"), once_at_a_time("home_one_at_a_time", "household")]


class ResidenceRows(AreaScoped["Residence"]):
    area_path = "area_path"


class Residence(Dated):
    """居住: a person in a dwelling in one way over some time; lives in one place and is registered in one."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="residences")
    dwelling = models.ForeignKey(Dwelling, null=True, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", db_index=False)
    area_path = models.CharField(max_length=60)
    kind = models.CharField(max_length=12, choices=ResidenceKind.choices)
    source = models.CharField(max_length=80, blank=True)

    objects = ResidenceRows.as_manager()

    class Meta:
        db_table = "people_residence"
        constraints = [
            *dated_constraints("residence"),
            models.CheckConstraint(name="residence_kind_known", condition=Q(kind__in=ResidenceKind.values)),
            once_at_a_time("residence_lives_once", "person", condition=Q(kind__in=LIVING)),
            once_at_a_time("residence_registered_once", "person", condition=Q(kind__in=REGISTERED)),
        ]
        indexes = [models.Index(fields=["area", "kind", "person"], condition=LIVE, name="residence_of_grid")]


class HouseholdMemberRows(AreaScoped["HouseholdMember"]):
    area_path = "household__area_path"


class HouseholdMember(Dated):
    """户内成员: a person in a household in one role over some time; one head at a time, one household at a time."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role.choices)

    objects = HouseholdMemberRows.as_manager()

    class Meta:
        db_table = "people_household_member"
        constraints = [
            *dated_constraints("member"),
            models.CheckConstraint(name="member_role_known", condition=Q(role__in=Role.values)),
            once_at_a_time("member_one_head_at_a_time", "household", condition=Q(role=Role.HEAD)),
            once_at_a_time("member_one_household_at_a_time", "person"),
        ]


class RelationRows(AreaScoped["Relation"]):
    area_path = "person__area_path"


class Relation(Dated):
    """关系: what a person is to another over some time (监护人、照护人)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="relations")
    other = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=RelationKind.choices)

    objects = RelationRows.as_manager()

    class Meta:
        db_table = "people_relation"
        constraints = [
            *dated_constraints("relation"),
            models.CheckConstraint(name="relation_kind_known", condition=Q(kind__in=RelationKind.values)),
            models.CheckConstraint(name="relation_of_two", condition=~Q(person=models.F("other"))),
            once_at_a_time("relation_once_at_a_time", "person", "other", "kind"),
        ]
