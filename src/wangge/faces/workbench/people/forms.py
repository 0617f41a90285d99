"""What is typed into the pages of the roster; refusals of an operation stand beside the field they name."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wangge.core.people.lifecycle import ResidenceKind, Role, Sex
from wangge.core.people.persons import NewPerson
from wangge.core.people.queries import MemberCard, Sight, doors, doors_named, search_doors
from wangge.faces.workbench.administration.fields import DayField, Suggesting
from wangge.faces.workbench.forms import set_choices
from wangge.ground.rulebook.schema.people import People, SheetItem

NOBODY = ("", gettext_lazy("请选"))
UNTRUE = ("", gettext_lazy("不知道"))


class DoorField(forms.CharField):
    """A door by its address; the cleaned value is its id. Any door in sight may be typed."""

    def __init__(self, *, sight: Sight, path: str, **more: Any) -> None:
        more.setdefault("label", gettext_lazy("门牌"))
        super().__init__(max_length=160, **more)
        self.sight = sight
        rows = doors(sight=sight, path=path) if path.count("/") > 4 else ()
        self.widget = Suggesting([(row.address, "") for row in rows])
        self.widget.is_required = self.required

    def clean(self, value: Any) -> UUID | None:
        words = super().clean(value)
        if not words:
            return None
        found = doors_named(sight=self.sight, address=words) or search_doors(sight=self.sight, words=words, limit=5)
        if not found:
            raise forms.ValidationError(_("没有找到这个门牌；还没有登记的，先到楼栋里加户室"))
        if len(found) > 1:
            names = "、".join(dict.fromkeys(row.address for row in found))
            raise forms.ValidationError(_("有几处：%(names)s。请写全"), params={"names": names})
        return found[0].id


def member_choices(members: Iterable[MemberCard], *, but_head: bool = False) -> list[tuple[str, str]]:
    """The members of a household by name and role."""
    return [
        (str(one.person_id), f"{one.name}（{Role(one.role).label}）")
        for one in members
        if not (but_head and one.role == Role.HEAD)
    ]


class OneMember(forms.TypedChoiceField):
    """One member; empty where none needs to be chosen."""

    def __init__(self, members: Sequence[MemberCard], *, but_head: bool = False, **more: Any) -> None:
        choices = [NOBODY, *member_choices(members, but_head=but_head)]
        super().__init__(coerce=UUID, empty_value=None, choices=choices, **more)


class SomeMembers(forms.TypedMultipleChoiceField):
    """Some members, with boxes to tick."""

    def __init__(self, members: Sequence[MemberCard], **more: Any) -> None:
        super().__init__(
            coerce=UUID, choices=member_choices(members), widget=forms.CheckboxSelectMultiple, **more
        )  # fmt: skip


class DatedForm(forms.Form):
    """An event: on which day, and a word on it."""

    on = DayField(label=gettext_lazy("哪一天"), required=False, help_text=gettext_lazy("不填就是今天"))
    note = forms.CharField(label=gettext_lazy("说明"), max_length=200, required=False)


class PersonForm(forms.Form):
    """Somebody to register."""

    name = forms.CharField(label=gettext_lazy("姓名"), max_length=50)
    document_kind = forms.ChoiceField(label=gettext_lazy("证件种类"), required=False)
    document_number = forms.CharField(
        label=gettext_lazy("证件号码"), max_length=40, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-no-draft": ""}),
        help_text=gettext_lazy("加密保存；身份证号会核对校验位"),
    )  # fmt: skip
    born_on = DayField(label=gettext_lazy("出生日期"), required=False, help_text=gettext_lazy("填了身份证号可以不填"))
    sex = forms.ChoiceField(label=gettext_lazy("性别"), choices=Sex.choices, required=False)
    phone = forms.CharField(label=gettext_lazy("电话"), max_length=20, required=False)
    role = forms.ChoiceField(label=gettext_lazy("户内关系"), choices=Role.choices, initial=Role.OTHER)
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("居住方式"), choices=ResidenceKind.choices, initial=[ResidenceKind.LIVES],
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    is_another = forms.BooleanField(
        label=gettext_lazy("看过重名的，不是同一个人"), required=False,
        help_text=gettext_lazy("登记前会找相像的人；找到了，核对过再勾选"),
    )  # fmt: skip

    def __init__(self, rules: People, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "document_kind", [(one.code, one.label) for one in rules.documents])

    def person(self) -> NewPerson:
        """What was typed, as an operation takes it."""
        given = self.cleaned_data
        number = given["document_number"].strip()
        return NewPerson(
            name=given["name"], document_kind=given["document_kind"] if number else "", document_number=number,
            born_on=given["born_on"], sex=given["sex"], phone=given.get("phone", ""),
            role=given.get("role") or Role.CHILD, kinds=tuple(given["kinds"]),
        )  # fmt: skip


class JoinForm(PersonForm):
    on = DayField(label=gettext_lazy("哪一天"), required=False, help_text=gettext_lazy("不填就是今天"))


class BirthForm(PersonForm):
    """A child; its day of birth is the day of the event."""

    field_order = ("name", "born_on", "sex", "document_number", "parent_ids", "kinds")

    def __init__(self, rules: People, members: Sequence[MemberCard], *args: Any, **kwargs: Any) -> None:
        super().__init__(rules, *args, **kwargs)
        self.fields["born_on"].required, self.fields["born_on"].help_text = True, ""
        for name in ("role", "phone", "is_another"):
            del self.fields[name]
        self.fields["parent_ids"] = SomeMembers(members, label=_("父母"), required=False)
        self.order_fields(self.field_order)


class NewHouseholdForm(PersonForm):
    """A household with its head; the others are added on its page."""

    def __init__(self, rules: People, sight: Sight, path: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(rules, *args, **kwargs)
        del self.fields["role"]
        self.fields["dwelling_id"] = DoorField(sight=sight, path=path)
        self.fields["external_code"] = forms.CharField(label=_("户编号"), max_length=40, required=False)
        self.fields["on"] = DayField(label=_("哪一天"), required=False, help_text=_("不填就是今天"))
        self.order_fields(["dwelling_id", "name"])


class MoveForm(DatedForm):
    def __init__(self, sight: Sight, path: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dwelling_id"] = DoorField(sight=sight, path=path, label=_("搬到哪里"))
        self.order_fields(["dwelling_id", "on", "note"])


class OutForm(DatedForm):
    with_register = forms.BooleanField(label=gettext_lazy("户口也迁走"), required=False)

    def __init__(self, members: Sequence[MemberCard], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person_ids"] = SomeMembers(members, label=_("谁走"), required=False)
        self.fields["person_ids"].help_text = _("都不选就是全家")
        self.fields["new_head_id"] = OneMember(members, but_head=True, label=_("新的户主"), required=False)
        self.fields["new_head_id"].help_text = _("户主走了、有人留下的时候要选")
        self.order_fields(["person_ids", "with_register", "new_head_id", "on", "note"])


class HeadForm(DatedForm):
    def __init__(self, members: Sequence[MemberCard], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person_id"] = OneMember(members, but_head=True, label=_("新的户主"))
        roles = [(code, label) for code, label in Role.choices if code != Role.HEAD]
        self.fields["former_role"] = forms.ChoiceField(label=_("原户主是他的什么人"), choices=roles)
        self.order_fields(["person_id", "former_role", "on", "note"])


class SplitForm(DatedForm):
    """For each member: stays, or what he is in the new household."""

    def __init__(self, members: Sequence[MemberCard], sight: Sight, path: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stays = [("", _("留下")), *Role.choices]
        for one in members:
            field = forms.ChoiceField(label=one.name, choices=stays, required=False)
            self.fields[f"role_{one.person_id}"] = field
        self.fields["dwelling_id"] = DoorField(
            sight=sight, path=path, label=_("分出去的住哪里"), required=False, help_text=_("不填就是还住原处")
        )
        self.fields["new_head_id"] = OneMember(members, label=_("留下的新户主"), required=False)
        self.fields["new_head_id"].help_text = _("户主分出去的时候要选")

    def roles(self) -> dict[UUID, str]:
        """Who goes, and what each is there."""
        given = {name[5:]: role for name, role in self.cleaned_data.items() if name.startswith("role_")}
        return {UUID(pk): role for pk, role in given.items() if role}


class MergeForm(DatedForm):
    """Into which household at which door."""

    def __init__(self, sight: Sight, path: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dwelling_id"] = DoorField(sight=sight, path=path, label=_("并到哪个门牌的住户"))
        self.order_fields(["dwelling_id", "on", "note"])


class SheetForm(forms.Form):
    """The items of the resident sheet about somebody, each of its type; what is left empty stays as it is."""

    def __init__(self, items: Sequence[SheetItem], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        for item in items:
            self.fields[item.code] = sheet_field(item)

    def values(self) -> dict[str, Any]:
        """What was given."""
        return {
            item.code: _kept(item, self.cleaned_data[item.code])
            for item in self.items
            if self.cleaned_data.get(item.code) not in (None, "")
        }


def sheet_field(item: SheetItem) -> forms.Field:
    """A field for an item."""
    more: dict[str, Any] = {"label": item.label, "required": False, "help_text": item.purpose}
    if item.type == "choice":
        return forms.ChoiceField(choices=[UNTRUE, *((one, one) for one in item.choices)], **more)
    if item.type == "yes_no":
        return forms.ChoiceField(choices=[UNTRUE, ("yes", _("是")), ("no", _("否"))], **more)
    if item.type == "number":
        return forms.FloatField(min_value=0, **more)
    return DayField(**more) if item.type == "date" else forms.CharField(max_length=200, **more)


def _kept(item: SheetItem, value: Any) -> Any:
    if item.type == "yes_no":
        return value == "yes"
    return value.isoformat() if item.type == "date" else value


class CareForm(forms.Form):
    """A care tag to propose."""

    kind = forms.ChoiceField(label=gettext_lazy("类别"))
    reason = forms.CharField(
        label=gettext_lazy("原因"), max_length=500, widget=forms.Textarea(attrs={"rows": 2, "data-no-draft": ""}),
        help_text=gettext_lazy("加密保存，查看要写用途"),
    )  # fmt: skip
    source = forms.CharField(label=gettext_lazy("从哪里知道的"), max_length=80)
    owner_name = forms.CharField(label=gettext_lazy("责任人"), max_length=60)

    def __init__(self, rules: People, about: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [one for one in rules.care if one.about == about]
        secret = _("（敏感，要另一个人同意）")
        set_choices(self, "kind", [(one.code, one.label + (secret if one.sensitive else "")) for one in kinds])


class ReasonForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("原因"), max_length=200)
