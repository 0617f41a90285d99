"""Invented content for the styleguide. Data, not strings of the product: it stays as written."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import segno
from django import forms
from django.http import HttpRequest
from django.utils.safestring import mark_safe

from wangge.faces.shell.parts import (
    Crumb,
    Entry,
    Fact,
    FilterBar,
    Frame,
    NavItem,
    Pager,
    Photo,
    build_chip,
    build_filter_bar,
)
from wangge.faces.shell.states import LOOKS
from wangge.ground.foundation.errors import Conflict, Refusal

HOUR = timedelta(hours=1)
LONG_NAME = "𬱖𬣙村东头老供销社后院到水塔之间那条没有名字、下雨就积水、晚上没有路灯的小路旁边的第三户人家门口"


MATTERS = [
    (
        "0417K",
        "村口到小学那段路灯坏了三盏，晚上看不见路",
        "signed",
        "古城村 · 第3网格",
        "超期",
        -26.0,
        "12345 热线",
        "写处置",
    ),
    ("0033P", "东沟河堤被冲开一个口子，约两米宽", "reported", "尚湖村 · 第1网格", "超期", -0.6, "网格员上报", "受理"),
    ("0102R", "隔壁半夜装修，已经连着三天", "dispatched", "庆坪社区 · 第2网格", "等签收", 1.5, "居民反映", "签收"),
    ("0088T", "自来水发黄，整个四组都是", "accepted", "杨庄村 · 第4网格", "退回", 3.0, "居民反映", "重新派遣"),
    ("0210A", LONG_NAME, "handled", "𬱖𬣙村 · 第1网格", "等核查", 9.0, "巡查发现", "核查"),
    ("0006C", "老人独居，取暖的煤还没有送到", "verified", "古城村 · 第1网格", "等答复", 30.0, "走访记录", "答复"),
    ("0120D", "想问刚出生的孩子怎么参保", "reported", "庆坪社区 · 第1网格", "新来", 74.0, "居民反映", "受理"),
]


@dataclass(frozen=True)
class Row:
    """One matter as lists show it."""

    number: str
    words: str
    state: str
    place: str
    why: str
    due_at: datetime
    by: str
    step: str
    is_over: bool = False


class SampleForm(forms.Form):
    title = forms.CharField(label="一句话说清", max_length=60, help_text="比如：古城村口的路灯不亮了。")
    kind = forms.ChoiceField(label="事项类别", choices=[("", "请选择"), ("road", "道路"), ("light", "路灯")])
    words = forms.CharField(label="办理说明", max_length=200, widget=forms.Textarea, required=False)
    mode = forms.ChoiceField(
        label="交给谁",
        choices=[("grid", "网格自办"), ("unit", "部门办理"), ("joint", "会同办理")],
        widget=forms.RadioSelect,
    )
    hidden = forms.BooleanField(label="不让承办人看到我的姓名", required=False)


def frame(current: str) -> Frame:
    names = [
        ("todo", "待办", "inbox", 12),
        ("list", "事项", "clipboard-list", None),
        ("areas", "网格", "sitemap", None),
        ("people", "人户", "users", None),
        ("visits", "走访", "walk", 3),
        ("talks", "议事", "messages", None),
        ("services", "服务", "heart-handshake", None),
        ("reports", "报表", "chart-bar", None),
        ("settings", "设置", "settings", None),
    ]
    nav = [NavItem(label, f"../{code}/", sign, code == current, count) for code, label, sign, count in names]
    menu = [NavItem("我的账号", "#", "user"), NavItem("两步验证", "#", "shield-check")]
    return Frame(nav, "../todo/", "../list/", "庆坪镇", "李建国", "综治中心 · 值班长", "#", 3, menu, "#")


def rows(at: datetime) -> list[Row]:
    """Seven matters, the first two overdue."""
    return [
        Row(f"QP-261120-{number}", words, state, place, why, at + HOUR * hours, by, step, hours < 0)
        for number, words, state, place, why, hours, by, step in MATTERS
    ]


def entries(at: datetime) -> list[Entry]:
    return [
        Entry(at - HOUR * 2, "已派人", "镇供电所 王师傅", "今天下午带灯头去换，线路要先查一遍。\n预计傍晚前亮灯。"),
        Entry(at - HOUR * 5, "催办", "综治中心 李建国", "第二次催，所里说灯头下午到货。", is_public=False),
        Entry(at - HOUR * 20, "签收", "镇供电所", is_public=True),
        Entry(
            at - HOUR * 22,
            "退回",
            "镇农业农村办",
            "不在职责内：路灯 2024 年起归供电所管护。",
            is_public=False,
            tone="over",
        ),
        Entry(at - HOUR * 26, "派遣", "综治中心 李建国", "请今天内联系反映人。"),
        Entry(at - HOUR * 27, "受理", "综治中心", facts=[Fact("类别", "公共设施 / 路灯"), Fact("办法", "部门办理")]),
        Entry(at - HOUR * 28, "收到", "居民反映（手机）"),
    ]


def chips(request: HttpRequest) -> FilterBar:
    query = request.GET
    states = [(code, look.label) for code, look in list(LOOKS.items())[:9]]
    return build_filter_bar(
        query,
        [
            build_chip(query, "state", states, anything="全部状态", lead="看", counts={"reported": 4, "signed": 17}),
            build_chip(
                query, "area", [("1", "古城村"), ("2", "尚湖村"), ("3", "庆坪社区")], anything="全镇", lead="的事项，在"
            ),
            build_chip(
                query, "kind", [("road", "道路"), ("light", "路灯"), ("noise", "噪声")], anything="各类", lead="，属于"
            ),
            build_chip(query, "due", [("over", "已超期"), ("day", "一天内到期")], anything="不论期限", lead="，"),
        ],
        export_url="#",
        total="共 1,284 件",
    )


def areas() -> dict[str, Any]:
    names = ["第1网格", "第2网格", "第3网格", "第4网格"]
    features = []
    for i, name in enumerate(names):
        x, y = 104.30 + 0.03 * (i % 2), 35.10 + 0.025 * (i // 2)
        ring = [[x, y], [x + 0.03, y], [x + 0.03, y + 0.025], [x + 0.004 * i, y + 0.025], [x, y]]
        properties = {"name": name, "url": f"/styleguide/areas/?grid={i + 1}", "weight": i / 4, "is_current": i == 2}
        features.append(
            {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        )
    return {"type": "FeatureCollection", "features": features}


def crumbs(last_linked: bool = False) -> list[Crumb]:
    return [
        Crumb("渭源县", "#"),
        Crumb("庆坪镇", "#"),
        Crumb("古城村", "#"),
        Crumb("第3网格", "#" if last_linked else ""),
    ]


def photos() -> list[Photo]:
    return [Photo(f"/static/shell/sample-{i}.svg", alt=f"路灯照片 {i}") for i in (1, 2, 3)]


def facts(at: datetime) -> list[Fact]:
    return [
        Fact("编号", "QP-261120-0417K"),
        Fact("类别", "公共设施 / 路灯", "#"),
        Fact("地点", "古城小学东门往南 120 米", "#", "离第3网格边界 40 米", "map-pin"),
        Fact("反映人", "张**", note="不让承办人看到姓名"),
        Fact("电话", "138****5521", icon="phone"),
        Fact("来源", "居民反映（手机）"),
    ]


def poster() -> dict[str, Any]:
    code = segno.make("https://wangge.example/g/621123109201003", error="m")
    return {
        "title": "古城村第3网格",
        "place": "渭源县 庆坪镇",
        "call": "有事扫一扫，事事有人管",
        "qr": mark_safe(code.svg_inline(border=0, omitsize=True)),  # noqa: S308  # our own code's drawing
        "url": "wangge.example/g/3QK7",
        "steps": ["扫码，写一句话", "记下编号，随时查", "办完您来评"],
        "people": [Fact("网格长", "赵桂芳"), Fact("网格员", "孙立本"), Fact("联系民警", "马文斌")],
        "phone": "0932-412-0110",
    }


def components(request: HttpRequest, at: datetime) -> dict[str, Any]:
    """What the index page of the styleguide shows."""
    bound = SampleForm({"title": "", "words": "路灯" * 80, "mode": "unit"})
    return {
        "frame": frame("settings"),
        "now": at,
        "looks": LOOKS.items(),
        "clocks": [at + 50 * HOUR, at + 9 * HOUR, at + 2 * HOUR, at - HOUR * 0.5, at - 49 * HOUR],
        "moments": [at + timedelta(days=d, hours=1) for d in (-400, -40, -2, -1, 0, 1, 2, 5, 9, 40)],
        "entries": entries(at),
        "bar": chips(request),
        "pager": Pager("#", "#", "第 51–100 件，共 1,284 件"),
        "form": SampleForm(),
        "bound": bound,
        "crumbs": crumbs(),
        "facts": facts(at),
        "photos": photos(),
        "rows": rows(at),
        "refusal": Refusal("退回已满 1 次，不能再退。", next="请在 今天 17:30 前签收，或请求审定。"),
        "conflict": Conflict("李建国刚刚签收了这件事。", changed=["状态：已派遣 → 已签收"], url="#"),
        "soon": at + 2 * HOUR,
        "past": at - 30 * HOUR,
    }


def page(name: str, request: HttpRequest, at: datetime) -> dict[str, Any]:
    """What a sample page shows."""
    common = components(request, at) | {"frame": frame(name), "poster": poster(), "map_url": "/styleguide/areas.json"}
    common["urgent"] = [row for row in common["rows"] if row.is_over]
    common["others"] = [row for row in common["rows"] if not row.is_over]
    common["is_empty"] = "empty" in request.GET
    return common
