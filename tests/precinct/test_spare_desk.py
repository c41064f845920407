"""A desk that dies after the key ceremony: a spare takes its place, with a key of its own and a new ceremony."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from host_tools.formats import codes, cose
from host_tools.formats.objects import KeySlip
from host_tools.formats.points import multiply_base
from host_tools.keys.randomness import seeded
from host_tools.provisioning import own_keys
from host_tools.provisioning.compiling import SIMULATOR_CODE
from host_tools.provisioning.new_terminals import make_terminals
from host_tools.provisioning.own_keys import OWN_KEYS
from host_tools.provisioning.provision import provision
from simulator.people.newborn import injected, provision_at_once
from simulator.people.precinct import OFFICIAL
from tests.precinct.day import AUTHORITY, CENTRE, Day, Snapshot
from tests.precinct.test_first_start import PLAN

BORN = PLAN.model_copy(update={"key_here": False, "needed": 2, "holders": 2})


def test_before_the_opening_the_precinct_is_provisioned_again(start: Callable[..., Day], tmp_path: Path) -> None:
    centre = bytes(CENTRE.verify_key)
    first = provision_at_once(BORN, AUTHORITY, centre, tmp_path / "first", random_bytes=seeded(b"first"), demo=True)
    day = start(Snapshot(first, [], {}))
    definition = first.precincts[OFFICIAL]
    said = KeySlip(
        election=definition.election, precinct=17, mode=OFFICIAL, definition=sha256(definition.to_cbor()).digest(),
        number=1, holders=2, commitments=[multiply_base(2), multiply_base(3)], serial_number="TM-00017-D",
    )  # fmt: skip
    slip = codes.split("G", cose.sign1(said.to_cbor(), day.device_key(0)))
    day.at_key(day.booth(1), OFFICIAL)
    day.show_key(day.booth(1), slip)
    day.booth(1).sees("key_use", 1)
    day.unplug()  # and the desk never starts again

    folder = tmp_path / "second"
    places = make_terminals(BORN, AUTHORITY, folder, random_bytes=seeded(b"second"), code=SIMULATOR_CODE)
    own_keys.take(folder, (tmp_path / "first" / OWN_KEYS / "booth-1.cose").read_bytes())  # the booth keeps its key
    own_keys.take(folder, injected(places[0], b"of the spare desk".ljust(32)))
    second = provision(BORN, AUTHORITY, centre, folder, random_bytes=seeded(b"third"), demo=True)
    assert second.precincts[OFFICIAL].booths == first.precincts[OFFICIAL].booths
    assert second.precincts[OFFICIAL].desk != first.precincts[OFFICIAL].desk
    booth = day.provisioned.terminals[1]
    for package in (places[1] / "data").glob("*.tmpk"):
        shutil.copy(package, booth / "data")

    day = start(Snapshot(replace(second, terminals={0: places[0], 1: booth}), [], {}))
    at = day.booth(1)
    day.at_key(at, OFFICIAL)
    day.show_key(at, slip)
    at.sees("code_signature")  # the dead desk's slip is worth nothing any more
    day.at_key(day.desk, OFFICIAL)
    for code in day.make_key(OFFICIAL):
        at.hands.scan(code)
    at.sees("key_use", 1)
