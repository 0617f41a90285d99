"""Categories as a person chooses one: the kinds of each domain together."""

from collections.abc import Iterable

from wangge.ground.rulebook.rulebook import Rulebook

Options = list[tuple[str, str]]


def grouped_categories(books: Iterable[Rulebook]) -> list[tuple[str, Options]]:
    """For a select: each domain with itself and its kinds."""
    groups: dict[str, Options] = {}
    for rules in books:
        for domain in rules.categories:
            if domain.parent is None:
                kinds = [(kind.code, kind.label) for kind in rules.kinds_within(domain.code)]
                groups.setdefault(domain.label, [(domain.code, domain.label), *kinds])
    return list(groups.items())
