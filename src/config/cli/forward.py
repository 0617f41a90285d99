"""Commands that are Django's management commands: `wangge manage NAME …`, `wangge import …`, `wangge demo …`."""

import sys
from collections.abc import Sequence

from django.core.management import ManagementUtility, get_commands

from config.cli.installation import django_at_hand
from wangge.ground.foundation.errors import Refusal


def run(words: Sequence[str]) -> int:
    """Run the management command these words name; 1 when it refused."""
    words = words[1:] if words[0] == "manage" else words
    with django_at_hand():
        if words and words[0] not in {*get_commands(), "help", "version", "--help", "-h", "--version"}:
            print(f"没有命令 {words[0]}：wangge manage help 列出全部。", file=sys.stderr)
            return 2
        try:
            ManagementUtility(["wangge", *words]).execute()
        except Refusal as refusal:
            print(refusal.message, file=sys.stderr)
            return 1
    return 0
