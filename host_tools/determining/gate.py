"""The gate before every publication: numbers that cannot be true are not published, and an alarm says why.

Everything is added up again from the signed objects; what somebody is about to publish is compared with that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import NamedTuple

from host_tools.determining.nation import Nation
from host_tools.determining.totals import Totals
from host_tools.formats.definitions import Contest

OFFICIAL = 0
NO_MACHINE = bytes(32)  # in place of a firmware hash, where people counted without terminals


class Alarm(NamedTuple):
    """Why nothing may be published now. precinct: 0 for the nation as a whole."""

    precinct: int
    text: str

    def __str__(self) -> str:
        return f"precinct {self.precinct}: {self.text}" if self.precinct else self.text


def alarms(nation: Nation) -> list[Alarm]:
    """Everything that closes the gate; nothing where the numbers may go out."""
    found = []
    if nation.commission.mode == OFFICIAL and (why := unknown_images(nation)):
        found.append(Alarm(0, f"{why}; put the register of images into firmware/"))
    for number, result in nation.results.items():
        found += [Alarm(number, text) for text in result.alarms]
        part = nation.precinct_totals(number)
        if part is not None:
            found += [Alarm(number, text) for text in _impossible(part, nation.commission.election.contests)]
            found += [Alarm(number, text) for text in _unregistered(nation, number)]
    return found


def unknown_images(nation: Nation) -> str:
    """Without a register of images nobody can say what terminals ran; empty where there is one, or no terminal."""
    if nation.commission.firmware is not None:
        return ""
    with_terminals = {number for number, one in nation.commission.precincts.items() if one.booths}
    ran = sum(nation.results[number].protocol is not None for number in with_terminals)
    return f"nothing says which images are registered, and terminals of {ran:,} precincts ran some" if ran else ""


def compared(nation: Nation, published: Totals, uncontested: bool = False) -> list[Alarm]:
    """Where totals that are about to be published are not those that the signed objects give."""
    right = nation.total(uncontested=uncontested)
    names = ("precincts", "on_list", "marked", "electronic", "paper", "checked_in", "typed_in")
    found = [
        Alarm(0, f"{name} is to be published as {getattr(published, name):,}; the protocols give {value:,}")
        for name in names
        if getattr(published, name) != (value := getattr(right, name))
    ]
    if len(published.contests) != len(right.contests):
        return [*found, Alarm(0, "what is to be published has other contests than the election")]
    for contest, shown, is_so in zip(
        nation.commission.election.contests, published.contests, right.contests, strict=True
    ):
        for name, to_be in asdict(shown).items():
            if to_be != (value := getattr(is_so, name)):
                words = f"{name} is to be published as {to_be}; the protocols give {value}"
                found.append(Alarm(0, f"contest {contest.id}: {words}"))
    return found


def _impossible(part: Totals, contests: list[Contest]) -> Iterator[str]:
    """Numbers that no honest precinct has, whatever reason its protocol gives."""
    if part.ballots > part.on_list:
        yield f"{part.ballots:,} ballots and {part.on_list:,} voters on the list: more than 100 %"
    if part.ballots > part.marked:
        yield f"{part.ballots:,} ballots and {part.marked:,} voters marked in the list"
    if part.typed_in > part.checked_in:
        yield f"{part.typed_in:,} check-ins by a typed number, of {part.checked_in:,} at the desk"
    for contest, votes in zip(contests, part.contests, strict=True):
        given = sum(votes.electronic) + (votes.not_given if contest.votes_allowed > 1 else votes.electronic_blank)
        if given != votes.cast * contest.votes_allowed:
            words = f"{given:,} electronic votes of {votes.cast:,} ballots"
            yield f"contest {contest.id}: {words} with {contest.votes_allowed} each"
        most = votes.found * contest.votes_allowed
        if sum(votes.paper) > most or max(votes.paper, default=0) > votes.found:
            yield f"contest {contest.id}: {sum(votes.paper):,} paper votes of {votes.found:,} paper ballots"
        if max(votes.electronic, default=0) > votes.cast:
            yield f"contest {contest.id}: more electronic votes of one line than ballots"


def _unregistered(nation: Nation, number: int) -> Iterator[str]:
    """Devices that ran something that is not in the register of images."""
    known, result = nation.commission.firmware, nation.results[number]
    if result.protocol is None:
        return
    if not nation.commission.precincts[number].booths:
        if result.protocol.content.firmware != NO_MACHINE:
            yield "it has no terminals, and its protocol names an image that one ran"
        return
    if known is None:
        return
    if result.protocol.content.firmware not in known:
        yield f"its desk ran an image that is not registered: {result.protocol.content.firmware.hex()[:16]}"
    for booth, firmware in sorted(result.booth_firmware.items()):
        if firmware not in known:
            yield f"its booth {booth} ran an image that is not registered: {firmware.hex()[:16]}"
