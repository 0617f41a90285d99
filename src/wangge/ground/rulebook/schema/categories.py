"""categories.toml: what matters are about, in two tiers."""

from wangge.ground.rulebook.schema.base import Asker, Code, Label, Level, Strict, Urgency, YesNo


class Category(Strict):
    """A domain, or with `parent` a kind within a domain."""

    code: Code
    label: Label
    parent: Code | None = None
    words: tuple[Label, ...] = ()  # suggest the category while there are no corrected cases to learn from
    level: Level  # where such a matter is usually solved
    minor: YesNo = False  # may be self-handled (自办) and verified by its own handler
    emergency: YesNo = False  # never rate-limited; the form shows 110/119/120
    urgency: Urgency = "normal"
    asker: Asker | None = None  # who such matters are from, where the report does not say (企业诉求)
    grade: Code | None = None  # the grade a new case of this kind is given first


def chain(category: Category) -> tuple[str, ...]:
    """The category's code, then its domain's if it has one."""
    return (category.code,) if category.parent is None else (category.code, category.parent)


class CategoriesFile(Strict):
    """The content of categories.toml."""

    categories: tuple[Category, ...]
