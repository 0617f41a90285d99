"""wangge learn --place CODE [--dry-run]: learn to suggest categories from what the clerks of a place corrected."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from wangge.core.areas.queries import AreaRow
from wangge.core.cases.operations.learning import Learned, learn_categories, towns_of_place
from wangge.ground.foundation.errors import Refusal


class Command(BaseCommand):
    help = "用一个地方纠正过的事项训练类别建议"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--place", required=True, help="规则的代码，或者乡镇的区划代码")
        parser.add_argument("--dry-run", action="store_true", help="只训练和测量，不启用")

    def handle(self, *args: Any, **options: Any) -> None:
        refused = 0
        towns = towns_of_place(place=options["place"])
        for town in towns:
            try:
                found = learn_categories(town_id=town.id, at=timezone.now(), dry_run=options["dry_run"])
            except Refusal as refusal:
                self.stderr.write(f"{town.name}：{refusal.message}")
                refused += 1
            else:
                self._say(town, found)
        if refused == len(towns):
            raise CommandError(_("没有训练出新的模型"))

    def _say(self, town: AreaRow, found: Learned) -> None:
        measured = found.measured
        self.stdout.write(
            _(
                "{town}：学了 {cases} 件（其中纠正过的 {corrected} 件），{categories} 个类别；分五份轮流测："
                "第一个就对 {right}/{cases}（{accuracy:.1%}），前两个里有 {two}/{cases}（{top_two:.1%}），"
                "各类平均 F1 {f1:.3f}；识别用语对 {words}/{cases}；模型 {size} KB"
            ).format(
                town=town.name, cases=found.cases, corrected=found.corrected, categories=measured.categories,
                right=measured.right, accuracy=measured.accuracy, two=measured.right_in_two, top_two=measured.top_two,
                f1=measured.macro_f1, words=found.right_by_words, size=found.size // 1024,
            )
        )  # fmt: skip
        if found.left_out:
            self.stdout.write(_("另有 {count} 件属于件数太少的类别，没有学").format(count=found.left_out))
        self.stdout.write(_("已启用") if found.is_kept else _("只是试算，没有启用"))
