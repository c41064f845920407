"""`tamga doctor`: whether a provisioned precinct, or a folder of many, may be shipped. Nothing is changed.

The findings name files and numbers and show no secret.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from host_tools.errors import TamgaError, os_error_in_words
from host_tools.findings import Report
from host_tools.formats.definitions import Device, Election, Precinct
from host_tools.formats.packages import SPARE_PART, Package, open_package
from host_tools.formats.payload import MODE_NAMES
from host_tools.formats.places import FIRST_DESK, SPARE_DESK, desk_number, file_name, is_desk
from host_tools.formats.points import is_key
from host_tools.keys.files import load_public
from host_tools.provisioning import own_keys
from host_tools.provisioning.device_book import DeviceBook, TerminalRecord
from host_tools.provisioning.exposed import Secret, check_modes, check_public
from host_tools.provisioning.firmware import BOARD_NAME, differences
from host_tools.provisioning.own_keys import OWN_KEY_FILE, OWN_KEYS
from host_tools.provisioning.panels import check_panel
from host_tools.provisioning.plan import OFFICIAL
from host_tools.provisioning.shipping_check import SEALS_FILE, check_papers
from host_tools.provisioning.spare_check import check_spares
from host_tools.provisioning.supplement_check import check_supplements
from host_tools.provisioning.writing import DEVICE_BOOK
from host_tools.rolls import redirects
from host_tools.rolls.roll_view import RollView

_LEAST_KEY_CARDS = 2
_Read = TypeVar("_Read")


def examine(
    folder: Path, today: datetime.date, shown: Callable[[int, int], None] = lambda done, of: None
) -> list[Report]:
    """One report per precinct below a folder, on what they share where there are several, and on shipping papers.

    shown: called with how many precincts were looked at, and how many there are.
    """
    places = sorted(path.parent.parent for path in folder.rglob("public/authority.pub"))
    if not places:
        report = Report(str(folder))
        report.bad("holds no precinct (no public/authority.pub); give a folder that tamga provision wrote")
        return [report]
    visits: list[_Visit] = []
    for place in places:
        visits.append(_Visit(place, today))
        shown(len(visits), len(places))
    reports = [visit.report for visit in visits] + ([_together(folder, visits)] if len(visits) > 1 else [])
    terminals = [record for visit in visits for record in visit.book]
    definitions = [visit.official for visit in visits if visit.official]
    papers = sorted(path.parent for path in folder.rglob(SEALS_FILE))
    places_of = {visit.official.precinct: visit.place for visit in visits if visit.official}
    reports += check_spares(folder, places_of, terminals)
    return reports + ([check_papers(papers, terminals, definitions)] if papers else [])


def _together(folder: Path, visits: list[_Visit]) -> Report:
    report = Report(f"{folder}: {len(visits)} precincts")
    shared = {(visit.authority, visit.centre, visit.election and visit.election.hash16) for visit in visits}
    report.expect(len(shared) == 1, "one authority, one centre, one election", "not of one authority, centre, election")
    numbers = [visit.official.precinct for visit in visits if visit.official]
    twice = sorted({number for number in numbers if numbers.count(number) > 1})
    report.expect(not twice, "every number once", f"provisioned twice: {', '.join(map(str, twice))}; keep one of each")
    terminals = {(one.serial_number, not one.spare and one.precinct): one for visit in visits for one in visit.book}
    keys = Counter(one.public_key for one in terminals.values())
    shared_keys = sorted(one.serial_number for one in terminals.values() if keys[one.public_key] > 1)
    words = f"one key for several terminals: {', '.join(shared_keys[:6])}; erase them and start them anew"
    report.expect(not shared_keys, f"{len(terminals)} terminals, each with a key of its own", words)
    own = [one for one in terminals.values() if not one.spare]
    if new := sum(not one.brought for one in own):
        report.note(f"{new} of {len(own)} terminals have not read their files back (tamga terminals bring)")
    return report


class _Visit:
    """One precinct's folder, looked at once."""

    def __init__(self, place: Path, today: datetime.date) -> None:
        self.report = Report(str(place))
        self.place, self._public = place, place / "public"
        self._secrets: list[Secret] = []
        self.authority = self._read("public/authority.pub", load_public)
        self.centre = self._read("public/centre.pub", load_public)
        self.election = self._read("public/election.cbor", lambda path: Election.from_cbor(path.read_bytes()))
        self.precincts = {
            mode: self._read(f"public/precinct-{name}.cbor", lambda path: Precinct.from_cbor(path.read_bytes()))
            for mode, name in enumerate(MODE_NAMES)
        }
        self.official = self.precincts[OFFICIAL]
        self.report.data["precinct"] = self.official and self.official.precinct
        book = self._read(DEVICE_BOOK, lambda path: DeviceBook(path).everything()) or []
        self.book = [record for record in book if self.official is None or record.precinct == self.official.precinct]
        self._check_definitions(today)
        for terminal in sorted((place / "terminals").glob("*")):
            self._check_terminal(terminal, book)
        self._check_terminals_are_there()
        self._check_supplements()
        self._check_cards()
        self._check_scripts()
        check_public(self._public, self._secrets, self.report)
        check_modes(place, self.report)

    def _read(self, name: str, reader: Callable[[Path], _Read]) -> _Read | None:
        """What a file holds; where it cannot be used, that is a finding."""
        path = self.place / name
        try:
            if not path.is_file():
                raise FileNotFoundError(f"{path}: is missing; provision this precinct anew")
            return reader(path)
        except TamgaError as error:
            words = str(error)
        except OSError as error:
            words = os_error_in_words(error)
        self.report.bad(words if words.startswith(str(path)) else f"{name}: {words}")
        return None

    def _check_definitions(self, today: datetime.date) -> None:
        if self.election is None:
            return
        day = datetime.date.fromisoformat(self.election.date)
        left = (day - today).days
        self.report.expect(left >= 0, f"votes on {day}, in {left} days", f"was to vote on {day}; that day is past")
        for mode, precinct in self.precincts.items():
            if precinct is None:
                continue
            name = f"precinct-{MODE_NAMES[mode]}.cbor"
            if precinct.election != self.election.hash16 or precinct.mode != mode:
                self.report.bad(f"public/{name}: is of another election or mode; provision this precinct anew")
            if precinct.centre != self.centre:
                self.report.bad(f"public/{name}: names another centre than centre.pub; its receipts would be refused")
        if self.official is not None:
            hours = self.official.hours or None
            opens = hours.opens if hours else self.election.settings.get("opens_minutes", 0)
            closes = hours.closes if hours else self.election.settings.get("closes_minutes", 0)
            words = f"open from {opens // 60:02d}:{opens % 60:02d} to {closes // 60:02d}:{closes % 60:02d}"
            self.report.expect(0 <= opens < closes < 24 * 60, words, f"{words}: not a day of voting")
            slots = sum(booth.slots for booth in self.official.booths)
            self.report.expect(
                slots >= self.official.voters,
                f"{len(self.official.booths)} booths store {slots} ballots for {self.official.voters} voters",
                f"{slots} ballots fit into the booths and {self.official.voters} voters are listed; add a booth",
            )

    def _check_terminal(self, folder: Path, book: list[TerminalRecord]) -> None:
        name = f"terminals/{folder.name}"
        device = self._read(f"{name}/data/device.cbor", lambda path: Device.from_cbor(path.read_bytes()))
        if device is None or self.authority is None or self.official is None:
            return
        if (own := folder / "data" / OWN_KEY_FILE).is_file():
            self._secrets.append(Secret(f"the key of {folder.name}", own.read_bytes()))
            self.report.bad(f"{name}/data/{OWN_KEY_FILE}: a terminal's private key, which belongs on it alone; wipe it")
        number = next((one for one in self._terminals if file_name(one) == folder.name), None)
        if number is None:
            self.report.bad(f"{name}: is no terminal of the precinct's definition; take it away")
            return
        slip = f"{OWN_KEYS}/{folder.name}.cose"
        said = self._read(slip, lambda path: own_keys.checked(path.read_bytes()))
        if said is None:
            return
        for line in differences(folder, self.authority):
            self.report.bad(f"{name}: {line}")
        public = said.public_key
        if self.official.terminal_key(number) != public or said.serial_number != device.serial_number:
            self.report.bad(f"{slip}: not the key that the precinct's definition names for {device.serial_number}")
        record = next((one for one in book if one.serial_number == device.serial_number), None)
        if record is None or record.public_key != public.hex():
            self.report.bad(f"{name}: the device book does not know {device.serial_number}, or with another key")
        spares = set[bytes | None]()
        for mode, mode_name in enumerate(MODE_NAMES):
            path = folder / "data" / f"{mode_name}.tmpk"
            if not path.is_file():
                self.report.bad(f"{name}: has no package for {mode_name}; bring it with tamga terminals load")
                continue
            package = self._read(f"{name}/data/{path.name}", lambda path: self._opened(path))
            if package is not None:
                self._check_package(f"{name}/data/{path.name}", package, mode, number)
                spares.add(package.parts.get(SPARE_PART))
        self._check_spare(name, spares, number)
        self._read(f"{name}/{BOARD_NAME}", self._fits_panel)

    def _opened(self, path: Path) -> Package:
        assert self.authority is not None
        return open_package(path.read_bytes(), self.authority)

    def _fits_panel(self, board: Path) -> None:
        if self.election is not None:
            check_panel(self.election, board)

    def _check_package(self, name: str, package: Package, mode: int, terminal: int) -> None:
        manifest, precinct = package.manifest, self.precincts[mode]
        if (manifest.mode, manifest.terminal) != (mode, terminal) or package.precinct != precinct:
            self.report.bad(f"{name}: is for another precinct, terminal or mode than its folder")
        secrets = package.secrets.model_dump()
        self._secrets += [Secret(f"{key} in {name}", value) for key, value in secrets.items() if value is not None]
        if (spare := package.parts.get(SPARE_PART)) is not None and not is_key(spare):
            self.report.bad(f"{name}: names a spare desk by what is no public key; provision this precinct anew")
        if is_desk(terminal) and precinct is not None:
            rows, due = (
                len(RollView.of(package.parts["roll"]).rows),
                precinct.every_desk[desk_number(terminal) - 1].voters,
            )
            words = f"{name}: {rows} voters on the roll"
            self.report.expect(rows == due, words, f"{words}, {due} in the definition")
            parts = redirects.read(package.parts.get("desks", redirects.MAGIC))
            others = {one.number for one in precinct.every_desk} - {desk_number(terminal)}
            if unnamed := others - set(parts.values()):
                said = ", ".join(f"desk {number}" for number in sorted(unnamed))
                self.report.note(f"{name}: sends nobody to {said}; right only if no card opens that part of the roll")

    def _check_spare(self, name: str, named: set[bytes | None], terminal: int) -> None:
        """Whether a desk's packages name the spare desk that the device book has, each of them."""
        if not is_desk(terminal):
            return
        spare = next((record for record in self.book if record.terminal == SPARE_DESK), None)
        due = bytes.fromhex(spare.public_key) if spare else None
        if named - {due}:
            self.report.bad(f"{name}: its packages name another spare desk than the device book, or none")

    @property
    def _terminals(self) -> list[int]:
        """Numbers of the terminals that the definition has."""
        return (self.official.terminals if self.official else []) or [FIRST_DESK]

    def _check_terminals_are_there(self) -> None:
        if self.official is None:
            return
        wanted = {file_name(number) for number in self._terminals}
        there = {path.name for path in (self.place / "terminals").glob("*")}
        missing = ", ".join(sorted(wanted - there))
        self.report.expect(not missing, f"{len(wanted)} terminals", f"terminals/: {missing} missing")

    def _check_supplements(self) -> None:
        if self.authority is not None:
            desks = {number: self.place / "terminals" / file_name(number) for number in self._terminals}
            check_supplements(
                {number: folder for number, folder in desks.items() if is_desk(number)}, self.authority, self.report
            )

    def _check_cards(self) -> None:
        cards = self.place / "cards"
        keys = len(list(cards.glob("holder-*-key-official.png")))
        roles = len([path for path in cards.glob("holder-*-role.png")])
        if not keys and not roles:
            self.report.note("cards/: no cards; they were given out, or lie elsewhere")
            return
        if self.official is not None and self.official.holders is not None:
            words = (
                f"{roles} role cards, {keys} key cards; the desk makes the key for {self.official.holders.all} holders"
            )
            self.report.expect(not keys and roles > 1, words, f"cards/: {words}: key cards from here open nothing")
            self._check_letters(cards)
            return
        good = keys >= _LEAST_KEY_CARDS and keys == roles
        words = f"{keys} key cards and {roles} role cards"
        self.report.expect(good, words, f"cards/: {words}; each holder has one of each, and one holder is not enough")
        self._check_letters(cards)

    def _check_scripts(self) -> None:
        if scripts := sorted(self.place.glob("deck/script-*.pdf")):
            self.report.note(f"deck/{scripts[0].name}: has numbers of voters; wipe it after the test")

    def _check_letters(self, cards: Path) -> None:
        if (cards / "cards.json").exists():
            self.report.bad("cards/cards.json: holds cards and PINs together, for the simulator; never ship it")
        if (cards / "pin-letters").is_dir():
            self.report.note("cards/pin-letters: print and seal the letters, then wipe them (tamga privacy wipe)")
