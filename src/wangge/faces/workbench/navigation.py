"""The navigation by work: one line for each kind of work, shown only to who may do it.

Whoever adds pages adds an entry here, in the order of the menu.
"""

from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wangge.core.access.queries import Actor
from wangge.faces.shell.parts import NavItem, Words
from wangge.ground.rulebook.permissions import Permission


@dataclass(frozen=True)
class Work:
    """One kind of work; without permissions it is for everybody, else for who holds any of them."""

    label: Words
    icon: str
    url_name: str
    permissions: tuple[Permission, ...] = ()
    query: str = ""  # how the page is opened from the menu

    def is_for(self, actor: Actor) -> bool:
        return not self.permissions or any(actor.may(permission) for permission in self.permissions)

    @cached_property
    def url(self) -> str:
        return reverse(self.url_name)


# What any page of the settings asks for.
SETTINGS_NEED: tuple[Permission, ...] = ("account.see", "rulebook.see", "job.see", "notice.send", "audit.see")
WORKS: tuple[Work, ...] = (
    Work(_("待办"), "inbox", "workbench:todo"),
    Work(_("事项"), "clipboard-list", "workbench:cases", ("case.see",), "?state=open"),
    Work(_("登记"), "plus", "workbench:intake", ("intake.operate",)),
    Work(_("吹哨"), "speakerphone", "workbench:whistles", ("case.see",)),
    Work(_("纠纷"), "heart-handshake", "workbench:disputes", ("case.see",)),
    Work(_("疏导"), "lock", "workbench:counselling", ("dispute.counsel",)),
    Work(_("热点"), "alert-circle", "workbench:hot", ("case.see",)),
    Work(_("回访"), "phone", "workbench:visits", ("case.visit",)),
    Work(_("走访"), "walk", "workbench:rounds", ("visit.see",)),
    Work(_("转移"), "urgent", "workbench:alarms", ("visit.see",)),
    Work(_("台账"), "stack-2", "workbench:registers", ("case.see",)),
    Work(_("网格"), "sitemap", "workbench:areas", ("area.see",)),
    Work(_("方案"), "map-2", "workbench:plans", ("plan.draft", "plan.approve")),
    Work(_("人户"), "users", "workbench:people", ("people.see",)),
    Work(_("组织"), "building", "workbench:organisations", ("team.see",)),
    Work(_("清单"), "list-check", "workbench:matters", ("matter.see",)),
    Work(_("手机"), "refresh", "workbench:phones", ("visit.ask",)),
    Work(_("研判"), "report-analytics", "workbench:reports", ("report.see",)),
    Work(_("推演"), "adjustments", "workbench:whatif", ("policy.try",)),
    Work(_("上级平台"), "building-community", "workbench:upstream", ("case.import", "rulebook.apply")),
    Work(_("设置"), "settings", "workbench:settings", SETTINGS_NEED),
)


FIRST = 4  # how many stand in the bottom bar of a telephone beside 更多


def navigation(actor: Actor, *, here: str) -> list[NavItem]:
    """What this person sees; the entry whose address is the longest beginning of `here` is the current one.

    Where there are more than fit a telephone's bottom bar, the rest are minor and a last entry leads to all of them.
    """
    works = [(work, work.url) for work in WORKS if work.is_for(actor)]
    current = max((url for _work, url in works if here.startswith(url)), key=len, default="")
    is_crowded = len(works) > FIRST + 1
    items = [
        NavItem(work.label, url + work.query, work.icon, url == current, is_minor=is_crowded and number >= FIRST)
        for number, (work, url) in enumerate(works)
    ]
    if is_crowded:
        more = reverse("workbench:more")
        is_here = here == more or any(item.is_current and item.is_minor for item in items)
        items.append(NavItem(_("更多"), more, "dots", is_here, is_more=True))
    return items
