"""Pin what this environment holds: `make lock` writes the requirements files from pyproject.toml and the .venv."""

import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
BUILD = ["editables>=0.6"]  # hatchling asks for it when the project is installed in place
HEADER = "# Written by `make lock` from pyproject.toml: change that file, not this one.\n"


def main() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    extras = project["project"]["optional-dependencies"]
    # Engines and map files come with every set-up, so that each page works; who installs by hand may leave them out.
    wanted_to_run = [*project["project"]["dependencies"], *extras["engines"], *extras["geo"]]
    run = closure([*wanted_to_run, *project["build-system"]["requires"], *BUILD])
    dev = closure(extras["dev"])
    wanted = {
        "requirements.lock": spelt(run),
        "requirements-dev.lock": spelt({name: version for name, version in dev.items() if name not in run}),
    }
    for name, text in wanted.items():
        if "--check" not in sys.argv:
            (ROOT / name).write_text(text, "utf-8")
        elif (ROOT / name).read_text("utf-8") != text:
            sys.exit(f"{name} does not fit pyproject.toml and what is installed: run `make lock`")


def closure(wanted: list[str]) -> dict[str, str]:
    """Every package these requirements bring, with the version installed here."""
    pinned: dict[str, str] = {}
    seen: set[tuple[str, str]] = set()
    waiting = [(Requirement(text), "") for text in wanted]
    while waiting:
        requirement, extra = waiting.pop()
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        found = installed(requirement)
        pinned[name] = found.version
        for wish in sorted({"", *requirement.extras}):
            if (name, wish) not in seen:
                seen.add((name, wish))
                waiting += [(Requirement(text), wish) for text in found.requires or ()]
    return dict(sorted(pinned.items()))


def installed(requirement: Requirement):
    try:
        found = distribution(requirement.name)
    except PackageNotFoundError:
        sys.exit(f"{requirement} is not installed: run `.venv/bin/pip install '{requirement}'` first")
    if found.version not in requirement.specifier:
        sys.exit(f"{requirement} is wanted but {found.version} is installed")
    return found


def spelt(pinned: dict[str, str]) -> str:
    return HEADER + "".join(f"{one}=={version}\n" for one, version in pinned.items())


main()
