"""What runs and stands guard behind the pages."""

from collections.abc import Iterator
from datetime import timedelta

from config.cli.checks.findings import Finding, advice, fault, good
from wangge.core.notices.channels import channel_faults, channels_in_use
from wangge.core.people.second_line import is_up
from wangge.ground.foundation import jobs

LONGEST_WAIT = timedelta(minutes=5)


def jobs_are_done() -> Iterator[Finding]:
    health = jobs.health()
    if health.live_workers:
        yield good("后台任务", f"{health.live_workers} 个进程在工作")
    else:
        cure = "运行 wangge serve，或另起 wangge worker；没有它就不发通知、不算时限"
        yield fault("后台任务", "没有进程在工作", cure=cure)
    minutes = health.oldest_wait.total_seconds() / 60
    if health.oldest_wait > LONGEST_WAIT:
        cure = "看 wangge worker 的输出；忙不过来时加 --concurrency 或再起一个"
        yield fault("任务积压", f"最早的一件已等 {minutes:.0f} 分钟", cure=cure)
    else:
        yield good("任务积压", "没有")
    if health.failed:
        cure = "在工作台“设置—运行”里看是哪些，治好后点“重试”"
        yield fault("失败的任务", f"{health.failed} 件试了多次仍失败", cure=cure)
    else:
        yield good("失败的任务", "没有")


def channels_can_send() -> Iterator[Finding]:
    found = channel_faults()
    for one in found:
        yield fault("通知通道", one.message, cure=one.how_to_mend)
    if not found:
        yield good("通知通道", "、".join(channel.code for channel in channels_in_use()))


def roster_is_guarded_twice() -> Iterator[Finding]:
    if is_up():
        yield good("底册的第二道防线", "行级安全已启用")
    else:
        cure = "请数据库管理员建立角色 wangge_scoped（见 docs/install.md），再从备份恢复一次"
        yield advice("底册的第二道防线", "行级安全没有启用，只有程序自己的检查", cure=cure)
