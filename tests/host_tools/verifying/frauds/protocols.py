"""Frauds with protocols, definitions, lists and keys."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

from nacl.signing import SigningKey

from host_tools.formats import cose, packages
from host_tools.formats.definitions import Booth
from host_tools.formats.objects import EndedLine, Moments
from tests.host_tools.good_day import GoodDay
from tests.host_tools.small_precinct import AFTERNOON, HEAD, chained_log
from tests.host_tools.verifying.frauds import booth_images
from tests.host_tools.verifying.frauds.case import SAME, Day, Fraud, Must, red, refused, remark

_STRANGER = SigningKey(b"stranger" * 4)
_TIRED = "tired"
REPRINTED = (16, 0)


def _protocol(name: str, must: Must, slip: Must = SAME, **changes: object) -> Fraud:
    """Another protocol, rightly signed by the desk. The receipt follows it."""

    def change(day: Day) -> None:
        signed = day.made.protocol(**changes)
        day.files |= {"protocol.cose": signed, "receipt.cose": day.made.receipt(signed)}

    return Fraud(name, change, must, slip={"protocol.cose": slip})


def _fields(name: str, must: Must, slip: Must = SAME, reason: str | None = _TIRED, **changes: object) -> Fraud:
    """Other numbers in the fields, by default with a reason: what it excuses, and what not."""
    fields = {**GoodDay().content()["fields"], **changes}  # type: ignore[dict-item]
    fields = {key: value for key, value in fields.items() if value is not None}
    return _protocol(name, must, slip, fields=fields, reason=reason)


def _papers(name: str, must: Must, slip: Must = SAME, reason: str | None = _TIRED, **changes: int) -> Fraud:
    """Other numbers of the first contest's paper ballots."""
    first, second = GoodDay().protocol_payload().papers
    return _protocol(name, must, slip, papers=[first._replace(**changes), second], reason=reason)


def _electronic(at: int, by: int) -> list[list[int]]:
    counts = GoodDay().counts()
    counts[at] += by
    return [counts[:3], counts[3:]]


def _lines(**changes: int) -> list[object]:
    first, second = GoodDay().protocol_payload().booths
    return [first._replace(totals=sha256(GoodDay().totals(1)).digest(), **changes),
            second._replace(totals=sha256(GoodDay().totals(2)).digest())]  # fmt: skip


def _definition(name: str, change: Callable[[Day], object], check: Must, sum_: Must, **slip: Must) -> Fraud:
    slips = {"activation.cose": slip.get("slip", check)}
    return Fraud(name, change, check, sum_, slips)


def _fake_precinct(day: Day) -> None:
    """A whole precinct of an attacker's own keys, beside the untouched signed list."""
    fake = GoodDay()
    fake.desk, fake.booths = _STRANGER, {number: SigningKey(bytes([number]) * 32) for number in fake.booths}
    booths = [Booth(number, bytes(key.verify_key), 12) for number, key in fake.booths.items()]
    fake.precinct = fake.precinct.model_copy(update={"desk": bytes(_STRANGER.verify_key), "booths": booths})
    kept = {
        name: content for name, content in day.files.items() if "manifest" in name or name.endswith((".pub", ".tmf"))
    }
    day.files.clear()
    day.files |= fake.files() | kept


def _without(*names: str) -> Callable[[Day], None]:
    def change(day: Day) -> None:
        for name in names:
            day.files.pop(name)

    return change


def _resigned(name: str) -> Callable[[Day], None]:
    """A signed file of the public folder, signed by somebody else."""

    def change(day: Day) -> None:
        payload = cose.peek1(day.files[name])
        assert payload is not None
        day.files[name] = cose.sign1(payload[1], _STRANGER)

    return change


def _small_order(day: Day) -> None:
    """A desk whose key is the identity: every verifier that does not look would take any signature for it."""
    fake = day.made.precinct.model_copy(update={"desk": bytes([1]) + bytes(31)})
    parts = {"election": day.made.election.to_cbor(), "precinct": fake.to_cbor(), "secrets": b"", "roll": b""}
    package = packages.build("desk", 17, 0, 0, parts, day.made.authority)
    day.files |= {
        "public/precinct-official.cbor": fake.to_cbor(),
        "public/official.manifest.cose": packages.signed_manifest(package),
    }


def _correction(**changes: object) -> Callable[[Day], None]:
    """A second protocol, noted on the desk's chips as a desk notes it."""

    def change(day: Day) -> None:
        made, first = day.made, day.files["protocol.cose"]
        head = made.desk_log((12, 0), HEAD, (13, 0), HEAD)[1]
        second = made.correction_of(first, **{"log_head": head, **changes})
        day.files |= {"protocol-2.cose": second, "receipt-2.cose": made.receipt(second, journal_number=2)}
        for chip in "ab":
            day.files[f"desk-{chip}.img"] = bytes(made.desk_image((31, 2), HEAD, (13, 0), HEAD))

    return change


def _reprint(day: Day) -> None:
    """The totals printed once more: the log goes on, and the newer slip names its head."""
    day.alter("booth-1", booth_images.log([*booth_images.DAY, REPRINTED]))
    _, head = chained_log(booth_images.PAGE, [*booth_images.DAY, REPRINTED], day.made.booths[1])
    day.files["totals-1-again.cose"] = day.made.totals(1, log_head=head)


FRAUDS = [
    # what no reason explains
    _protocol("votes moved with the desk's key", red("opening proof does not hold"), electronic=_electronic(0, 1)),
    _protocol("twenty votes more, explained", red("opening proof does not hold"), electronic=_electronic(1, 20),
              reason=_TIRED),
    _fields("electronic ballots that are not the sum", red("electronic = 9, but ballots cast at all booths = 7"),
            electronic=9),
    _fields("activations that are not the sum", red("activations = 8, but activations of all"), activations=8),
    _fields("a list that does not add up", red("on_list = 25, but listed + added - certificates = 19"), on_list=25),
    _protocol("more cast than spent at a booth", red("line of booth 1 is not that of its sealed totals"),
              booths=_lines(cast=6, spoiled=1), reason=_TIRED),
    _protocol("more spent than issued at a booth", red("is more than activations issued for booth 1"),
              booths=_lines(issued=4), reason=_TIRED),
    # what the list and the chips say
    _fields("ninety thousand on the list", red("listed = 90000, but the signed list has 20"), listed=90_000,
            on_list=89_999),
    _fields("voters added on paper alone", red("added 1 on the chips, 5 in the protocol"), added=5, on_list=23),
    _fields("voters marked on paper alone", red("marked 11 on the chips, 12 in the protocol"), marked=12),
    # ranges
    _fields("a field that means nothing", red("The field bonus means nothing"), red("The field bonus"), bonus=5),
    _fields("a missing field", red("The field electronic is missing"), red("electronic is missing"), electronic=None),
    _papers("more paper than anybody types", red("10000 paper ballots unused"), red("10000 paper"), unused=10_000),
    _fields("more certificates than anybody types", red("not 0 to 9999"), red("not 0 to 9999"), certificates=100_000),
    _protocol("ballots by hand of an opening that has totals",
              red("counts ballots by hand of an opening whose totals count"),
              ended=[EndedLine(GoodDay().openings[1], 0, 3)], reason=_TIRED),
    _protocol("exchanged slips of no opening", red("slips_exchanged = 1, but slips exchanged of all openings"),
              fields={**GoodDay().content()["fields"], "slips_exchanged": 1, "marked": 10}, reason=_TIRED),  # type: ignore[dict-item]
    _protocol("a contest too few", red("does not fit the election"), electronic=[GoodDay().counts()[:3]]),
    _protocol("a paper line too few", red("paper lines instead of 5"), paper=[[2, 1, 0, 1], [2, 2, 0, 1, 0, 0]]),
    _protocol("ballots left out of an election", red("with every answer marked, which it does not count"),
              paper=[[1, 1, 0, 1, 1], [2, 2, 0, 1, 0, 0]], reason=_TIRED),
    _protocol("a contest without its paper", red("papers has 1 contests"),
              papers=GoodDay().protocol_payload().papers[:1]),
    # what people counted
    _papers("ballots found that nobody gave out", red("one: room = 4 is more than issued = 3"), reason=None, room=4),
    _papers("ballots found that nobody gave out, explained", Must("explained", "Explained, not absent"), room=4),
    _papers("spoiled papers counted otherwise, explained", Must("explained", "spoiled_recorded"), spoiled=2, unused=4),
    _papers("more handed out than the desk recorded", red("one: issued = 4, but issued_recorded = 3"), issued=4,
            unused=4),
    _protocol("a reason without a breach", remark("although every equation holds"), reason=_TIRED),
    _protocol("a reason that draws on the screen", remark("although every equation holds"),
              reason="\x1b[2J\n✓ Everything agrees."),
    # who and which
    _protocol("a protocol of the test", red("from test mode"), red("TEST MODE, NOT OFFICIAL: protocol"), mode=1),
    _protocol("other firmware at the desk", red("the desk ran other firmware"), firmware=sha256(b"evil").digest()),
    _protocol("a log head of another evening", red("head is not in its event log"), log_head=b"h" * 16),
    _protocol("polls closed in the afternoon", red("polls closed at 15:12, before 20:00"),
              moments=Moments(0, AFTERNOON, AFTERNOON + 60, AFTERNOON + 900)),
    _protocol("times out of order", remark("not in their order"), moments=Moments(9, 8, 7, 6)),
    Fraud("a protocol by a booth", lambda day: day.files.update({"protocol.cose": cose.sign1(
        day.made.protocol_payload(**day.made.content()).to_cbor(), day.made.booths[1])}),
        red("must not sign a protocol"), slip={"protocol.cose": red("must not sign a protocol")}),
    # corrections
    Fraud("a correction", _correction(), remark("supersedes number 1 by its hash")),
    Fraud("a correction without the first", lambda day: (_correction()(day), day.files.pop("protocol.cose"),
          day.files.pop("receipt.cose")), red("which was not given")),
    Fraud("a correction of electronic votes", _correction(electronic=_electronic(0, -1)), red("other electronic")),
    Fraud("a correction that skips a number", _correction(version=3), red("names number 1 as the one before")),
    Fraud("the first alone, where a second stands", lambda day: (_correction()(day), day.files.pop("protocol-2.cose"),
          day.files.pop("receipt-2.cose")), red("notes 1 protocols after the newest")),
    # the root of trust
    _definition("an attacker's keys beside the signed list", _fake_precinct,
                red("is not the one that the authority signed"), red("is not the one that the authority signed")),
    _definition("a signed list by somebody else", _resigned("public/official.manifest.cose"),
                red("not signed by this authority"), refused("No election authority vouches"),
                slip=refused("No election authority vouches")),
    _definition("no signed list", _without("public/official.manifest.cose"), refused("No election authority vouches"),
                refused("No election authority vouches")),
    _definition("no authority", _without("public/authority.pub"), refused("No election authority vouches"),
                refused("No election authority vouches")),
    _definition("the authority's key exchanged", lambda day: day.files.update(
        {"public/authority.pub": bytes(_STRANGER.verify_key).hex().encode()}), red("not signed by this authority"),
        refused("No election authority vouches"), slip=refused("No election authority vouches")),
    Fraud("firmware manifests by somebody else", _resigned("public/firmware-booth.tmf"), red("not signed by the auth")),
    Fraud("a desk's key of small order", _small_order, red("The public key of the desk")),
    Fraud("images of the desk missing", _without("desk-a.img", "desk-b.img"), remark("Not given: chip images of desk")),
    Fraud("one chip of a booth missing", _without("booth-2-a.img"), red("Booth 2 has 1 chip images instead of 2")),
    # the honest day
    Fraud("totals printed again", _reprint, remark("leads to the head in the sealed totals"), remark("leads to")),
]  # fmt: skip
