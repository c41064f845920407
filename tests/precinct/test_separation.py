"""What each terminal may know (the design's section 2), looked for in files, chips and running memory.

Every search is also let loose where it must find something: a search that finds nothing anywhere proves nothing.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable

import numpy as np
import pytest
from pyzbar.pyzbar import ZBarSymbol, decode

from host_tools.elections.demo_roll import demo_voters
from host_tools.formats import shamir
from host_tools.formats.packages import open_package
from host_tools.formats.points import multiply_base
from host_tools.keys.cards import open_key_card
from host_tools.privacy.image_search import ImageSearch
from host_tools.provisioning.arithmetic import layer_for, shipped
from host_tools.provisioning.closure import firmware_files
from host_tools.provisioning.compiling import ROM, name_on_terminal
from host_tools.provisioning.firmware import files_in
from host_tools.provisioning.new_terminals import BOARD
from simulator.people.precinct import OFFICIAL, Terminal
from simulator.people.slip_reader import codes_on
from tests.firmware_tables import ACTS, RULES
from tests.precinct.day import AUTHORITY, ROOT, VOTE, VOTERS, Day, Snapshot
from tests.precinct.evening_numbers import numbers, read_totals_and_keys, type_numbers
from tests.precinct.slip_objects import object_of, payload_of
from tests.precinct.traces import header_of, regions

KEPT_TOTALS = ("data/totals-0.cose", "data/totals.2-0.cose")  # of booths 1 and 2, as scanned from their slips
NOT_FOR_BOOTHS = (
    "desk/",
    "link/",
    "crypto/shamir",
    "crypto/discrete_log",
)
RADIO_AND_NET = {"network", "bluetooth", "espnow", "socket", "usocket", "webrepl", "aioble", "ssl"}


def memory_of(at: Terminal) -> bytes:
    """Everything writable in the process of a running terminal."""
    process = at.hardware.bench._process
    assert process
    image = bytearray()
    with open(f"/proc/{process.pid}/maps") as maps, open(f"/proc/{process.pid}/mem", "rb", 0) as memory:
        for line in maps:
            span, rights, *_ = line.split()
            if rights.startswith("rw") and "[v" not in line:
                begin, end = (int(edge, 16) for edge in span.split("-"))
                memory.seek(begin)
                image += memory.read(end - begin)
    return bytes(image)


def storage_of(at: Terminal) -> dict[str, bytes]:
    """name -> bytes of every file, the console, and both chips."""
    folder = at.hardware.bench.firmware
    found = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    found["console"] = at.hardware.bench.log.read_bytes() if at.hardware.bench.log.exists() else b""
    return found | {f"chip {number}": bytes(chip.array) for number, chip in enumerate(at.hardware.chips)}


def found_in(places: dict[str, bytes], needles: Iterable[bytes]) -> list[str]:
    return [name for needle in needles for name, content in places.items() if needle in content]


# --- code -----------------------------------------------------------------------------------------------------------


def test_a_booth_has_no_code_for_rolls_links_counts_or_keys(new: Snapshot) -> None:
    on_it = set(files_in(new.provisioned.terminals[1]))
    closure = {name_on_terminal(name) for name in shipped(firmware_files(ROOT / "device", "booth"), layer_for(BOARD))}
    assert closure <= on_it
    indexes = {name.removesuffix(".tsv") + ".idx" for name in closure if name.endswith(".tsv")}
    assert on_it - closure == {"board.py"} | indexes
    assert not [name for name in on_it if name.removeprefix(ROM).startswith(NOT_FOR_BOOTHS)]
    at_the_desk = firmware_files(ROOT / "device", "desk")
    assert all(any(name.startswith(start) for name in at_the_desk) for start in NOT_FOR_BOOTHS)


def test_a_desk_has_no_code_that_seals_or_stores_ballots() -> None:
    assert not [name for name in firmware_files(ROOT / "device", "desk") if name.startswith("booth/")]


def test_a_booth_carries_out_nothing_that_the_desk_alone_may_do() -> None:
    of_both = {"suspend", "resume", "report", "calibrate", "clear", "close", "reprint", "set_clock", "self_test"}
    alone = set(ACTS["desk"]) - of_both
    assert {
        "count",
        "correct",
        "send",
        "sign",
        "issue_here",
        "desk_report",
        "type_number",
        "add_voter",
        "spoil_paper",
        "slip_back",
        "exchange_slip",
        "end_booth",
        "slip_taken",
        "paper_back",
        "paper_taken",
        "withdraw_paper",
        "turnout",
        "seals",
        "portable_box",
        "home_request",
        "assisted",
        "replacement",
    } == alone
    assert not alone & (set(ACTS["booth"]) | {act for act, *_ in RULES["booth"]})


@pytest.mark.parametrize("role", ["booth", "desk"])
def test_no_terminal_has_code_for_a_radio_or_a_network(role: str) -> None:
    for name in firmware_files(ROOT / "device", role):  # type: ignore[arg-type]
        if name.endswith(".py"):
            tree = ast.parse((ROOT / "device" / name).read_text("utf-8"))
            imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
            imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
            assert not imported & RADIO_AND_NET, name


# --- what was voted -------------------------------------------------------------------------------------------------


def ciphertext_numbers(at: Terminal) -> list[bytes]:
    """Every coordinate of every point of every ballot on a closed booth's cartridge."""
    header, (begin, _) = header_of(at.hardware), regions(at.hardware)["sorted"]
    image, found = bytes(at.hardware.chips[0].array), []
    for slot in range(header[5]):
        record = image[begin + slot * header[6] :][: header[7] * 128]
        if record.count(0xFF) < 256:
            found += [record[i : i + 32] for i in range(0, len(record), 32)]
    return found


def test_the_desk_holds_no_ballot_and_no_selection(start: Callable[..., Day], evening: Snapshot) -> None:
    """It keeps the sealed totals, byte for byte as their slips have them: sums, and of one ballot alone that ballot."""
    day = start(evening)
    day.resume(day.desk)
    ballots = [number for booth in day.booths for number in ciphertext_numbers(booth)]
    assert len(ballots) == 3 * 14 * 4
    assert found_in(storage_of(day.booth(1)), ballots[:1]), "the search finds a ballot where one is"
    assert not found_in({"memory": memory_of(day.desk)}, ballots)
    read_totals_and_keys(day)
    type_numbers(day, numbers())
    day.desk.sees("desk_closed", limit_ms=600_000)
    places = storage_of(day.desk)
    kept = {name: places[name] for name in KEPT_TOTALS}
    assert list(kept.values()) == [object_of(codes)[1] for codes in day.also["totals"]]  # type: ignore[attr-defined]
    assert not found_in({name: places[name] for name in places.keys() - kept}, ballots)
    assert not found_in(kept, ciphertext_numbers(day.booth(1))), "of several ballots the desk keeps the sum alone"
    names = [name.encode() for name in ("Косеев Алдар", "Көсеев Алдар", "Батыров Ертостик", "Сулукызы Баян")]
    assert {place for name in names for place, content in places.items() if name in content} == {
        "data/official.tmpk", "data/test.tmpk", "data/training.tmpk"
    }, "a candidate stands in the election's definition, chosen or not, and nowhere else"  # fmt: skip


# --- who voted ------------------------------------------------------------------------------------------------------


def test_the_booths_know_no_voter(start: Callable[..., Day], opened: Snapshot) -> None:
    day = start(opened)
    voters = demo_voters(VOTERS, 1)
    search = ImageSearch([text for voter in voters for text in (voter.name, voter.number)] + day.labels)
    day.resume(day.desk)
    day.resume(day.booth(1))
    day.show_id(day.labels[0])
    day.desk.sees("may_vote")
    assert list(search.in_bytes(memory_of(day.desk))), "the search finds the voter whom the desk shows"
    day.desk.presses("ok", "ok")
    code = codes_on(day.desk.take_slip("activation"))[0]
    booth = payload_of([code])[4]
    at = day.booth(booth)
    if booth != 1:
        day.resume(at)
    day.vote(booth, code, VOTE)
    assert not list(search.in_bytes(memory_of(at)))
    day.idle(at)
    for name, content in storage_of(at).items():
        assert not list(search.in_bytes(content, name))
    for number, chip in enumerate(day.desk.hardware.chips):
        assert not list(search.in_bytes(bytes(chip.array), f"the desk's chip {number}"))


def test_the_slips_that_voters_get_tell_neither_who_nor_when_nor_what(evening: Snapshot) -> None:
    slips = [(name.split("-")[-1], slip) for name, slip in evening.also["slips"]]  # type: ignore[attr-defined]
    activations = [slip for kind, slip in slips if kind == "activation"]
    openings = {sealed[4]: sealed[11] for sealed in map(payload_of, evening.also["totals"])}  # type: ignore[call-overload]
    heads = []
    for slip in activations:
        said = payload_of(codes_on(slip))
        assert set(said) == {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}
        assert (said[5], said[7], said[8]) == (1, 1, openings[said[4]]), "style, desk and opening: the same for all"
        (code,) = decode(slip, symbols=[ZBarSymbol.QRCODE])
        booth = payload_of(codes_on(slip))[4]
        heads.append((booth, np.asarray(slip)[: code.rect.top - 8].tobytes()))
    assert len(activations) == 3 and len(set(heads)) == 2, "but for code and booth, one is like the other"
    papers = [slip for kind, slip in slips if kind in ("ballot", "spoiled")]
    assert len(papers) == 4
    for slip in papers:
        assert not decode(slip), "a paper with a choice has no bar code of any kind"


# --- the key --------------------------------------------------------------------------------------------------------


def key_bytes(snapshot: Snapshot) -> list[bytes]:
    """The private key of the official day and every share of it, in both byte orders."""
    made = snapshot.provisioned
    package = open_package((made.terminals[0] / "data" / "official.tmpk").read_bytes(), bytes(AUTHORITY.verify_key))
    secret = package.secrets.card_secret
    assert secret
    shares = [open_key_card(object_of(card.texts)[1], card.pin, secret) for card in made.key_cards[OFFICIAL]]
    key = shamir.combine([share for share in shares[:3] if share])
    assert multiply_base(key) == made.precincts[OFFICIAL].key
    numbers = [key, *(share[1] for share in shares if share)]
    return [number.to_bytes(32, order) for number in numbers for order in ("little", "big")]  # type: ignore[arg-type]


def test_the_key_is_in_no_booth_and_leaves_nothing_at_the_desk(start: Callable[..., Day], evening: Snapshot) -> None:
    needles = key_bytes(evening)
    day = start(evening)
    day.resume(day.desk)
    day.booth(1).hardware.plug_in()
    day.booth(1).sees("booth_closed")
    assert not found_in(storage_of(day.booth(1)), needles)
    assert not found_in({"memory": memory_of(day.booth(1))}, needles)
    read_totals_and_keys(day, (1, 3))
    assert found_in({"memory": memory_of(day.desk)}, needles), "the search finds shares while they are there"
    day.desk.sees("key_card_show")
    day.desk.presses("back")
    day.desk.sees("desk_closed")
    assert not found_in({"memory": memory_of(day.desk)}, needles), "shares of a count that was given up are gone"
    day.desk.hardware.rest(3000)
    read_totals_and_keys(day)
    type_numbers(day, numbers())
    day.desk.sees("desk_closed", limit_ms=600_000)
    assert not found_in(storage_of(day.desk), needles)
    assert not found_in({"memory": memory_of(day.desk)}, needles), "wiped, not only let go"


def test_the_key_is_in_no_booth_while_it_seals(booth: Day, opened: Snapshot) -> None:
    needles = key_bytes(opened)
    at = booth.at_review()
    at.presses("ok")
    at.hardware.wait(lambda: at.hardware.printer.rows_printed > 200)
    assert not found_in({"memory": memory_of(at)}, needles)
    at.sees("compare", language="ru")
    assert not found_in({"memory": memory_of(at), **storage_of(at)}, needles)
    assert found_in({"memory": memory_of(at)}, [opened.provisioned.precincts[OFFICIAL].key]), "the public key is there"
