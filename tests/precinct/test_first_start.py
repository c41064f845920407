"""A terminal that was just made: its key is its own, whatever is pulled, shown or exchanged."""

from __future__ import annotations

from pathlib import Path

import pytest
from nacl.signing import SigningKey

from host_tools.elections.demo_roll import demo_voters
from host_tools.elections.election_file import read_election
from host_tools.keys.randomness import seeded
from host_tools.provisioning import own_keys
from host_tools.provisioning.compiling import SIMULATOR_CODE
from host_tools.provisioning.new_terminals import make_terminals
from host_tools.provisioning.own_keys import OWN_KEY_FILE
from host_tools.provisioning.plan import OFFICIAL, PrecinctPlan
from host_tools.provisioning.provision import provision
from simulator.people.newborn import PRESSES, first_start, injected, object_of, slip_of, switched_on
from tests.precinct.day import AUTHORITY, CENTRE, ELECTION

PLAN = PrecinctPlan(
    election=read_election(ELECTION), number=17, names=dict.fromkeys(("kk", "ru", "en"), "17"), booths=1,
    voters=demo_voters(5, 1),
)  # fmt: skip


@pytest.fixture
def new(tmp_path: Path) -> dict[int, Path]:
    """Terminals without keys; the same generator's seed for both, as if somebody had chosen it."""
    return make_terminals(
        PLAN, AUTHORITY, tmp_path / "made", random_bytes=lambda count: bytes(count), code=SIMULATOR_CODE
    )


def test_a_terminal_makes_a_key_that_the_host_never_has(new: dict[int, Path]) -> None:
    booth = new[1]
    at = switched_on(booth)
    for left in range(PRESSES, 2, -1):
        at.sees("own_key_press", left)
        at.presses("ok")
    at.hardware.pull_plug()
    assert not (booth / "data" / OWN_KEY_FILE).exists(), "half of the presses make no key"

    first = own_keys.checked(object_of(first_start(booth)))
    kept = (booth / "data" / OWN_KEY_FILE).read_bytes()
    assert first.public_key == bytes(SigningKey(kept).verify_key)
    assert (first.serial_number, first.role) == ("TM-00017-1", "booth")

    at = switched_on(booth)  # started once more: the same key, on as many slips as are wanted
    for _ in range(2):
        assert own_keys.checked(object_of(slip_of(at))) == first
    at.hardware.pull_plug()
    assert (booth / "data" / OWN_KEY_FILE).read_bytes() == kept

    desk = own_keys.take(booth.parents[1], object_of(first_start(new[0])))
    assert desk.public_key != first.public_key
    assert own_keys.missing(PLAN, booth.parents[1]) == ["TM-00017-1"]


def test_an_exchanged_slip_is_noticed_by_the_terminal(new: dict[int, Path]) -> None:
    folder, booth = new[0].parents[1], new[1]
    first_start(booth)
    kept = (booth / "data" / OWN_KEY_FILE).read_bytes()
    own_keys.take(folder, injected(booth, b"of somebody on the way".ljust(32)))
    (booth / "data" / OWN_KEY_FILE).write_bytes(kept)  # what only somebody else's computer held is gone again
    own_keys.take(folder, injected(new[0], b"desk".ljust(32)))
    provision(PLAN, AUTHORITY, bytes(CENTRE.verify_key), folder, random_bytes=seeded(b"exchanged"), demo=True)
    at = switched_on(booth)
    at.sees("mode_choose")
    at.chooses(("mode_official", "mode_test", "mode_training")[OFFICIAL])
    at.sees("package_role")
    at.hardware.pull_plug()
