"""wangge manage phone_file FILE: take in what a phone could not send."""

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from wangge.faces.phone.handing_in import hand_in
from wangge.ground.foundation.errors import Refusal
from wangge.ground.sync.lifecycle import OpState


class Command(BaseCommand):
    help = "收下手机导出的文件：没网发不出去的走访、上报和照片。同一个文件收两次也只算一次。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="手机“我的 → 导出还没发出的”存下的文件")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            taken = hand_in(content=options["file"].read_bytes(), at=timezone.now())
        except (Refusal, OSError) as fault:
            raise CommandError(getattr(fault, "message", str(fault))) from fault
        for state, count in sorted(Counter(result.state for result in taken.results).items()):
            self.stdout.write(_("{state}：{count} 条").format(state=OpState(state).label, count=count))
        for result in taken.results:
            if result.words:
                self.stdout.write(f"  {result.words}")
        self.stdout.write(_("照片：{count} 张").format(count=taken.photos))
