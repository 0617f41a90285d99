"""What a server could tell a phone, made up: rows of every kind, with long names, much, little and nothing."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid5

from django.utils.timezone import localdate
from playwright.sync_api import Page, Route

SPACE = UUID("01920000-0000-7000-8000-000000000000")
TOWN, ACCOUNT = "01920000-0000-7000-8000-00000000aaaa", "01920000-0000-7000-8000-00000000bbbb"
GRIDS = ("01920000-0000-7000-8000-00000000c001", "01920000-0000-7000-8000-00000000c002")
FAMILIES = "张王李赵刘陈杨黄吴周徐孙马朱胡郭何高林罗"
LETTERS = "zwlzlcyhwzxsmzhghgll"
LONGEST = "㛃龘𬭼" * 20
Row = list[object]
Payload = dict[str, object]


def row_id(name: str) -> str:
    """The same id for the same name, always."""
    return str(uuid5(SPACE, name))


def in_days(days: float) -> str:
    """A moment as the server writes it."""
    return (datetime.now(UTC) + timedelta(days=days)).isoformat()


def on_day(days: int) -> str:
    """A day as the server writes it."""
    return (localdate() + timedelta(days=days)).isoformat()


def a_row(kind: str, name: str, payload: Payload) -> Row:
    """A live row."""
    return [kind, row_id(name), 1, 0, payload]


def homes(count: int) -> list[Row]:
    """Households with two people each."""
    return [row for number in range(count) for row in _home(number)]


def _home(number: int) -> list[Row]:
    family, letter = FAMILIES[number % 20], LETTERS[number % 20]
    names = ("建国", "秀英"), ("jg", "xy")
    home = f"home {number}"
    head = LONGEST if number == 3 else family + names[0][0]
    payload: Payload = {
        "address": f"{'很长的自然村名' * 6 if number == 3 else '荣星村'}{number // 40 + 1}组{number % 40 + 1}号",
        "door": f"{number:05}", "head": head, "members": 2, "care": ["hardship"] if number % 9 == 0 else [],
        "hazard": number % 11 == 1, "confirmed": in_days(-(number % 50)) if number % 4 else None,
        "sheet": {"income": "务农", "dog": True},
    }  # fmt: skip
    people = [
        a_row("person", f"{home} {index}", {
            "household": row_id(home), "name": head if index == 0 else family + names[0][1],
            "letters": letter + names[1][index], "role": ("head", "spouse")[index], "sex": ("male", "female")[index],
            "born": 1948 + number % 50, "phone": f"{number % 10000:04}",
            "care": ["alone_elder"] if number % 7 == 0 and index == 0 else [], "sheet": {"education": "初中"},
        })
        for index in range(2)
    ]  # fmt: skip
    return [a_row("household", home, payload), *people]


TASKS: tuple[tuple[str, int | None, str, str, int, int | None, str], ...] = (
    ("errand", 0, "看望独居老人", "高龄独居", 4, -3, "民政办"),
    ("visit", 0, "关爱走访", "每月一次", 5, 0, ""),
    ("errand", 0, "医保续保告知", "还没缴费", 6, 5, "社保所"),
    ("hazard", 1, "复查电路隐患", "责令整改到期", 2, -6, ""),
    ("case", None, "路灯不亮影响出行", "今天 18 时前签收", 3, 0, "2026-0001"),
    ("errand", 3, "签字领取补贴", "本人签字", 6, 0, "财政所"),
    ("visit", 7, "关爱走访", "每月一次", 5, 2, ""),
    ("visit", 9, "干部定期走访日", "本周三至周五", 6, 3, ""),
)


def tasks() -> list[Row]:
    """Things to be done at some of the first ten doors."""
    return [
        a_row("task", f"task {kind} {home} {index}", {
            "household": None if home is None else row_id(f"home {home}"), "kind": kind, "title": title, "why": why,
            "rank": rank, "due": None if due is None else on_day(due), "label": label,
            "ref": row_id({"case": "case 0", "visit": f"home {home}"}.get(kind, f"ref {index}")),
        })
        for index, (kind, home, title, why, rank, due, label) in enumerate(TASKS)
    ]  # fmt: skip


def cases() -> list[Row]:
    """One that waits for this person, one that is done, one with a very long word."""
    step = {"need": "case.sign", "by": "desk"}
    steps = ("sign", "签收"), ("return", "退回"), ("handle", "报告处置结果"), ("comment", "备注")
    said = {"at": in_days(-1), "what": "上报", "who": "李网格", "words": "村口第三盏灯"}
    usual: Payload = {
        "words": "村口的路灯坏了三天，晚上老人出门看不见。", "category": "light", "category_words": "市政设施 / 路灯",
        "owner": "荣星村村委会", "owner_id": row_id("unit"), "where": "村口小卖部对面", "lat": 35.1, "lon": 104.3,
        "is_urgent": False, "reported_at": in_days(-1), "step": row_id("step"), "photos": 2, "history": [said],
    }  # fmt: skip
    return [
        a_row("case", "case 0", {
            **usual, "number": "621123-2026-0001", "title": "路灯不亮影响出行", "state": "dispatched",
            "state_words": "已派遣", "due_at": in_days(0.2), "is_urgent": True,
            "can": [{"step": code, "label": label, **step, "needs_words": code == "return"} for code, label in steps],
        }),
        a_row("case", "case 1", {**usual, "number": "621123-2026-0002", "title": "垃圾清运", "state": "closed",
                                 "state_words": "已结案", "due_at": None, "can": []}),
        a_row("case", "case 2", {**usual, "number": "621123-2026-0003", "title": LONGEST, "words": LONGEST * 3,
                                 "where": LONGEST, "state": "signed", "state_words": "已签收", "due_at": in_days(-2),
                                 "can": []}),
    ]  # fmt: skip


def visits() -> list[Row]:
    """Notes of the last weeks, by this person and by another."""
    usual: Payload = {
        "household": row_id("home 0"), "kind": "home", "met": [row_id("home 0 0")], "checks": ["fire"], "unmet": "",
        "cadence": "", "unchanged": False, "people": 0, "did": ["医保续保告知"],
        "follows": [{"kind": "hazard", "id": row_id("hazard"), "label": "电路老化"}], "by": "张网格",
    }  # fmt: skip
    unmet: Payload = {"words": "", "by": "李网格", "unmet": "无人在家", "met": []}
    return [
        a_row("visit", "visit 0", {**usual, "at": in_days(-2), "words": "老人身体还好，灶房插座发黑。"}),
        a_row("visit", "visit 1", {**usual, "at": in_days(-20), **unmet}),
    ]


def an_order() -> list[Row]:
    """A typhoon: five people to be brought to a safe place, one is already there."""
    ticks = [{"step": "told", "at": in_days(-0.02), "by": "张网格", "where": ""}]
    rows = [
        a_row("order_row", f"order row {index}", {
            "order": row_id("order"), "household": row_id(f"home {index}"), "person": row_id(f"home {index} 0"),
            "address": f"荣星村1组{index + 1}号", "name": f"{FAMILIES[index]}建国", "helper": "王帮扶",
            "why": ["高龄独居", "低洼"][: 1 + index % 2], "state": ("", "told", "arrived", "refused", "")[index],
            "ticks": ([], ticks, [*ticks, {**ticks[0], "step": "arrived", "where": "镇中心小学"}],
                      [{**ticks[0], "step": "refused", "where": "舍不得牛"}], [])[index],
        })
        for index in range(5)
    ]  # fmt: skip
    words = "今晚八级大风，低洼处和危房的住户在二十时前全部转移到镇中心小学。"
    order: Payload = {"title": "台风转移名单", "words": words, "until": in_days(0.3), "kind": "typhoon"}
    return [a_row("order", "order", order), *rows]


def notices() -> list[Row]:
    """One unread, and one that was read and leads to a case."""
    water: Payload = {"title": "本周三下午停水检修", "words": "荣星村一、二组周三 14 时到 18 时停水，请转告。"}
    lamp: Payload = {"title": "有一件事等您签收", "words": "路灯不亮影响出行，今天 18 时前签收。"}
    nothing, case = {"kind": "", "id": "", "label": ""}, {"kind": "case", "id": row_id("case 0"), "label": "0001"}
    return [
        a_row("notice", "notice 0", {**water, "at": in_days(-0.1), "read": None, "about": nothing}),
        a_row("notice", "notice 1", {**lamp, "at": in_days(-1), "read": in_days(-0.9), "about": case}),
    ]


def wishes() -> list[Row]:
    """One household that does not want to be disturbed."""
    return [
        ["wish", row_id("home 1"), 1, 0,
         {"no_visits": False, "not_before": "09:00", "not_after": "18:00", "until": on_day(20), "words": "老人睡得早"}]
    ]  # fmt: skip


def forms() -> list[Row]:
    """The forms and words of a town."""
    checks = (("electricity", "用电", "hazard"), ("fire", "消防", "hazard"), ("alone", "独居", "care"),
              ("quarrel", "矛盾", "dispute"), ("need", "需求", "case"))  # fmt: skip
    given: dict[str, Payload] = {
        "visit": {
            "kinds": [{"code": "home", "label": "入户走访", "aims": []},
                      {"code": "four", "label": "四万走访", "aims": ["进万家门", "访万家情"]}],
            "toggles": [{"code": code, "label": label, "leads_to": to} for code, label, to in checks],
            "unmet": ["无人在家", "婉拒", "空置"],
            "cadences": [{"code": "care", "label": "关爱走访", "kind": "home"}], "errands": [], "quiet": None,
            "errands_a_visit": 2, "services": ["代缴医保社保", "代办证件", "政策解答"],
        },
        "household": {"items": [
            {"code": "income", "label": "主要收入来源", "type": "choice", "choices": ["务工", "务农", "经商"]},
            {"code": "needs", "label": "困难和需求", "type": "text", "choices": []},
            {"code": "dog", "label": "养犬", "type": "yes_no", "choices": []}]},
        "person": {
            "items": [{"code": "education", "label": "文化程度", "type": "choice", "choices": ["小学", "初中"]}],
            "plain": ["phone"],
            "identity": [{"code": "name", "label": "姓名"}, {"code": "death", "label": "去世"}],
        },
        "case": {"channels": [{"code": "seen", "label": "网格员发现"}], "usual": "seen",
                 "categories": [{"code": "town", "label": "市政设施", "parent": "", "minor": False},
                                {"code": "light", "label": "路灯", "parent": "town", "minor": True}]},
        "case_step": {"outcomes": [{"code": "solved", "label": "已解决"}, {"code": "partly", "label": "部分解决"}],
                      "return_reasons": [{"code": "not_ours", "label": "不属职责"}]},
        "hazard": {"kinds": [{"code": "wiring", "label": "电路老化、私拉乱接"}, {"code": "house", "label": "危房"}],
                   "grades": [{"code": "1", "label": "一般"}, {"code": "2", "label": "较大"}]},
        "wish": {}, "meeting": {"kinds": [{"code": "night", "label": "网格夜话"}]},
    }  # fmt: skip
    words: dict[str, Payload] = {
        "role": {"head": "户主", "spouse": "配偶"}, "sex": {"male": "男", "female": "女"},
        "care": {"alone_elder": "独居老人", "hardship": "困难家庭", "sensitive": "需特别关照"},
        "visit_kind": {"home": "入户走访", "four": "四万走访"},
    }  # fmt: skip
    return [
        *(a_row("form", f"form {key}", {"key": key, "version": 3, **payload}) for key, payload in given.items()),
        *(a_row("dict", f"dict {name}", {"name": name, "words": codes}) for name, codes in words.items()),
    ]


@dataclass
class PretendServer:
    """Answers a phone's requests in the browser itself: no row need be made for a screen to be looked at."""

    rows: dict[str, list[Row]]
    verdict: Payload = field(default_factory=lambda: {"st": "applied"})
    pushed: list[dict[str, object]] = field(default_factory=list)

    def stand_in(self, page: Page) -> None:
        """Take the place of the server's answers to the phone."""
        page.route("**/phone/api/**", self._answer)

    def _answer(self, route: Route) -> None:
        parts = urlsplit(route.request.url)
        if parts.path.endswith("/pull/"):
            rows = self.rows.get(parse_qs(parts.query)["scope"][0], [])
            head = {"cursor": "1.1.1", "more": False, "n": len(rows), "epoch": "1", "server_time": in_days(0)}
            body = "\n".join(json.dumps(one, ensure_ascii=False) for one in ([head, *rows]))
            route.fulfill(body=body, content_type="application/x-ndjson")
        elif parts.path.endswith("/push/"):
            ops = json.loads(route.request.post_data or "{}")["ops"]
            self.pushed += ops
            results = [{"op": op["op"], **self.verdict} for op in ops]
            route.fulfill(json={"results": results, "server_time": in_days(0), "epoch": "1", "wipe": False})
        elif parts.path.endswith("/news/"):
            route.fulfill(json={"scopes": [], "epoch": "1", "server_time": in_days(0)})
        elif parts.path.endswith("/telemetry/"):
            route.fulfill(status=204)
        else:
            route.fulfill(json={**about_me(), "token": "t" * 40, "secret": "s" * 43})


def about_me() -> Payload:
    """Somebody with two grids."""
    can = ["visit.record", "case.report", "case.sign"]
    return {
        "account": ACCOUNT, "name": "张网格", "town": {"id": TOWN, "name": "庆坪镇"}, "epoch": "1",
        "grids": [{"id": grid, "name": f"荣星村第{'一二'[index]}网格", "code": f"0{index}", "can": can}
                  for index, grid in enumerate(GRIDS)],
        "units": [],
        "scopes": [*({"id": grid, "kind": "grid"} for grid in GRIDS), {"id": TOWN, "kind": "town"},
                   {"id": ACCOUNT, "kind": "account"}],
        "opens_until": in_days(7), "server_time": in_days(0),
    }  # fmt: skip


def a_full_day(households: int = 40) -> PretendServer:
    """A grid with everything in it, and a second one without anything."""
    grid = [*homes(households), *tasks(), *cases(), *visits(), *an_order(), *wishes()]
    return PretendServer({GRIDS[0]: grid, TOWN: forms(), ACCOUNT: notices()})


def an_empty_day() -> PretendServer:
    """Nobody lives here and nothing is to be done."""
    return PretendServer({TOWN: forms()})
