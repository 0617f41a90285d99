"""Which column of a table, or which name of a JSON record, holds what; and how towns write moments."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wangge.core.cases.reports import PastAnswer
from wangge.ground.foundation.errors import Refusal

ZONE = ZoneInfo("Asia/Shanghai")
Names = Mapping[str, tuple[str, ...]]
KNOWN_AS: Names = {
    "id": ("id", "编号", "留言编号", "工单编号", "序号"),
    "time": ("time", "时间", "留言时间", "反映时间", "来电时间"),
    "title": ("title", "标题", "主题", "留言主题"),
    "body": ("body", "内容", "详情", "留言详情", "反映内容"),
    "reply": ("reply", "答复", "答复意见", "办理结果"),
    "reply_time": ("reply_time", "答复时间", "办结时间"),
    "user": ("user", "用户", "留言用户", "账号"),
    "name": ("name", "姓名", "联系人", "来电人"),
    "phone": ("phone", "电话", "手机", "联系电话", "来电号码"),
    "where": ("where", "地址", "地点", "位置"),
    "category": ("category", "类别代码"),
}
LEVELS = ("level1", "level2", "level3", "level4", "level5")
TICKET_KNOWN_AS: Names = {
    **KNOWN_AS,
    "id": (*KNOWN_AS["id"], "工单号", "上级编号", "ticket_id", "order_no"),
    "time": (*KNOWN_AS["time"], "受理时间", "诉求时间", "reported_at"),
    "title": (*KNOWN_AS["title"], "工单标题", "诉求标题"),
    "body": (*KNOWN_AS["body"], "诉求内容", "工单内容", "content"),
    "name": (*KNOWN_AS["name"], "诉求人", "反映人"),
    "where": (*KNOWN_AS["where"], "事发地址", "诉求地址", "address"),
    "level1": ("level1", "一级类别", "一级分类", "诉求分类一级", "categories.1"),
    "level2": ("level2", "二级类别", "二级分类", "诉求分类二级", "categories.2"),
    "level3": ("level3", "三级类别", "三级分类", "诉求分类三级", "categories.3"),
    "level4": ("level4", "四级类别", "四级分类", "诉求分类四级", "categories.4"),
    "level5": ("level5", "五级类别", "五级分类", "诉求分类五级", "categories.5"),
    "role": ("role", "办理方式", "承办方式", "承办类型"),
    "secret": ("confidential", "保密", "是否保密", "is_confidential"),
    "due": ("due_at", "办理期限", "办结期限", "截止时间", "期限"),
    "status": ("status", "状态", "工单状态", "办理状态"),
    "changed": ("changed_at", "更新时间", "最后更新时间", "变更时间"),
    "urged": ("urged", "催办次数"),
    "urging": ("urging", "催办意见", "催办内容"),
    "area": ("area", "所属网格", "网格", "村居", "村（社区）", "村(社区)", "村社区", "所属区域"),
    "lon": ("lon", "经度", "longitude"),
    "lat": ("lat", "纬度", "latitude"),
}
LABELS: dict[str, str | Promise] = {
    "id": gettext_lazy("编号"),
    "time": gettext_lazy("反映时间"),
    "title": gettext_lazy("标题"),
    "body": gettext_lazy("内容"),
    "reply": gettext_lazy("已有的答复"),
    "reply_time": gettext_lazy("答复时间"),
    "user": gettext_lazy("用户"),
    "name": gettext_lazy("姓名"),
    "phone": gettext_lazy("电话"),
    "where": gettext_lazy("地址"),
    "category": gettext_lazy("本地类别代码"),
    "level1": gettext_lazy("上级一级类别"),
    "level2": gettext_lazy("上级二级类别"),
    "level3": gettext_lazy("上级三级类别"),
    "level4": gettext_lazy("上级四级类别"),
    "level5": gettext_lazy("上级五级类别"),
    "role": gettext_lazy("主办、协办或者转办"),
    "secret": gettext_lazy("是否保密"),
    "due": gettext_lazy("上级期限"),
    "status": gettext_lazy("上级状态"),
    "changed": gettext_lazy("上级更新时间"),
    "urged": gettext_lazy("催办次数"),
    "urging": gettext_lazy("催办意见"),
    "area": gettext_lazy("村或者网格"),
    "lon": gettext_lazy("经度"),
    "lat": gettext_lazy("纬度"),
}
YEARS = range(1900, 2200)
MOMENT = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]+(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.\d+)?)?)?")


def map_columns(
    names: Sequence[str], given: Mapping[str, str], *, known: Names = KNOWN_AS, needs_body: bool = True,
    guesses: bool = True,
) -> dict[str, str]:  # fmt: skip
    """Which column holds what: as given, and where it guesses, else by its usual names.

    Raises Refusal when text or id is nowhere.
    """
    unknown = [f"{k}={v}" for k, v in given.items() if k not in known or v not in names]
    if unknown:
        raise Refusal(_("对不上的列：{which}").format(which="、".join(unknown)))
    mapped = (guess_columns(names, known=known) if guesses else {}) | dict(given)
    missing = [] if "id" in mapped else ["id"]
    if needs_body and "body" not in mapped and "title" not in mapped:
        missing.append("body")
    if missing:
        raise Refusal(_("文件里没有这些列：{which}；用 --map 指明").format(which="、".join(missing)))
    return mapped


def guess_columns(names: Iterable[str], *, known: Names) -> dict[str, str]:
    """The columns that go by one of their usual names, whatever their case."""
    by_lower = {name.lower(): name for name in names}
    return {f: by_lower[w] for f, words in known.items() for w in reversed(words) if w in by_lower}


def header_mark(names: Iterable[str]) -> str:
    """What a header is remembered by: the same columns in any order."""
    return hashlib.sha256("\n".join(sorted(names)).encode()).hexdigest()


def read_moment(text: str) -> datetime | None:
    """A moment in any of the usual ways of writing it, in China's time; None when it cannot be read."""
    found = MOMENT.fullmatch(text.strip())
    if found is None:
        return _with_zone(text.strip())
    try:
        moment = datetime(*(int(part or 0) for part in found.groups()), tzinfo=ZONE)  # type: ignore[misc, arg-type]  # six numbers
    except ValueError:
        return None
    return moment if moment.year in YEARS else None


def _with_zone(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None and moment.year in YEARS else None


def answer_of(given: Mapping[str, str], reported_at: datetime | None) -> PastAnswer | None:
    """The answer a row carries already, given when it says or else when it was reported. Raises Refusal."""
    if not given.get("reply"):
        return None
    answered_at = moment_of(given, "reply_time") or reported_at
    if answered_at is None:
        raise Refusal(_("有答复却没有时间"))
    return PastAnswer(given["reply"], answered_at)


def moment_of(given: Mapping[str, str], name: str) -> datetime | None:
    """The moment in a field; None where it is empty. Raises Refusal."""
    text = given.get(name, "")
    if not text:
        return None
    found = read_moment(text)
    if found is None:
        raise Refusal(_("时间看不懂：{text}").format(text=text[:40]))
    return found
