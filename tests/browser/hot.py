"""A hot issue with a plan and a result, and one with names as long as they can be."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.timezone import localdate

from tests.browser.worlds import LONGEST_NAME, let_jobs_run
from tests.cases.town import RESIDENT, Town
from wangge.core.cases.models import CaseCluster
from wangge.core.cases.operations import report_cases
from wangge.core.cases.operations.clusters import SpecialPlan, plan_cluster, record_cluster_result
from wangge.core.cases.reports import CaseReport

NOISE = "金河小区楼下搅拌站夜里施工噪音扰民"


def add_hot(town: Town) -> UUID:
    """The issue with a plan."""
    words = [f"{NOISE}，第{number}次反映" for number in range(4)]
    words += [f"{LONGEST_NAME[:60]}花园门口路面塌陷，第{number}次反映" for number in range(2)]
    now = timezone.now()
    reports = [
        CaseReport(
            area_id=town.grid.pk, channel=town.channel, body=body, source_ref=f"hot:{number}",
            reported_at=now - timedelta(days=number),
        )
        for number, body in enumerate(words)
    ]  # fmt: skip
    report_cases(reports=reports, actor=RESIDENT, at=now)
    let_jobs_run()
    issue = CaseCluster.objects.everywhere("shown").filter(title__contains="金河小区").get()
    plan = SpecialPlan(localdate(now) - timedelta(days=2), town.station.pk, "张三", "夜里十点以后停工，每晚巡查。")
    plan_cluster(actor=town.officer, cluster_id=issue.pk, plan=plan, at=now)
    record_cluster_result(actor=town.officer, cluster_id=issue.pk, result="已装隔音棚。", at=now)
    return issue.pk
