"""wangge demo PLACE: a demonstration place with a month of cases, made through the operations that users call."""

import time
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wangge.core.places.queries import places_in_force
from wangge.faces.demo.accounts import PLACES, demo_accounts, lines
from wangge.faces.demo.worlds import build_place
from wangge.ground.foundation.errors import Refusal

SEED = 1


class Command(BaseCommand):
    help = "建立演示地点：照报告的数字，加一个月的事项。人名、电话、事项都是编的。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=[*PLACES, "list"], help="哪个地方；list 列出已有的和账号")
        parser.add_argument("--seed", type=int, default=SEED, help="同一个数得到同一个世界")
        parser.add_argument("--at", default="", help="演示到哪一刻为止，例如 2026-03-02T09:00；默认现在")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["what"] == "list":
            self._list()
            return
        began = time.monotonic()
        try:
            with transaction.atomic():
                cases = build_place(
                    place=options["what"], seed=options["seed"], now=_moment(options["at"]), say=self._say
                )
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        self._say(_("建好了：{n} 件事项，用时 {s:.1f} 秒").format(n=cases, s=time.monotonic() - began))

    def _say(self, words: str) -> None:
        self.stdout.write(f"  {words}")
        self.stdout.flush()

    def _list(self) -> None:
        built = {account.place for account in demo_accounts()}
        for code in PLACES:
            current = places_in_force().get(code)
            name = current.rules.place.name if current else ""
            self.stdout.write(f"{code}  {name}  {_('已建立') if code in built else _('没有建立')}")
        for line in lines():
            self.stdout.write(line)


def _moment(words: str) -> datetime:
    """A moment in China's time; now where none is given. Raises CommandError."""
    if not words:
        return timezone.now()
    try:
        moment = datetime.fromisoformat(words)
    except ValueError as fault:
        raise CommandError(_("时刻要写成 2026-03-02T09:00 这样")) from fault
    moment = moment if moment.tzinfo else timezone.make_aware(moment)
    if moment > timezone.now():
        raise CommandError(_("演示不能到将来"))
    return moment
