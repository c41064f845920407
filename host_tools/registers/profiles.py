"""Exchange profiles: which columns a register's file has, in which order, and what may stand in them.

A profile is data with a version; docs/register-formats.md is the same table for people outside. The last column of
every profile is required, so that a record cut short is always noticed.
"""

from __future__ import annotations

from dataclasses import dataclass

NAME_CHARACTERS = 120  # longest name or place that any field takes
TEXT_CHARACTERS = 300
CODE_MAXIMUM = 4_294_967_295  # codes are stored in 32 bits


@dataclass(frozen=True)
class Column:
    """One column: its name, the kind of value (see rules.py), whether it may be empty, and the least of a code."""

    name: str
    kind: str
    required: bool = True
    least: int = 0


@dataclass(frozen=True)
class Profile:
    """Columns of one kind of file, in the order of its header."""

    name: str
    version: int
    columns: tuple[Column, ...]

    @property
    def header(self) -> list[str]:
        """Column names in file order."""
        return [column.name for column in self.columns]

    @property
    def identified(self) -> bool:
        """Whether its rows have an identifier that is judged."""
        return any(column.kind == "id_value" for column in self.columns)

    @property
    def about_people(self) -> bool:
        """Whether its rows are personal data."""
        return "id_value" in self.header


_PERSON = (
    Column("id_type", "id_type"),
    Column("id_value", "id_value"),
    Column("surname", "name"),
    Column("given_name", "name", required=False),
    Column("patronymic", "name", required=False),
    Column("birth_date", "birth_date"),
)
_END = (Column("died_on", "date", required=False), Column("changed_on", "date"))

PROFILES = {
    profile.name: profile
    for profile in (
        Profile(
            "population",
            1,
            (
                *_PERSON,
                Column("address_code", "code", required=False),
                Column("address", "text", required=False),
                *_END,
            ),
        ),
        Profile(
            "interior",
            1,
            (
                *_PERSON,
                Column("address_code", "code", required=False),
                Column("document_number", "text", required=False),
                *_END,
            ),
        ),
        Profile("pension", 1, (*_PERSON, *_END)),
        Profile(
            "precincts",
            1,
            (
                Column("precinct", "code", least=1),
                Column("district", "text"),
                Column("voter_limit", "code"),
                Column("changed_on", "date"),
            ),
        ),
        Profile(
            "addresses",
            1,
            (Column("address_code", "code"), Column("precinct", "code", least=1), Column("changed_on", "date")),
        ),
    )
}
# What goes back to an authority after a comparison: its own records that leave a question.
DISCREPANCIES = Profile(
    "discrepancies",
    1,
    (
        Column("record", "code"),
        Column("id_type", "text"),  # as the authority wrote it, right or wrong
        Column("id_value", "text"),
        Column("classes", "text"),
        Column("fields", "text", required=False),
        Column("answer_days", "code"),
        Column("changed_on", "date"),
    ),
)
EXCHANGED = PROFILES | {DISCREPANCIES.name: DISCREPANCIES}  # everything that a manifest can be of
ENCODINGS = ("utf-8", "cp1251", "kz1048")
