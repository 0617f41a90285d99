"""The fixed words of the roster: kinds of buildings, residence, events; how hazards, tags and requests stand."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sex(models.TextChoices):
    """GB/T 2261.1, in words."""

    MALE = "male", _("男")
    FEMALE = "female", _("女")
    UNKNOWN = "", _("不详")


class BuildingKind(models.TextChoices):
    """What a building is."""

    RESIDENTIAL = "residential", _("住宅楼")
    HOUSE = "house", _("民房、院落")
    DORMITORY = "dormitory", _("集体宿舍")
    SHOPS = "shops", _("商铺、市场")
    FACTORY = "factory", _("厂房、园区")
    PUBLIC = "public", _("公共建筑")
    OTHER = "other", _("其他")


class Usage(models.TextChoices):
    """How a dwelling is used."""

    OWNER = "owner", _("自住")
    RENTED = "rented", _("出租")
    SHARED = "shared", _("合租、群租")
    EMPTY = "empty", _("空置")
    BUSINESS = "business", _("经营")
    UNKNOWN = "", _("不详")


class ResidenceKind(models.TextChoices):
    """In what way a person belongs to a dwelling."""

    REGISTERED = "registered", _("户籍在此")
    LIVES = "lives", _("常住")
    RENTS = "rents", _("租住")
    STAYS = "stays", _("暂住")
    NOMINAL = "nominal", _("空挂户")


LIVING = (ResidenceKind.LIVES, ResidenceKind.RENTS, ResidenceKind.STAYS)
REGISTERED = (ResidenceKind.REGISTERED, ResidenceKind.NOMINAL)


class ResidenceMatch(models.TextChoices):
    """人户一致: whether somebody lives where he is registered."""

    HERE = "here", _("人户一致")
    PERSON_ONLY = "person_only", _("人在户不在")
    REGISTER_ONLY = "register_only", _("户在人不在")
    NEITHER = "neither", _("人户都不在")


class Role(models.TextChoices):
    """What somebody is in a household (GB/T 4761, in short)."""

    HEAD = "head", _("户主")
    SPOUSE = "spouse", _("配偶")
    CHILD = "child", _("子女")
    CHILD_IN_LAW = "child_in_law", _("儿媳、女婿")
    PARENT = "parent", _("父母")
    PARENT_IN_LAW = "parent_in_law", _("公婆、岳父母")
    GRANDCHILD = "grandchild", _("孙子女")
    GRANDPARENT = "grandparent", _("祖父母")
    SIBLING = "sibling", _("兄弟姐妹")
    RELATIVE = "relative", _("其他亲属")
    OTHER = "other", _("非亲属")


class RelationKind(models.TextChoices):
    """What one person is to another; the words say what the first is to the second."""

    SPOUSE = "spouse", _("配偶")
    PARENT = "parent", _("父母")
    GUARDIAN = "guardian", _("监护人")
    CARER = "carer", _("照护人")
    LANDLORD = "landlord", _("房东")


class EventKind(models.TextChoices):
    """人口变动: what happened to persons and households."""

    REGISTERED = "registered", _("登记")
    JOINED = "joined", _("加入一户")
    MOVED_IN = "moved_in", _("迁入")
    MOVED = "moved", _("搬家")
    MOVED_OUT = "moved_out", _("迁出")
    SPLIT = "split", _("分户")
    MERGED = "merged", _("并户")
    BORN = "born", _("出生")
    DIED = "died", _("死亡")
    TENANTS_CHANGED = "tenants_changed", _("换租户")
    HEAD_CHANGED = "head_changed", _("换户主")
    RELATED = "related", _("登记关系")
    CORRECTED = "corrected", _("更正身份信息")
    SAME_PERSON = "same_person", _("合并重复登记")
    REDRAWN = "redrawn", _("网格调整")
    REVERSED = "reversed", _("撤销变动")


class EnterpriseKind(models.TextChoices):
    """What stands on a place for business."""

    ENTERPRISE = "enterprise", _("企业")
    SHOP = "shop", _("商铺、个体户")
    STALL = "stall", _("摊位")
    INSTITUTION = "institution", _("单位、学校、机构")


class HazardState(models.TextChoices):
    """How a hazard stands: 发现 → 责令整改 → 已整改 → 已复查."""

    FOUND = "found", _("已发现")
    ORDERED = "ordered", _("已责令整改")
    FIXED = "fixed", _("已整改")
    CHECKED = "checked", _("已复查销号")
    WITHDRAWN = "withdrawn", _("登记有误")


class HazardAction(models.TextChoices):
    """What may be done about a hazard."""

    FIND = "find", _("发现")
    ORDER = "order", _("责令整改")
    FIX = "fix", _("整改")
    CHECK = "check", _("复查合格")
    FAIL = "fail", _("复查不合格")
    WITHDRAW = "withdraw", _("撤回")


@dataclass(frozen=True)
class HazardStepRule:
    """From where an action leads where."""

    sources: tuple[HazardState, ...]
    target: HazardState
    needs_note: bool = False


HAZARD_STEPS: dict[HazardAction, HazardStepRule] = {
    HazardAction.ORDER: HazardStepRule((HazardState.FOUND,), HazardState.ORDERED),
    HazardAction.FIX: HazardStepRule((HazardState.FOUND, HazardState.ORDERED), HazardState.FIXED),
    HazardAction.CHECK: HazardStepRule((HazardState.FIXED,), HazardState.CHECKED),
    HazardAction.FAIL: HazardStepRule((HazardState.FIXED,), HazardState.ORDERED, needs_note=True),
    HazardAction.WITHDRAW: HazardStepRule(
        (HazardState.FOUND, HazardState.ORDERED), HazardState.WITHDRAWN, needs_note=True
    ),
}
OPEN_HAZARDS = (HazardState.FOUND, HazardState.ORDERED, HazardState.FIXED)


class RequestState(models.TextChoices):
    """How a request to change an identity field stands."""

    ASKED = "asked", _("待审")
    APPROVED = "approved", _("同意")
    REFUSED = "refused", _("不同意")
    WITHDRAWN = "withdrawn", _("撤回")


class IdentityField(models.TextChoices):
    """What is changed only when another person agrees."""

    NAME = "name", _("姓名")
    DOCUMENT = "document", _("证件")
    BIRTH = "birth", _("出生日期")
    SEX = "sex", _("性别")
    DEATH = "death", _("死亡")


class Signatory(models.TextChoices):
    """Who agreed."""

    SELF = "self", _("本人")
    GUARDIAN = "guardian", _("监护人")
