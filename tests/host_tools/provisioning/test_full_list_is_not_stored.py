"""The longest list that the law knows, and a part of the shipped terminals that has no room for its day."""

from __future__ import annotations

import pytest
from nacl.signing import SigningKey

from host_tools.boards.flash_layout import LAYOUTS
from host_tools.elections.demo_roll import demo_voters
from host_tools.elections.election_file import read_election
from host_tools.elections.roll import MOST_VOTERS
from host_tools.formats import cartridge, desk_cartridge, label
from host_tools.formats.definitions import Precinct
from host_tools.provisioning.plan import OFFICIAL, PrecinctPlan
from host_tools.provisioning.provision import Provisioned
from simulator.people.newborn import provision_at_once
from simulator.people.provisioned import ELECTION

BLOCK_BYTES = 4096  # of littlefs: a file's last one is rarely full


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Provisioned:
    """3,000 voters, each with a label and a number, and one booth for all of them."""
    voters = demo_voters(MOST_VOTERS, 1)
    labels = {voter.number: label.make_label(voter.number, number) for number, voter in enumerate(voters)}
    names = {language: "1" for language in ("kk", "ru", "en")}
    plan = PrecinctPlan(election=read_election(ELECTION), number=1, names=names, booths=1, voters=voters, labels=labels)
    folder = tmp_path_factory.mktemp("full")
    return provision_at_once(plan, SigningKey(b"a" * 32), bytes(32), folder, demo=True)


def test_one_booth_stores_a_ballot_and_an_activation_of_every_voter(full: Provisioned) -> None:
    precinct: Precinct = full.precincts[OFFICIAL]
    (booth,) = precinct.booths
    assert booth.slots >= MOST_VOTERS
    header = cartridge.booth_header(bytes(16), 1, OFFICIAL, 1, booth.slots, read_election(ELECTION).shape)
    assert header.indices >= MOST_VOTERS and header.slips >= 2 * MOST_VOTERS and header.intents >= 4 * MOST_VOTERS
    assert cartridge.end_of(header) <= cartridge.CHIP_BYTES


def test_a_desk_marks_every_voter_and_those_who_are_added(full: Provisioned) -> None:
    precinct, state = full.precincts[OFFICIAL], bytes(32)
    header = desk_cartridge.desk_header(precinct, read_election(ELECTION), state)
    assert header.added >= MOST_VOTERS // 10 and header.rows >= MOST_VOTERS + header.added
    assert header.intents >= header.rows and header.indices >= MOST_VOTERS
    regions = desk_cartridge.regions(header).values()
    assert max(region.begin + region.size for region in regions) <= cartridge.CHIP_BYTES


def test_the_files_of_each_terminal_fit_its_board(full: Provisioned) -> None:
    layout = LAYOUTS["rp2350b"]
    for folder in full.terminals.values():
        sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
        on_flash = sum(-(-size // BLOCK_BYTES) + 1 for size in sizes) * BLOCK_BYTES
        assert on_flash < (layout.flash_bytes - layout.files_at) / 2, folder.name
