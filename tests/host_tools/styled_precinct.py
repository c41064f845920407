"""The small precinct in an election with two ballot styles, and what no honest booth or desk says of them."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import ClassVar

from host_tools.formats.definitions import Style
from host_tools.formats.objects import PaperLine, StyleLine
from tests.host_tools.small_precinct import BALLOTS, SmallPrecinct, names

BOTH, ONE = Style(id="both", names=names("Both"), contests=[0, 1]), Style(id="one", names=names("One"), contests=[0])
# Ballots of each style at each booth. Three ballots are blank in the second contest.
CAST = {1: [4, 1], 2: [2, 0]}
GIVEN = ([2, 1], [1, 0])  # paper of each style: in the room, outside


class StyledPrecinct(SmallPrecinct):
    """Six ballots with both contests, one with the first alone."""

    styles: ClassVar[list[Style]] = [BOTH, ONE]

    def totals(self, booth: int, **changes: object) -> bytes:
        """The object S, signed by its booth."""
        return super().totals(booth, **{"styles": CAST[booth], **changes})

    def protocol(self, **changes: object) -> bytes:
        """The object P, signed by the desk."""
        cast = [sum(column) for column in zip(*CAST.values(), strict=True)]
        content = {
            "styles": [StyleLine(count, *given) for count, given in zip(cast, GIVEN, strict=True)],
            "papers": [PaperLine(10, 0, 3, 1, 5, 1, 0, 1, 3), PaperLine(10, 0, 2, 1, 7, 0, 0, 1, 2)],
        }
        return super().protocol(**{**content, **changes})

    def protocol_of(self, totals: dict[int, bytes], **changes: object) -> bytes:
        """A protocol that names these sealed totals."""
        lines = [line._replace(totals=sha256(totals[line.booth]).digest()) for line in self.protocol_payload().booths]
        return self.protocol(**{"booths": lines, **changes})


@dataclass
class Lie:
    """What a day says of its styles that cannot be. cast: of each booth; styles: of the protocol.

    by_sums: sealed totals and electronic votes alone show it.
    """

    name: str
    cast: dict[int, list[int] | None]
    styles: list[tuple[int, int, int]] | None
    by_sums: bool = True


TRUE_LINES = [(6, 2, 1), (1, 1, 0)]
LIES = (
    Lie("a protocol with other numbers than its booths", CAST, [(5, 2, 1), (2, 1, 0)]),
    Lie("more ballots without a contest than are blank in it", {1: [1, 4], 2: [2, 0]}, [(3, 2, 1), (4, 1, 0)]),
    Lie("a booth whose styles have more ballots than it cast", {1: [4, 2], 2: [2, 0]}, [(6, 2, 1), (2, 1, 0)]),
    Lie("a booth that leaves a style out", {1: [5], 2: [2, 0]}, TRUE_LINES),
    Lie("a booth that says nothing of styles", {1: None, 2: [2, 0]}, TRUE_LINES),
    Lie("a protocol that says nothing of styles", CAST, None),
    Lie("a protocol with a style that nobody has", CAST, [*TRUE_LINES, (0, 0, 0)]),
    Lie("paper of another style", CAST, [(6, 3, 1), (1, 0, 0)], by_sums=False),
)


def told(place: StyledPrecinct, lie: Lie | None = None) -> tuple[dict[int, bytes], bytes]:
    """(sealed totals by booth, protocol) of a day, honest without a lie."""
    if lie is None:
        return {booth: place.totals(booth) for booth in BALLOTS}, place.protocol_of(
            {booth: place.totals(booth) for booth in BALLOTS}
        )
    totals = {booth: place.totals(booth, styles=lie.cast[booth]) for booth in BALLOTS}
    lines = None if lie.styles is None else [StyleLine(*line) for line in lie.styles]
    return totals, place.protocol_of(totals, styles=lines)


def write(place: StyledPrecinct, totals: dict[int, bytes], protocol: bytes, folder: Path) -> Path:
    """What is published of the day."""
    (folder / "election.cbor").write_bytes(place.election.to_cbor())
    (folder / "precinct.cbor").write_bytes(place.precinct.to_cbor())
    (folder / "protocol.cose").write_bytes(protocol)
    for booth, data in totals.items():
        (folder / f"totals-{booth}.cose").write_bytes(data)
        (folder / f"booth-{booth}.bin").write_bytes(b"".join(place.published(booth)))
    return folder
