"""A small nation to pack: a list, an election, definitions, labels for all but a few."""

from __future__ import annotations

import os
import random
import signal
from dataclasses import dataclass
from multiprocessing import parent_process
from pathlib import Path

from nacl.signing import SigningKey

from host_tools.formats.definitions import Blank, Booth, Contest, Election, Option, Precinct, Style
from host_tools.formats.label import make_label
from host_tools.formats.points import multiply_base
from host_tools.keys.randomness import seeded
from host_tools.labels.index import LabelIndex
from host_tools.labels.register import LabelRegister
from host_tools.labels.serials import serials
from host_tools.registers.voter_list_file import VoterList, read_list
from host_tools.rolls.pack_precinct import FolderDefinitions, PackJob

AUTHORITY = SigningKey(bytes(range(32)))
MASTER, REGISTER_KEY = bytes(range(1, 33)), bytes(range(2, 34))
_NAMES = {"kk": "Үлгі", "ru": "Пример", "en": "Example"}
_PARTS = ("Үлгіұлы", "Тіркеуов", "Санақбаева", "Ғылымқызы", "Мысалова", "Құрақов", "Жыртылмасов", "Өлшемова")
HEADER = "precinct,number,surname,given_name,patronymic,birth_date,address,id_type,id_value,class\n"


@dataclass
class Person:
    """One line of the list. label: None for one who has none."""

    precinct: int
    name: str
    born: str
    number: str
    label: str | None


@dataclass
class Nation:
    """What there is to pack, and the answers."""

    folder: Path
    people: list[Person]
    job: PackJob

    @property
    def list(self) -> VoterList:
        """The list, read anew."""
        return read_list(self.folder / "list.csv")

    def of(self, precinct: int) -> list[Person]:
        """The voters of a precinct."""
        return [person for person in self.people if person.precinct == precinct]

    def secrets_of_people(self) -> list[str]:
        """Everything that must not be seen: names and their parts, numbers, labels."""
        found: set[str] = set()
        for person in self.people:
            found |= {person.name, *(part for part in person.name.split() if len(part) > 4), person.number}
            if person.label:
                found |= {person.label, person.label[2:22]}
        return sorted(found)


def election(number_cards: bool) -> Election:
    """One contest of three options."""
    options = [Option(id=f"o{place}", names=_NAMES) for place in range(3)]
    contest = Contest(id="c", title=_NAMES, votes_allowed=1, blank=Blank.OWN_LINE, options=options)
    settings = {"number_cards": number_cards}
    return Election(id="example", title=_NAMES, date="2026-03-15", contests=[contest], settings=settings)


def make(
    folder: Path, sizes: dict[int, int], number_cards: bool = True, without_label: int = 1, styles: int = 0
) -> Nation:
    """Write a nation into a folder.

    sizes: voters by precinct; in each the first few have no label.
    styles: how many ballot styles its election has, each with the one contest.
    """
    draw = random.Random(20_260_315)
    register = LabelRegister(folder / "labels.db", REGISTER_KEY, draw=serials(seeded(b"nation")))
    people = []
    for precinct, size in sizes.items():
        for place in range(size):
            name = " ".join(draw.sample(_PARTS, 3))
            born = f"{draw.randrange(1936, 2008)}-{draw.randrange(1, 13):02d}-{draw.randrange(1, 29):02d}"
            people.append(Person(precinct, name, born, f"{draw.randrange(10**11, 10**12)}", None))
            if place >= without_label:
                person = register.person("IIN", people[-1].number)
                (serial,) = register.issue([(person, "-")], "Demo Operator", "a test")
                assert isinstance(serial, int)
                people[-1].label = make_label(people[-1].number, serial)
    register.commit()
    labels = LabelIndex.of(register).save(folder / "index")
    register.close()
    lines = [
        f"{each.precinct},1,{each.name.replace(' ', ',')},{each.born},Көше 5,IIN,{each.number},match\n"
        for each in people
    ]
    (folder / "list.csv").write_text(HEADER + "".join(lines), "utf-8")
    content = election(number_cards)
    if styles:
        made = [Style(id=f"style-{number}", names=_NAMES, contests=[0]) for number in range(1, styles + 1)]
        content = content.model_copy(update={"styles": made})
    (folder / "definitions").mkdir()
    for precinct, size in sizes.items():
        write_definition(folder, content, precinct, size, {})
    job = PackJob(
        folder=folder / "packages",
        election=content.to_cbor(),
        mode=0,
        definition=FolderDefinitions(folder / "definitions"),
        authority=bytes(AUTHORITY),
        master=MASTER,
        labels=labels,
        register_key=REGISTER_KEY,
    )
    return Nation(folder, people, job)


def write_definition(folder: Path, content: Election, precinct: int, voters: int, changes: dict[str, object]) -> None:
    """A precinct definition file. changes: fields that shall be wrong."""
    definition = Precinct(
        election=content.hash16, precinct=precinct, mode=0, names=_NAMES, key=multiply_base(precinct), desk=bytes(32),
        booths=[Booth(1, bytes(32), 100)], voters=voters, minutes_east=300, centre=bytes(32),
    )  # fmt: skip
    path = folder / "definitions" / f"precinct-{precinct}.cbor"
    path.write_bytes(definition.model_copy(update=changes).to_cbor())


def deadly_definition(precinct: int) -> bytes | None:
    """Ends a worker that asks, as the kernel does when memory runs out; the process that hands out work lives."""
    if parent_process():
        os.kill(os.getpid(), signal.SIGKILL)
    return None
