"""What an account may be allowed to do, and the three administrator roles that no place may change."""

from dataclasses import dataclass
from typing import Literal, get_args

from wangge.ground.rulebook.words import gettext_noop as _

Permission = Literal[
    "case.see",
    "case.report",
    "case.accept",
    "case.dispatch",
    "case.sign",
    "case.contact",
    "case.handle",
    "case.return",
    "case.verify",
    "case.answer",
    "case.close",
    "case.reopen",
    "case.archive",
    "case.decide",
    "case.supervise",
    "case.whistle",
    "case.sign_off",
    "case.visit",
    "dispute.counsel",
    "case.reveal",
    "case.reveal_confidential",
    "case.export",
    "case.import",
    "intake.operate",
    "area.see",
    "area.edit",
    "matter.see",
    "matter.edit",
    "matter.request",
    "matter.decide",
    "report.see",
    "report.edit",
    "policy.try",
    "team.see",
    "team.edit",
    "team.keep",
    "duty.edit",
    "people.see",
    "people.edit",
    "people.care",
    "people.reveal",
    "people.decide",
    "people.export",
    "visit.see",
    "visit.record",
    "visit.ask",
    "order.issue",
    "plan.draft",
    "plan.approve",
    "notice.send",
    "account.see",
    "account.edit",
    "grant.edit",
    "rulebook.see",
    "rulebook.apply",
    "job.see",
    "job.retry",
    "audit.see",
    "audit.export",
]
PERMISSIONS: tuple[Permission, ...] = get_args(Permission)

PERMISSION_LABELS: dict[Permission, str] = {
    "case.see": _("查看事项"),
    "case.report": _("上报事项"),
    "case.accept": _("受理事项"),
    "case.dispatch": _("派遣事项"),
    "case.sign": _("签收事项"),
    "case.contact": _("记录联系"),
    "case.handle": _("处置事项"),
    "case.return": _("退回事项"),
    "case.verify": _("核查事项"),
    "case.answer": _("答复群众"),
    "case.close": _("结案"),
    "case.reopen": _("重办"),
    "case.archive": _("归档"),
    "case.decide": _("审定申请"),
    "case.supervise": _("督办事项"),
    "case.whistle": _("吹哨"),
    "case.sign_off": _("签批、包案"),
    "case.visit": _("回访"),
    "dispute.counsel": _("心理疏导"),
    "case.reveal": _("查看联系方式"),
    "case.reveal_confidential": _("查看要求保密的姓名"),
    "case.export": _("导出事项"),
    "case.import": _("导入事项"),
    "intake.operate": _("代群众登记"),
    "area.see": _("查看区划和网格"),
    "area.edit": _("调整区划和网格"),
    "matter.see": _("查看事项清单和准入"),
    "matter.edit": _("管理事项清单"),
    "matter.request": _("申请准入和下派任务"),
    "matter.decide": _("审定准入"),
    "report.see": _("查看研判报告"),
    "report.edit": _("补做报告、开研判会"),
    "policy.try": _("政策推演"),
    "team.see": _("查看组织和岗位"),
    "team.edit": _("管理组织和岗位"),
    "team.keep": _("登记网格队伍的联户、保障和群"),
    "duty.edit": _("编排值班"),
    "people.see": _("查看居民底册"),
    "people.edit": _("登记和变更住户"),
    "people.care": _("查看敏感的关爱信息"),
    "people.reveal": _("查看证件号和电话"),
    "people.decide": _("审定身份信息变更"),
    "people.export": _("导出居民底册"),
    "visit.see": _("查看走访"),
    "visit.record": _("记录走访"),
    "visit.ask": _("安排上门事务"),
    "order.issue": _("发布转移令"),
    "plan.draft": _("拟定网格调整方案"),
    "plan.approve": _("批准网格调整方案"),
    "notice.send": _("发送通知"),
    "account.see": _("查看账号"),
    "account.edit": _("管理账号"),
    "grant.edit": _("授予权限"),
    "rulebook.see": _("查看规则"),
    "rulebook.apply": _("启用规则"),
    "job.see": _("查看后台任务"),
    "job.retry": _("重试后台任务"),
    "audit.see": _("查看审计记录"),
    "audit.export": _("导出审计记录"),
}


@dataclass(frozen=True)
class AdminRole:
    """One of the three separate administrators of an instance (三员)."""

    code: str
    label: str
    permissions: frozenset[Permission]


ADMIN_ROLES: dict[str, AdminRole] = {
    role.code: role
    for role in (
        AdminRole(
            "system_admin",
            _("系统管理员"),
            frozenset(
                {
                    *("area.see", "area.edit", "team.see", "team.edit", "team.keep", "account.see", "account.edit"),
                    *("rulebook.see", "rulebook.apply", "job.see", "job.retry"),
                }
            ),
        ),
        AdminRole(
            "security_admin",
            _("安全管理员"),
            frozenset({"account.see", "grant.edit", "area.see", "team.see", "rulebook.see"}),
        ),
        AdminRole(
            "audit_admin",
            _("审计管理员"),
            frozenset({"audit.see", "audit.export", "account.see", "area.see", "team.see", "rulebook.see"}),
        ),
    )
}

# Who may change what others may do must not read, or clean up after, the record of it.
SEPARATED: tuple[tuple[frozenset[Permission], frozenset[Permission]], ...] = (
    (
        frozenset({"audit.see", "audit.export"}),
        frozenset({"grant.edit", "account.edit", "rulebook.apply", "job.retry"}),
    ),
    (frozenset({"grant.edit"}), frozenset({"account.edit"})),
)


def separation_broken(permissions: frozenset[Permission]) -> tuple[Permission, Permission] | None:
    """The first two permissions in the set that one role must not hold together, or None."""
    for left, right in SEPARATED:
        if permissions & left and permissions & right:
            return min(permissions & left), min(permissions & right)
    return None
