"""The four platforms of grassroots governance (基层治理四平台): which category belongs to which."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

from wangge.ground.rulebook.rulebook import Rulebook

FILE = Path(__file__).parent / "presets" / "platforms.toml"


@dataclass(frozen=True)
class Platforms:
    """The labels of the tags, and the tag of each category that has one."""

    tags: dict[str, str]
    categories: dict[str, str]

    def tag_of(self, category: str, *, rules: Rulebook) -> str:
        """The tag of a category or of its domain; "" when neither has one."""
        parent = next((c.parent for c in rules.categories if c.code == category), None)
        return self.categories.get(category) or self.categories.get(parent or "", "")


@cache
def platforms() -> Platforms:
    """The mapping that comes with the product."""
    found = tomllib.loads(FILE.read_text("utf8"))
    return Platforms(tags=found["tags"], categories=found["categories"])


def written_tag(tag: str) -> str:
    """What a tag is called in a file; a category that belongs to none is said so."""
    return platforms().tags.get(tag) or _("未对应")
