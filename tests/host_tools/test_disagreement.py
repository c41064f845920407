"""Host and terminal are two implementations: on the shared vectors they must say the same."""

import json
from pathlib import Path

import pytest

from host_tools.formats import cbor
from tests.device.micropython_runner import micropython  # noqa: F401
from tests.host_tools.make_vectors import FOLDER, all_vectors, text_of

ANSWERS = Path(__file__).with_name("vector_answers.py")
_NAMES = (
    "label",
    "role_card",
    "key_cards",
    "slips",
    "package",
    "roll_part",
    "ballot_cartridge",
    "ballot_records",
)
VECTORS = {name: json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8")) for name in _NAMES}


@pytest.fixture
def ask(micropython):  # noqa: F811
    return lambda *cases: micropython(ANSWERS, list(cases))


def test_the_host_makes_the_vectors_that_are_on_file():
    made = all_vectors()
    assert set(made) == set(VECTORS)
    for name, content in made.items():
        assert text_of(content) == (FOLDER / f"{name}.json").read_text(encoding="utf-8"), name


@pytest.mark.parametrize(
    ("good", "bad", "kind"), [("labels", "not_labels", "label"), ("numbers", "not_numbers", "number")]
)
def test_cards_of_voters(ask, good, bad, kind):
    vector = VECTORS["label"]
    cases = [{"ask": kind, "text": text} for text in vector[good] + vector[bad]]
    assert ask(*cases) == [True] * len(vector[good]) + [False] * len(vector[bad])


def test_signed_slips(ask):
    slips = VECTORS["slips"]
    signed = [slips["activation"], *slips["sealed_totals"], slips["protocol"]]
    answers = ask(*[{"ask": "signed", **slip} for slip in signed])
    assert all(answers)
    kinds = [cbor.decode(bytes.fromhex(answer))[0] for answer in answers]
    assert kinds == ["A2", "S2", "S2", "P2"]
    wrong = {"ask": "signed", "codes": slips["activation"]["codes"], "signer": slips["sealed_totals"][0]["signer"]}
    assert ask(wrong) == [None]


def test_role_card_and_its_pin(ask):
    card = VECTORS["role_card"]
    assert ask({"ask": "role_card", **card}, {"ask": "role_card", **card, "pin": card["wrong_pin"]}) == [True, False]


def test_key_cards_and_the_key_they_make(ask):
    vector = VECTORS["key_cards"]
    cases = [{"ask": "key_card", "card_secret": vector["card_secret"], **card} for card in vector["cards"]]
    shares = ask(*cases)
    assert shares == [[card["index"], card["share"]] for card in vector["cards"]]
    assert ask({"ask": "combine", "shares": shares[1:]}) == [[vector["secret"], vector["public"]]]
    assert ask({**cases[0], "pin": "000000"}) == [None]


def test_package_and_one_with_a_flipped_bit(ask, tmp_path):
    vector = VECTORS["package"]
    data = bytearray.fromhex(vector["package"])
    (tmp_path / "good.tmpk").write_bytes(data)
    data[-1] ^= 1
    (tmp_path / "bad.tmpk").write_bytes(data)
    case = {"ask": "package", "authority": vector["authority"], "names": list(vector["parts"])}
    good, bad = ask(*({**case, "path": str(tmp_path / name)} for name in ("good.tmpk", "bad.tmpk")))
    assert dict(good) == vector["parts"]
    assert bad == "package_damaged"


def test_sealed_roll(ask, tmp_path):
    vector = VECTORS["roll_part"]
    part = bytes.fromhex(vector["part"])
    (tmp_path / "roll").write_bytes(part)
    digits = [voter["digits"] for voter in vector["voters"]] + vector["unknown"]
    keys = {"lookup_key": vector["lookup_key"], "wrap_key": vector["wrap_key"]}
    (found,) = ask({"ask": "roll", "path": str(tmp_path / "roll"), "size": len(part), "digits": digits, **keys})
    expected = [[voter["row"], voter["name"], voter["birth_year"]] for voter in vector["voters"]]
    assert found == expected + [None] * len(vector["unknown"])


def test_cartridge_with_five_ballots(ask, tmp_path):
    vector = VECTORS["ballot_cartridge"]
    image = bytearray(b"\xff" * vector["size"])
    for at, line in vector["lines"]:
        image[at : at + len(line) // 2] = bytes.fromhex(line)
    (tmp_path / "chip").write_bytes(image)
    case = {"ask": "cartridge", "path": str(tmp_path / "chip"), "ballots": 5, "tag_key": vector["tag_key"]}
    regions, totals, digest = ask(case)[0]
    assert regions == list(vector["regions"].values())
    assert (totals, digest) == (vector["totals"], vector["records_hash"])


def test_opening_proof_and_one_with_a_vote_too_many(ask):
    slips = VECTORS["slips"]
    precinct = cbor.decode(bytes.fromhex(slips["precinct"]))
    (payload,) = ask({"ask": "signed", **slips["protocol"]})
    case = {
        "ask": "proof",
        "sums": slips["sums"],
        "counts": slips["counts"],
        "public": precinct[5].hex(),
        "election": precinct[1].hex(),
        "precinct": precinct[2],
        "mode": precinct[3],
        "proof": cbor.decode(bytes.fromhex(payload))[8].hex(),
    }
    more = [slips["counts"][0] + 1, *slips["counts"][1:]]
    right, wrong = ask(case, {**case, "counts": more})
    assert all(right) and len(right) == len(slips["counts"]) and not any(wrong)
