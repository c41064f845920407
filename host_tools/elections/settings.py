"""The `settings` table of an election file."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from host_tools.errors import ElectionsError

LAWS_NOON = "12:00"
_CLOCK = r"^([01]\d|2[0-3]):[0-5]\d$"

_SECRETARY = 2  # the card after the chair's


class ClockTimeError(ElectionsError):
    """Text that is not a time of day."""


class Settings(BaseModel):
    """How the terminals behave; every field may be left out."""

    model_config = ConfigDict(extra="forbid", strict=True)

    number_cards: bool = False  # twelve digits that follow from a birth date protect no roll (docs/personal-data.md)
    max_spoiled: Annotated[int, Field(ge=0, le=9)] = 2
    ballots_per_minute: Annotated[int, Field(ge=0, le=30)] = 4  # as Indian voting machines allow; 0 for no limit
    inactivity_seconds: Annotated[int, Field(ge=120, le=300)] = 150  # VVSG 2.0 7.2-O
    alert_seconds: Annotated[int, Field(ge=20, le=45)] = 30  # VVSG 2.0 7.2-O
    protocol_copies: Annotated[int, Field(ge=1, le=20)] = 2
    signatures_needed: Annotated[int, Field(ge=0, le=9)] = 0  # of people, with cards; 0: with ink alone
    secretary_holder: Annotated[int, Field(ge=0, le=15)] = _SECRETARY  # number of the role card that may not issue
    signatures_dissent: Literal["nobody", "members", "everybody"] = "members"  # who may sign and say that they dissent
    opens: Annotated[str, Field(pattern=_CLOCK)] = "07:00"
    closes: Annotated[str, Field(pattern=_CLOCK)] = "20:00"
    open_early_minutes: Annotated[int, Field(ge=0, le=240)] = (
        60  # premises open an hour before: Constitutional Law art. 40
    )
    early_close: bool = False
    add_voters: bool = True  # on the day, as the law has the commission do
    add_residents: bool = True  # without a certificate too, once the commission has checked where they live
    home_requests_until: Annotated[str, Field(pattern=_CLOCK)] = LAWS_NOON  # of voting at home: art. 41(6)
    certificate_digits: Annotated[int, Field(ge=1, le=16)] = 7
    utc_offset_minutes: Annotated[int, Field(ge=-720, le=840)] = 300  # one zone in the country since March 2024

    def to_map(self) -> dict[str, Any]:
        """As in an election definition: times of day in minutes after local midnight, without what is usual."""
        values = self.model_dump(exclude={"opens", "closes", "home_requests_until"})
        if self.home_requests_until != LAWS_NOON:
            values["home_until_minutes"] = minutes_of(self.home_requests_until)
        if self.secretary_holder == _SECRETARY:
            del values["secretary_holder"]  # a terminal knows the usual one
        if not self.signatures_needed:
            del values["signatures_needed"], values["signatures_dissent"]
        return {**values, "opens_minutes": minutes_of(self.opens), "closes_minutes": minutes_of(self.closes)}


def minutes_of(clock: str) -> int:
    """Minutes after midnight of HH:MM. ClockTimeError for anything else."""
    if not re.fullmatch(_CLOCK, clock):
        raise ClockTimeError(f"{clock}: is no time of day; write it as 07:00")
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)
