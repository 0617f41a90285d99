"""The rules in force."""

from collections.abc import Iterator

from config.cli.checks.findings import Finding, advice, good
from wangge.core.places.shipped import NewerRules, newer_rules


def rules_are_newest() -> Iterator[Finding]:
    """Whether an upgrade brought rules that are not in force: people lack what newer pages ask for."""
    found = newer_rules()
    for one in found:
        code = one.rules.place.code
        cure = f"wangge rulebook diff {code} 看差别，wangge rulebook upgrade {code} 启用"
        if not one.is_untouched:
            cure = f"wangge rulebook diff {code} 看差别，要的抄进本地自己的规则文件夹，再 wangge rulebook apply"
        yield advice(f"规则（{one.rules.place.name}）", _says(one), cure=cure)
    if not found:
        yield good("规则", "与随附的一样")


def _says(one: NewerRules) -> str:
    whose = "" if one.is_untouched else "（本地改过）"
    says = f"随附的与现行第 {one.number} 版{whose}有 {len(one.changes)} 处不同"
    lacking = [f"{role} {'、'.join(some)}" for role, some in one.permissions.items()]
    return f"{says}；现行的少这些权限：{'；'.join(lacking)}" if lacking else says
