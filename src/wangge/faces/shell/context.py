"""What every page may use as `shell`: the site's name, the person's preferences, the foot of the page."""

import json
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

ELDER_COOKIE = "elder"


@dataclass(frozen=True)
class Shell:
    """Read by the base templates only; every field has a default so that an error page can always be drawn."""

    is_elder: bool = False
    here: str = "/"

    @cached_property
    def site_name(self) -> str:
        return str(getattr(settings, "SITE_NAME", "") or _("网格"))

    @cached_property
    def language(self) -> str:
        return get_language() or settings.LANGUAGE_CODE

    @property
    def html_lang(self) -> str:
        return "zh-Hans" if self.language.startswith("zh") else self.language

    @property
    def languages(self) -> list[tuple[str, str, str]]:
        return [(code, label, "zh-Hans" if code.startswith("zh") else code) for code, label in settings.LANGUAGES]

    @property
    def is_demo(self) -> bool:
        return bool(getattr(settings, "IS_DEMO", False))

    @property
    def filing_number(self) -> str:
        return str(getattr(settings, "FILING_NUMBER", ""))

    @property
    def complaint_url(self) -> str:
        return str(getattr(settings, "COMPLAINT_URL", ""))

    @property
    def privacy_url(self) -> str:
        return str(getattr(settings, "PRIVACY_URL", ""))

    @property
    def duty_phone(self) -> str:
        return str(getattr(settings, "DUTY_PHONE", ""))

    @property
    def map_tiles(self) -> str:
        return str(getattr(settings, "MAP_TILES_URL", ""))

    @property
    def map_credit(self) -> str:
        return str(getattr(settings, "MAP_TILES_CREDIT", ""))

    @property
    def words(self) -> str:
        """What scripts say, in the language of the page."""
        return json.dumps(
            {
                "restored": _("已放回您上次没发出的内容。"),
                "discard": _("不要了"),
                "sending": _("正在提交…"),
                "locating": _("正在找您的位置…"),
                "located": _("已用您现在的位置。"),
                "noLocation": _("没能取得位置，请在图上点一下，或用文字写明地点。"),
                "remove": _("去掉这张"),
                "tooMany": _("最多 %(count)s 张，多的没有放上。"),
                "offline": _("没有连上服务器，写的内容还在，请稍后再试。"),
                "picked": _("已在图上选定。"),
                "chosen": _("选了 %(count)s 栋。点楼栋选中，点网格是移到那里。"),
                "chosenFor": _("选了 %(count)s 栋，移到%(name)s。"),
                "mapFailed": _("地图打不开，请用别的办法写明地点。"),
                "zoomIn": _("放大"),
                "zoomOut": _("缩小"),
                "open": _("打开"),
            },
            ensure_ascii=False,
        )


def shell_of(request: HttpRequest | None) -> Shell:
    """The shell of a request; a page drawn after a fault may have none."""
    if request is None:
        return Shell()
    here = request.get_full_path() if request.method == "GET" else "/"
    return Shell(request.COOKIES.get(ELDER_COOKIE) == "1", here)


def shell(request: HttpRequest) -> dict[str, Shell]:
    """Context processor."""
    return {"shell": shell_of(request)}
