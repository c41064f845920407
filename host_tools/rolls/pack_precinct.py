"""Packs single precincts: what each worker process of `pack` does, with nothing shared but the job."""

from __future__ import annotations

import hashlib
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import polars as pl
from nacl.signing import SigningKey

from host_tools.formats import cbor, packages
from host_tools.formats.definitions import Election, Precinct
from host_tools.formats.payload import PayloadError
from host_tools.formats.places import package_name, spare_desk_file, terminal_of_desk
from host_tools.keys.files import load_public
from host_tools.keys.randomness import RandomBytes, system
from host_tools.labels.index import LabelIndex
from host_tools.labels.voter_cards import CardMaker
from host_tools.registers.voter_list_file import Span
from host_tools.rolls import redirects, seal
from host_tools.rolls.errors import PackError, RollError
from host_tools.rolls.roll_keys import desk_secrets
from host_tools.whole_files import write_later_synced


class Packed(NamedTuple):
    """One package. cards: entries of the roll; without_card: voters whom no card opens; new: made in this run.

    desk: number of the desk that it is for.
    """

    precinct: int
    voters: int
    cards: int
    without_card: int
    size: int
    digest: bytes
    new: bool
    desk: int = 1


def no_spare_desk(precinct: int) -> None:
    """Where no district has a spare desk."""


@dataclass(frozen=True)
class PackJob:
    """All that a worker must know. definition: precinct number → its precinct definition, or None if missing.

    authority: seed of the signing key. master: see roll_keys. labels: a saved LabelIndex, None where no labels were
    issued. random_bytes: the system's, unless a test compares bytes. styles: precinct number → ballot style of all its
    voters, from 1; empty where the election has no styles. spare_desk: precinct number → public key of the district's
    spare desk, None where it has none.
    """

    folder: Path
    election: bytes
    mode: int
    definition: Callable[[int], bytes | None]
    authority: bytes = field(repr=False)
    master: bytes = field(repr=False)
    labels: Path | None
    register_key: bytes = field(repr=False)
    random_bytes: RandomBytes = system
    styles: Mapping[int, int] = field(default_factory=dict)
    spare_desk: Callable[[int], bytes | None] = no_spare_desk

    @cached_property
    def number_cards(self) -> bool:
        """The election's setting."""
        return Election.from_cbor(self.election).settings.get("number_cards") is True


@dataclass(frozen=True)
class FolderDefinitions:
    """Files `precinct-<number>.cbor` in a folder, each with its definition, and `spare-desk-<number>.pub` beside it."""

    folder: Path

    def __call__(self, precinct: int) -> bytes | None:
        """The bytes of one, or None."""
        path = self.folder / f"precinct-{precinct}.cbor"
        return path.read_bytes() if path.exists() else None

    def spare_desk(self, precinct: int) -> bytes | None:
        """The key of the spare desk that a precinct's packages name, or None. KeyFileError: the file has none."""
        path = self.folder / spare_desk_file(precinct)
        return load_public(path) if path.exists() else None


class _Voters(NamedTuple):
    """Some voters as columns: names in UTF-8, years of birth, and the digits of both kinds of card."""

    names: list[bytes]
    birth_years: list[int]
    labels: list[bytes | None]
    numbers: list[bytes | None]

    @classmethod
    def of(cls, rows: pl.DataFrame, maker: CardMaker) -> _Voters:
        """The columns of all precincts of a task at once: per precinct it would cost as much as sealing."""
        cards = maker.cards(rows["id_type"], rows["id_value"])
        years = rows["birth_date"].str.slice(0, 4).cast(pl.Int64).to_list()
        return cls(rows["name"].cast(pl.Binary).to_list(), years, cards.labels, cards.numbers)

    def some(self, start: int, count: int) -> _Voters:
        """Those of one precinct."""
        some = slice(start, start + count)
        return _Voters(self.names[some], self.birth_years[some], self.labels[some], self.numbers[some])

    def digits(self) -> list[bytes]:
        """Those of all their cards."""
        return [digits for column in (self.labels, self.numbers) for digits in column if digits is not None]


class Packer:
    """One worker's state: keys loaded and labels opened once."""

    def __init__(self, job: PackJob) -> None:
        self._job = job
        self._authority = SigningKey(job.authority)
        election = Election.from_cbor(job.election)
        self._election, self._has_styles = election.hash16, bool(election.styles)
        index = LabelIndex.load(job.labels) if job.labels is not None else None
        self._cards = CardMaker(index, job.register_key, job.number_cards)

    def pack(self, part: pl.DataFrame, spans: list[Span]) -> list[Packed]:
        """Make the packages of some precincts. A whole one of an earlier run is checked and stays."""
        voters = _Voters.of(part, self._cards)
        return [packed for span in spans for packed in self._packed(voters.some(span.start, span.size), span)]

    def _packed(self, voters: _Voters, span: Span) -> list[Packed]:
        """The packages of a precinct's desks: each has as many voters as its definition says, in the list's order."""
        definition, precinct = self._definition(span)
        parts: dict[int, _Voters] = {}
        for desk in precinct.every_desk:
            parts[desk.number] = voters.some(sum(len(part.names) for part in parts.values()), desk.voters)
        return [self._package(parts, desk, definition, span) for desk in parts]

    def _package(self, desks: dict[int, _Voters], desk: int, definition: bytes, span: Span) -> Packed:
        """The package of one desk. desks: each one's voters."""
        voters = desks[desk]
        columns = voters.labels, voters.numbers
        count = len(voters.digits())
        without = sum(label is None and number is None for label, number in zip(*columns, strict=True))
        path = self._job.folder / package_name(span.precinct, desk)
        secrets = desk_secrets(self._job.master, self._election, span.precinct, self._job.mode, desk)
        parts = {"election": self._job.election, "precinct": definition}
        parts |= {"secrets": cbor.encode(secrets.to_map())}
        if (spare := self._job.spare_desk(span.precinct)) is not None:
            parts[packages.SPARE_PART] = spare
        data = self._earlier(path, parts)
        new = data is None
        if data is None:
            keys = secrets.lookup_key or b"", secrets.wrap_key or b""
            try:
                style = self._style(span)
                contents = [
                    seal.row_content(name, year, style)
                    for name, year in zip(voters.names, voters.birth_years, strict=True)
                ]
                whole = {**parts, "roll": seal.build(contents, columns, *keys, self._job.random_bytes)}
                if len(desks) > 1:
                    cards = {number: others.digits() for number, others in desks.items()}
                    whole["desks"] = redirects.build(cards, desk, keys[0])
            except RollError as error:
                raise PackError(f"precinct {span.precinct}: {error}") from None
            terminal = terminal_of_desk(desk)
            data = packages.build("desk", span.precinct, self._job.mode, terminal, whole, self._authority)
            write_later_synced(path, data)
        digest = hashlib.sha256(data).digest()
        return Packed(span.precinct, len(voters.names), count, without, len(data), digest, new, desk)

    def _style(self, span: Span) -> int | None:
        if not self._has_styles:
            return None
        if span.precinct not in self._job.styles:
            reason = "has no ballot style in the table; write it there, or give the precinct a roll of its own"
            raise PackError(f"precinct {span.precinct}: {reason}")
        return self._job.styles[span.precinct]

    def _earlier(self, path: Path, parts: dict[str, bytes]) -> bytes | None:
        """A package that an earlier run left, or None if missing or not whole.

        PackError where it has other parts than those of this job: its roll must not be replaced, a desk may have it.
        """
        if not path.exists():
            return None
        data = path.read_bytes()
        try:
            package = packages.open_package(data, bytes(self._authority.verify_key))
        except packages.PackageError:
            return None
        if any(package.parts.get(name) != parts.get(name) for name in {*parts, packages.SPARE_PART}):
            reason = "was packed with another definition, master key or spare desk"
            raise PackError(f"{path.name}: {reason}; choose another folder or move this one away")
        return data

    def _definition(self, span: Span) -> tuple[bytes, Precinct]:
        name = f"precinct {span.precinct}"
        data = self._job.definition(span.precinct)
        if data is None:
            raise PackError(f"{name}: has voters but no definition; is the list of another election?")
        try:
            precinct = Precinct.from_cbor(data)
        except PayloadError as error:
            raise PackError(f"{name}: {error}") from None
        found = (precinct.precinct, precinct.election, precinct.mode)
        if found != (span.precinct, self._election, self._job.mode):
            raise PackError(f"{name}: its definition is of another precinct, election or mode")
        if precinct.voters != span.size:
            raise PackError(f"{name}: its definition says {precinct.voters} voters, the list has {span.size}")
        return data, precinct


_packer: Packer | None = None


def start_worker(job: PackJob) -> None:
    """Prepare a worker process. The parent alone answers an interrupt, so that a package being written gets whole."""
    global _packer
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _packer = Packer(job)


def work(part: pl.DataFrame, spans: list[Span]) -> list[Packed]:
    """One task in a worker process."""
    assert _packer is not None
    return _packer.pack(part, spans)
