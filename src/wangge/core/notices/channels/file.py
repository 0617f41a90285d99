"""The development channel: what would be sent can be read in a file."""

import json
import os
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .base import Fault, OutgoingChannel, OutgoingMessage, Reaches, SendFailed
from .wording import facts_of


class FileChannel(OutgoingChannel):
    """Appends one JSON line per message to notices.jsonl in the installation's folder."""

    code = "file"
    label = gettext_lazy("文件（开发用）")
    reaches = Reaches.EVERYBODY
    recipients_per_call = 1000

    @property
    def path(self) -> Path:
        return Path(settings.HOME) / "notices.jsonl"

    def check(self) -> list[Fault]:
        place = self.path if self.path.exists() else self.path.parent
        if os.access(place, os.W_OK):
            return []
        return [
            Fault(
                _("文件通道：不能写入 {path}").format(path=self.path),
                _("让运行本系统的用户可以写这个文件夹，或从 WANGGE_CHANNELS 中去掉 file"),
            )
        ]

    def send(self, message: OutgoingMessage) -> None:
        facts = facts_of(message) | {"to": [one.address for one in message.recipients]}
        line = json.dumps(facts, ensure_ascii=False) + "\n"
        try:
            with self.path.open("a", encoding="utf-8") as file:
                file.write(line)
        except OSError as error:
            raise SendFailed(_("文件写不进去：{error}").format(error=error.strerror), temporary=True) from error
