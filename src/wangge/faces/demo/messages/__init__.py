"""Citizens' messages of our own writing, as they might come in; nobody and nothing in them is real."""

import csv
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Message:
    """One message with what a clerk would make of it; messages of one `issue` tell the same thing."""

    id: str
    issue: str
    category: str
    channel: str
    urgency: str
    tone: str
    village: str
    where: str
    title: str
    body: str


def messages_of(place: str) -> list[Message]:
    """The messages of a demonstration place, in the order of the file."""
    with (FOLDER / f"{place}.csv").open(encoding="utf-8", newline="") as file:
        return [Message(**row) for row in csv.DictReader(file)]
