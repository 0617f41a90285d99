"""The pages of one kind of work side by side: tabs, shown only to who may use them."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wangge.core.access.queries import Actor
from wangge.faces.shell.parts import NavItem
from wangge.faces.workbench.navigation import Work

TEAMS: tuple[Work, ...] = (
    Work(_("单位"), "building", "workbench:organisations", ("team.see",)),
    Work(_("任职"), "id-badge-2", "workbench:appointments", ("team.see",)),
    Work(_("缺岗"), "user-plus", "workbench:vacancies", ("team.see",)),
    Work(_("值班"), "phone", "workbench:duty", ("team.see",)),
    Work(_("网格队伍"), "users", "workbench:checks", ("team.see",)),
)
SETTINGS: tuple[Work, ...] = (
    Work(_("账号"), "users", "workbench:accounts", ("account.see",)),
    Work(_("规则"), "adjustments", "workbench:rulebooks", ("rulebook.see",)),
    Work(_("运行"), "history", "workbench:jobs", ("job.see",)),
    Work(_("外发消息"), "send", "workbench:deliveries", ("job.see", "notice.send")),
    Work(_("推送地址"), "link", "workbench:webhooks", ("notice.send",)),
    Work(_("工作日历"), "calendar", "workbench:calendar", ("rulebook.see",)),
    Work(_("审计"), "shield-lock", "workbench:audit", ("audit.see",)),
)


def tabs_of(works: tuple[Work, ...], actor: Actor, *, here: str) -> list[NavItem]:
    """The entries for this person; the one whose address is the longest beginning of `here` is the current one."""
    mine = [(work, reverse(work.url_name)) for work in works if work.is_for(actor)]
    current = max((url for _work, url in mine if here.startswith(url)), key=len, default="")
    return [NavItem(work.label, url + work.query, work.icon, url == current) for work, url in mine]
