"""What a commission decides about a precinct's result after the day (formats, section 12): a signed object per act.

Nothing that was counted is ever changed. Rulings of a precinct form a chain: each names the one before.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from host_tools.formats.objects import PositiveInt, Where
from host_tools.formats.payload import Bytes32, Key, Text, UInt

Act = Literal["dispute", "appeal", "order_recount", "uphold", "annul", "annul_portable_box"]
LONGEST_REASON = 500  # characters
NO_RULING = bytes(32)  # what the first ruling of a precinct follows


class Ruling(Where):
    """One act. number: 1 and up without a gap in each precinct.

    protocol: h(P object) that the act is about; where a recount or the loss of a portable box ends in a new protocol,
    that one. made_s: seconds since 1970 UTC. follows: h(ruling before), or zeros.
    """

    KIND: ClassVar[str] = "J2"
    number: Annotated[PositiveInt, Key(4)]
    act: Annotated[Act, Key(5)]
    protocol: Annotated[Bytes32, Key(6)]
    reason: Annotated[Annotated[Text, Field(min_length=1, max_length=LONGEST_REASON)], Key(7)]
    made_s: Annotated[UInt, Key(8)]
    follows: Annotated[Bytes32, Key(9)]
