"""Who to sign in as, and what to look at: printed when a demonstration is served."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wangge.core.access.queries import accounts_within
from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.core.areas.scope import EVERYWHERE, Scope
from wangge.core.cases.lifecycle import State
from wangge.core.cases.numbers import tracking_code
from wangge.core.cases.queries import CaseFilter, case_list
from wangge.core.places.queries import in_force

from .worlds.builder import PASSWORD

PLACES = ("qingping", "jiaozuo", "shanghu", "qixing")
DOORS = {"qingping": "621123109201201000", "jiaozuo": "410871060001101000"}  # a grid of each place that has cases


@dataclass(frozen=True)
class DemoAccount:
    """Somebody to sign in as."""

    place: str
    login: str
    who: str | Promise
    look_at: str | Promise
    password: str = PASSWORD


ACCOUNTS = (
    DemoAccount("qingping", "qp-lead", _("镇指挥中心负责人"), _("全镇事项、超期、组织和岗位")),
    DemoAccount("qingping", "qp-officer1", _("镇指挥中心值班员"), _("待办：受理、派遣、核查、答复")),
    DemoAccount("qingping", "qp-operator", _("镇指挥中心接线员"), _("登记：代来电、来访的人填报")),
    DemoAccount("qingping", "qp-v01-a", _("村指挥中心值守员（庆坪村）"), _("本村待办，核查和答复")),
    DemoAccount("qingping", "qp-v01-lead", _("村党支部书记（庆坪村）"), _("邻里、家庭、土地纠纷")),
    DemoAccount("qingping", "qp-g0101", _("网格党小组组长（庆坪村第一网格）"), _("网格里的事，自己办或者派出去")),
    DemoAccount("qingping", "qp-police", _("派出所承办人"), _("签收、联系、处置、退回")),
    DemoAccount("qingping", "qp-enforcement", _("综合执法承办人"), _("超期和重办的事项")),
    DemoAccount("qingping", "wy-system", _("系统管理员（渭源县）"), _("区划、组织、账号、规则、后台任务")),
    DemoAccount("qingping", "wy-security", _("安全管理员（渭源县）"), _("授权")),
    DemoAccount("qingping", "wy-audit", _("审计管理员（渭源县）"), _("审计记录")),
    DemoAccount("jiaozuo", "jz-lead", _("区调度中心负责人"), _("全区诉求、超期、组织和岗位")),
    DemoAccount("jiaozuo", "jz-dispatch1", _("区调度中心调度员"), _("12345 和企业诉求的分派")),
    DemoAccount("jiaozuo", "jz-operator", _("区调度中心接线员"), _("登记：12345 来电")),
    DemoAccount("jiaozuo", "jz-lw-officer1", _("民呼必应服务中心工作人员（李万街道）"), _("街道待办")),
    DemoAccount("jiaozuo", "jz-lw-v01-a", _("民呼必应工作站工作人员（韩愈路社区）"), _("社区待办，核查和答复")),
    DemoAccount("jiaozuo", "jz-lw-g0101", _("网格长（韩愈路社区第一网格）"), _("网格里的诉求")),
    DemoAccount("jiaozuo", "jz-lw-police", _("派出所承办人（李万街道）"), _("签收、处置")),
    DemoAccount("jiaozuo", "jz-city", _("示范区城市管理局承办人"), _("路灯、井盖、路面")),
    DemoAccount("jiaozuo", "jz-system", _("系统管理员（示范区）"), _("区划、组织、账号、规则、后台任务")),
    DemoAccount("jiaozuo", "jz-security", _("安全管理员（示范区）"), _("授权")),
    DemoAccount("jiaozuo", "jz-audit", _("审计管理员（示范区）"), _("审计记录")),
    DemoAccount("shanghu", "sh-head", _("镇网格化服务管理中心负责人"), _("68 个综合网格、378 个网格、2,509 名网格员")),
    DemoAccount("shanghu", "sh-v01-z1", _("综合网格长"), _("12345 工单的第一责任人")),
    DemoAccount("shanghu", "sh-g001", _("网格长"), _("手机上的花名册和走访")),
    DemoAccount("shanghu", "cs-system", _("系统管理员（常熟市）"), _("区划、组织、账号、规则、后台任务")),
    DemoAccount("qixing", "qx-lead", _("街道主要领导"), _("49 个网格和它们的党组织")),
    DemoAccount("qixing", "qx-c1-g01", _("网格长（社区干部）"), _("组团式服务")),
    DemoAccount("qixing", "nh-system", _("系统管理员（南湖区）"), _("区划、组织、账号、规则、后台任务")),
)


def demo_accounts() -> list[DemoAccount]:
    """The accounts of the demonstration places that are there."""
    logins = [one.login for one in ACCOUNTS]
    rows = accounts_within(scope=EVERYWHERE).filter(login_name__in=logins, is_demonstration=True, is_active=True)
    known = set(rows.values_list("login_name", flat=True))
    return [one for one in ACCOUNTS if one.login in known]


def lines() -> list[str]:
    """What a person who starts the demonstration reads; nothing where there is none."""
    accounts = demo_accounts()
    return [line for place in PLACES for line in _lines_of(place, [a for a in accounts if a.place == place])]


def _lines_of(place: str, accounts: list[DemoAccount]) -> Iterator[str]:
    if not accounts:
        return
    yield ""
    name = in_force(place=place).rules.place.name
    yield gettext("{place}的演示账号，口令都是 {password}").format(place=name, password=PASSWORD)
    width = max(len(one.login) for one in accounts)
    for one in accounts:
        yield f"  {one.login:<{width}}  {one.who} — {one.look_at}"
    yield from _pages(place)


def _pages(place: str) -> Iterator[str]:
    """What a resident may open without any account."""
    grid = areas_in_memory().by_code.get(DOORS.get(place, ""))
    if grid is None:
        return
    yield gettext("群众不用账号：")
    yield "  " + gettext("网格页，可以反映事项：{url}").format(url=_url("area", grid.code))
    answered = _newest_answered(place, grid)
    if answered is not None:
        yield "  " + gettext("一件已经答复的事项，可以评价：{url}").format(url=_url("case", *answered))


def _newest_answered(place: str, grid: AreaRow) -> tuple[str, str] | None:
    root = next(row.path for row in areas_in_memory().above(grid.id) if row.place == place)
    where = CaseFilter(states=(State.ANSWERED,))
    page = case_list(scope=Scope((root,)), where=where, at=timezone.now(), size=1)
    return next(((row.number, tracking_code(case_id=row.id)) for row in page.rows), None)


def _url(name: str, *words: str) -> str:
    return f"{settings.PUBLIC_URL}{reverse(f'portal:{name}', args=words)}"
