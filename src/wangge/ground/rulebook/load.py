"""Reads a place's folder of TOML into a Rulebook, or shows everything that is wrong with it."""

import tomllib
from pathlib import Path as File

from pydantic import ValidationError

from wangge.ground.rulebook.checks.all import findings
from wangge.ground.rulebook.checks.finding import Path
from wangge.ground.rulebook.faults import Fault, RulebookFaults, path_words, schema_words, toml_fault
from wangge.ground.rulebook.locate import key_lines, line_of
from wangge.ground.rulebook.rulebook import Rulebook
from wangge.ground.rulebook.schema.base import Strict
from wangge.ground.rulebook.schema.categories import CategoriesFile
from wangge.ground.rulebook.schema.channels import ChannelsFile
from wangge.ground.rulebook.schema.clocks import Clocks
from wangge.ground.rulebook.schema.duty import Duty
from wangge.ground.rulebook.schema.grading import Grading
from wangge.ground.rulebook.schema.gridplans import GridPlans
from wangge.ground.rulebook.schema.limits import Limits
from wangge.ground.rulebook.schema.mediation import Mediation
from wangge.ground.rulebook.schema.people import People
from wangge.ground.rulebook.schema.place import Place
from wangge.ground.rulebook.schema.posts import Posts
from wangge.ground.rulebook.schema.rating import Rating
from wangge.ground.rulebook.schema.rights import Rights
from wangge.ground.rulebook.schema.roles import RolesFile
from wangge.ground.rulebook.schema.routing import Routing
from wangge.ground.rulebook.schema.teams import Teams
from wangge.ground.rulebook.schema.units import Units
from wangge.ground.rulebook.schema.visits import Visits
from wangge.ground.rulebook.schema.whistle import Whistle

PLACES = File(__file__).parent / "places"

TOPICS: dict[str, type[Strict]] = {
    "place": Place,
    "roles": RolesFile,
    "units": Units,
    "posts": Posts,
    "channels": ChannelsFile,
    "categories": CategoriesFile,
    "clocks": Clocks,
    "routing": Routing,
    "duty": Duty,
    "rating": Rating,
    "limits": Limits,
    "grading": Grading,
    "rights": Rights,
    "whistle": Whistle,
    "mediation": Mediation,
    "people": People,
    "visits": Visits,
    "teams": Teams,
    "gridplans": GridPlans,
}
MAY_BE_ABSENT = {
    "grading",
    "rights",
    "whistle",
    "mediation",
    "people",
    "visits",
    "teams",
    "gridplans",
}  # a place without the file does without the thing


def shipped_places() -> dict[str, File]:
    """The folders of the places that come with the product, by code."""
    return {folder.name: folder for folder in sorted(PLACES.iterdir()) if (folder / "place.toml").is_file()}


def load(folder: File) -> Rulebook:
    """Read a place's folder. Raises RulebookFaults with all faults of all files."""
    if not folder.is_dir():
        raise RulebookFaults([Fault(folder.name, 0, "", "没有这个文件夹")])
    reader = _Reader(folder)
    for topic, model in TOPICS.items():
        reader.read(topic, model)
    reader.check()
    if reader.faults:
        raise RulebookFaults(reader.in_order())
    return Rulebook.model_validate(reader.parts)


class _Reader:
    """One reading of a folder: what is sound so far, and what is not."""

    def __init__(self, folder: File) -> None:
        self.folder = folder
        self.parts: dict[str, object] = {}
        self.faults: list[Fault] = []
        self.lines: dict[str, dict[Path, int]] = {}

    def read(self, topic: str, model: type[Strict]) -> None:
        text = self._text(topic)
        if text is None:
            return
        try:
            given = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            self.faults.append(toml_fault(f"{topic}.toml", text, error))
            return
        self.lines[topic] = key_lines(text)
        try:
            found = model.model_validate(given)
        except ValidationError as invalid:
            for one in invalid.errors(include_url=False):
                self._add(topic, one["loc"], schema_words(one, model))
            return
        self.parts[topic] = getattr(found, topic, found)

    def _text(self, topic: str) -> str | None:
        file = self.folder / f"{topic}.toml"
        try:
            raw = file.read_bytes()
        except FileNotFoundError:
            if topic in MAY_BE_ABSENT:
                return ""
            self.faults.append(Fault(file.name, 0, "", "缺少这个文件"))
            return None
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            self.faults.append(Fault(file.name, line, "", "不是 UTF-8 编码，请用 UTF-8 重新保存"))
            return None

    def check(self) -> None:
        for found in findings(self.parts):
            self._add(found.topic, found.path, found.message)
        for file in self.folder.glob("*.toml"):
            if file.stem not in TOPICS:
                self.faults.append(Fault(file.name, 0, "", f"不认识这个文件，可以有的是：{'、'.join(TOPICS)}"))

    def _add(self, topic: str, path: Path, message: str) -> None:
        line = line_of(self.lines[topic], path)
        self.faults.append(Fault(f"{topic}.toml", line, path_words(path), message))

    def in_order(self) -> list[Fault]:
        order = {f"{topic}.toml": place for place, topic in enumerate(TOPICS)}
        return sorted(self.faults, key=lambda fault: (order.get(fault.file, len(order)), fault.file, fault.line))
