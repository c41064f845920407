"""A made-up precinct without terminals, and a form that its members filled in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from host_tools.formats.definitions import Election, Precinct, Style
from host_tools.keys.files import PRIVATE, write_secret
from host_tools.keys.randomness import seeded
from host_tools.paper_precincts import form, preparing
from host_tools.paper_precincts.preparing import Prepared, Row
from tests.host_tools.determining.made_up_nation import AUTHORITY, CENTRE
from tests.host_tools.small_precinct import names, small_election

NUMBER, VOTERS, SIGNED_S = 41, 120, 1_795_050_000
# 40 ballots in the room's box, 3 in the portable one, of 44 that were handed out; one was spoiled and replaced.
FILLED = {
    "precinct": {
        "added": 2, "certificates": 1, "issued_recorded": 41, "outside_recorded": 3, "spoiled_recorded": 2,
        "paper_returned": 1, "complaints": 0, "acts": 1, "by_certificate": 1, "added_refused": 1,
        "certificates_received": 3, "certificates_cancelled": 2, "certificates_lost": 0, "home_requests": 3,
        "home_refused": 0, "assisted": 2,
    },
    "contest": {
        "received": 100, "withdrawn": 1, "outside": 3, "unused": 54, "spoiled": 1, "lost": 0, "portable": 3, "room": 40,
    },
}  # fmt: skip
VOTES = {"one": {"a": 20, "against-all": 19, "blank": 3, "invalid": 1}, "two": {"a": 30, "b": 20, "c": 25, "blank": 2,
         "invalid": 1}}  # fmt: skip

# The same where eleven voters have the first contest alone.
BOTH, ONE = Style(id="both", names=names("Both"), contests=[0, 1]), Style(id="one", names=names("One"), contests=[0])
OF_STYLES = {"both": {"issued_recorded": 30, "outside_recorded": 3},
             "one": {"issued_recorded": 11, "outside_recorded": 0}}  # fmt: skip
STYLED = {"two_unused": 65, "two_room": 30, "two_b": 15, "two_a": 20, "two_c": 15}


@dataclass
class HandCount:
    """The precinct in a folder, as `tamga paper prepare` makes it."""

    folder: Path
    mode: int = 0
    styles: list[Style] | None = None

    def __post_init__(self) -> None:
        self.election: Election = small_election().model_copy(update={"styles": self.styles})
        row = Row(NUMBER, names("Village"), VOTERS)
        draw = seeded(b"hand count")
        self.made: Prepared = preparing.prepare(
            self.election, row, self.mode, AUTHORITY, bytes(CENTRE.verify_key), 2, 3, draw
        )
        preparing.write([self.made], self.election, bytes(AUTHORITY.verify_key), self.folder)

    @property
    def definition(self) -> Precinct:
        """Of the precinct."""
        return self.made.definition

    def filled(self, **changes: object) -> Path:
        """The form with every number. changes: values by name, such as `one_room=41` or `reason="…"`."""
        text = form.blank_form(self.election, self.definition)
        section = ""
        lines = []
        for line in text.splitlines():
            if line.startswith("["):
                section = line.split("]")[0].strip("[")
            name = line.split(" =")[0].strip('"')
            value = _value(section, name, changes)
            lines.append(line.replace('= ""', f"= {value}") if value is not None else line)
        path = self.folder / "count.toml"
        path.write_text("\n".join(lines) + "\n", "utf-8")
        return path

    def card_files(self) -> list[Path]:
        """The text of each key card."""
        found = []
        for card in self.made.cards:
            path = self.folder / f"{card.name}.txt"
            path.write_text("\n".join(card.texts))
            found.append(path)
        return found

    @property
    def pins(self) -> list[str]:
        """Of the cards, in order."""
        return [card.pin for card in self.made.cards]


def _value(section: str, name: str, changes: dict[str, object]) -> object:
    if section.startswith("styles."):
        style = section.split('"')[1]
        return changes.get(f"{style}_{name}", OF_STYLES.get(style, {}).get(name))
    contest = section.split('"')[1] if '"' in section else ""
    key = f"{contest}_{name}" if contest else name
    if key in changes:
        return changes[key]
    if not contest:
        return FILLED["precinct"].get(name) if section == "precinct" else None
    return VOTES[contest].get(name, FILLED["contest"].get(name))


def write_key(path: Path) -> Path:
    """The authority's private key as a file."""
    write_secret(path, f"{PRIVATE}{bytes(AUTHORITY).hex()}".encode())
    return path
