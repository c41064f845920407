"""What the codes on a slip hold, read by the host's code and stock libraries."""

from __future__ import annotations

from collections.abc import Sequence

import cbor2

from host_tools.formats import codes, cose


def object_of(texts: Sequence[str]) -> tuple[str, bytes]:
    """(kind, object) of all the codes of one object."""
    joined = codes.join([codes.parse(text) for text in texts])
    assert len(joined.objects) == 1 and not joined.missing and not joined.damaged, f"not one whole object: {joined}"
    return joined.objects[0]


def payload_of(texts: Sequence[str]) -> dict:
    """The payload map, unverified."""
    peeked = cose.peek1(object_of(texts)[1])
    assert peeked is not None
    return cbor2.loads(peeked[1])
