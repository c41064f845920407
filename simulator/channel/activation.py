"""What an activation slip says in its code: for which booth it is, and for which ballot style."""

from __future__ import annotations

from collections.abc import Mapping

from host_tools.formats import codes, cose
from host_tools.formats.definitions import Precinct
from host_tools.formats.objects import Activation
from simulator.channel.table import Slip
from simulator.people.slip_reader import ACTIVATION


def activation_of(slip: Slip, places: Mapping[int, Precinct]) -> Activation | None:
    """What the slip says; None if it is no activation, or not one that can be read. places: by mode."""
    if slip.slip != ACTIVATION or not slip.texts:
        return None
    try:
        signed = codes.join([codes.parse(text) for text in slip.texts]).objects[0][1]
        payloads = (cose.verify1(signed, place.desk) for place in places.values())
        payload = next((found for found in payloads if found is not None), b"")
        return Activation.from_cbor(payload)
    except (ValueError, IndexError):
        return None
