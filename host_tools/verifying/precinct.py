"""A whole precinct recomputed from chip images, sealed totals and the protocol slip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from host_tools.findings import Report
from host_tools.formats import cartridge, desk_cartridge, left_out, people
from host_tools.formats.definitions import CartridgeHeader, Election, Manifest, Precinct
from host_tools.formats.desk_cartridge import DeskHeader
from host_tools.formats.objects import DeskReport, Protocol
from host_tools.formats.opening import Pair, pairs
from host_tools.formats.payload import MODE_NAMES
from host_tools.formats.places import desk_number, is_desk, named, terminal_of_desk
from host_tools.verifying import openings, posted_slips, sums, vouching
from host_tools.verifying.accounts import check_accounts
from host_tools.verifying.challenges_of_day import check_challenges
from host_tools.verifying.chip_images import check_cartridges, headers_of, proofs_of
from host_tools.verifying.desk import check_desk
from host_tools.verifying.desk_images import DeskCartridge, desk_of, is_of_desk
from host_tools.verifying.desk_reports import as_one_desk, check_reports, genuine_reports
from host_tools.verifying.event_log import first_head, read_log
from host_tools.verifying.exchanged import compare_exchanged
from host_tools.verifying.joined import check_joined
from host_tools.verifying.keyring import KeyRing
from host_tools.verifying.portable_boxes import check_boxes
from host_tools.verifying.protocols import check_protocol
from host_tools.verifying.sealed_totals import At, Sealed, open_with_cards, read_sealed_totals
from host_tools.verifying.signed_by_people import check_people
from host_tools.verifying.slips import titled, verified_payload
from host_tools.verifying.voters_listed import check_listed
from host_tools.verifying.vouching import Evidence

_NO_EVIDENCE = Evidence()


def check_precinct(
    images: Sequence[bytes],
    totals: Sequence[bytes],
    protocol: bytes | None,
    election: Election,
    precinct: Precinct,
    secret: int | None = None,
    earlier: Sequence[bytes] = (),
    evidence: Evidence = _NO_EVIDENCE,
) -> Report:
    """Check everything against everything.

    images: chip images in any order, two a booth and two of the desk; none of the booths, or none of the desk, checks
    the rest alone. totals, protocol: signed objects.
    earlier: the protocols that this one supersedes, in any order.
    secret: the precinct key from key cards (`sums.precinct_secret`), to open the sums without trusting the proof.
    evidence: what else was given; without an authority's key nothing is proven.
    """
    report = Report(titled(f"precinct {precinct.precinct}, {MODE_NAMES[precinct.mode]} mode", precinct.mode))
    if not report.expect(
        precinct.election == election.hash16, f"Election {election.id}.", "The precinct is of another election."
    ):
        return report
    under_way = _Check(election, precinct, evidence, report, protocol, earlier)
    under_way.read(totals)
    under_way.check_images(images)
    under_way.check_list()
    under_way.check_posted()
    counts = under_way.check_result()
    if protocol is None:
        report.absent.append("protocol")
        if not images:
            report.unproven("There is nothing to compare with: give the protocol, and images of the cartridges.")
    if secret is not None:
        most = sum(totals.payload.tally.cast for totals in under_way.sealed.values())
        open_with_cards(secret, under_way.total, counts, most, report)
    return report


@dataclass
class _Check:
    """One check under way: what was given, and what of it has been found genuine.

    signed: the protocol's object. sealed: genuine sealed totals by booth and opening; total: their sums. result: the
    genuine protocol. manifest: the signed list of the desk's package. desks, reports: their cartridges and reports, by
    number. headers: of the cartridges of booths, by booth and opening.
    """

    election: Election
    precinct: Precinct
    evidence: Evidence
    report: Report
    signed: bytes | None
    earlier: Sequence[bytes]
    ring: KeyRing = field(default_factory=KeyRing)
    sealed: dict[At, Sealed] = field(default_factory=dict)
    total: list[Pair] = field(default_factory=list)
    result: Protocol | None = None
    manifest: Manifest | None = None
    desks: dict[int, DeskCartridge] = field(default_factory=dict)
    reports: dict[int, DeskReport] = field(default_factory=dict)
    headers: dict[At, CartridgeHeader] = field(default_factory=dict)

    @property
    def desk(self) -> DeskCartridge | None:
        """The first desk's cartridge."""
        return self.desks.get(1)

    def said_of(self, desk: int) -> Protocol | None:
        """What the protocol says of one desk alone; of the only one, all."""
        if self.result is None or self.precinct.desks is None:
            return self.result
        return as_one_desk(self.result, self.reports, desk)

    def read(self, totals: Sequence[bytes]) -> None:
        """Authenticate the definitions, and with them the slips."""
        self.manifest = vouching.check_definitions(self.election, self.precinct, self.evidence, self.report)
        self.ring.add_precinct(self.precinct)
        self.ring.add_election(self.election)
        if self.evidence.authority is not None:
            self.ring.add_authority(self.evidence.authority)
        genuine = verified_payload("P", self.signed, self.ring)[0] if self.signed else None
        self.result = genuine if isinstance(genuine, Protocol) else None
        reports = genuine_reports(self.evidence.reports, self.ring, self.report)
        if self.result is not None:
            self.reports = check_reports(self.result, reports, self.precinct, self.report)
        self.sealed = read_sealed_totals(totals, self.ring, self.precinct, self.result, self.report)
        without = left_out.openings(self.result) if self.result else {}
        parts = [pairs(totals.payload.totals) for at, totals in self.sealed.items() if at not in without]
        self.total = sums.add_sums(parts, self.election.positions)
        self.report.data["sums"] = [a + b for a, b in self.total]

    def check_images(self, images: Sequence[bytes]) -> None:
        """The cartridges, each for itself and joined."""
        list_state = vouching.hashes_of(self.manifest).get("roll", bytes(32)) if self.manifest else bytes(32)
        numbers = range(1, len(self.precinct.every_desk) + 1) if self.precinct.booths else ()
        known = [desk_cartridge.desk_header(self.precinct, self.election, list_state, desk=one) for one in numbers]
        of_desk = [image for image in images if is_of_desk(image, known)]
        of_booths = [image for image in images if not is_of_desk(image, known)]
        results = {}
        self._check_desks(of_desk, known)
        if of_booths:
            without = left_out.openings(self.result) if self.result else {}
            told = {at: totals.all for at, totals in self.sealed.items() if at not in without}
            headers = headers_of(self.precinct, self.election)
            proofs = proofs_of(self.precinct, self.election)
            results = check_cartridges(of_booths, told, self.precinct, headers, proofs, self.report)
            self.headers = {at: result.header for at, result in results.items()}
        is_whole = len(self.desks) == len(self.precinct.every_desk)
        check_boxes(
            [read_log(desk, None) for desk in self.desks.values()], self.result if is_whole else None, self.report
        )
        check_joined([*self.desks.values()], results, self.precinct, self.election, self.report)
        definitions = self.election, self.precinct
        check_challenges(self.evidence.challenges, self.ring, definitions, self.sealed, results, self.report)
        missing = [name for name, given in (("booths", of_booths), ("desk", of_desk)) if not given]
        if missing:
            self.report.absent.append(f"chip images of {' and '.join(missing)}")

    def _check_desks(self, images: Sequence[bytes], known: Sequence[DeskHeader]) -> None:
        """Each desk's two images. Where there are several desks, an image's header says whose it is."""
        found: dict[int, list[bytes]] = {}
        for image in images:
            found.setdefault(desk_of(image, known), []).append(image)
        for number, two in sorted(found.items()):
            header = [one for one in known if desk_number(one.terminal) == number]
            desk = check_desk(two, self.precinct, self.said_of(number), self.report, header)
            if desk is not None:
                self.desks[number] = desk
                self._check_roll(number, desk)
                check_accounts(desk, self.result, self.election, self.report)
        for one in self.precinct.every_desk[1:]:
            if images and one.number not in found:
                self.report.absent.append(f"chip images of desk {one.number}")

    def _check_roll(self, number: int, desk: DeskCartridge) -> None:
        """A further desk opened with its part of the list as it was signed, or with it and supplements of its own."""
        evidence = self.evidence
        lists = vouching.genuine_manifests(evidence.manifests, [evidence.authority] if evidence.authority else [])
        where = self.precinct.precinct, self.precinct.mode, desk.header.terminal
        mine = [one for one in lists if (one.precinct, one.mode, one.terminal) == where]
        signed = [vouching.hashes_of(one).get("roll") for one in mine]
        if number > 1 and signed and desk.header.list_state not in signed:
            self.report.unproven(f"Desk {number} opened with another part of the list than the signed one.")

    def check_list(self) -> None:
        """How many voters were listed."""
        check_listed(self.precinct, self.result, self.desk, self.manifest, self.evidence, self.report)

    def check_posted(self) -> None:
        """Firmware, zero reports and receipts."""
        report, known = self.report, vouching.firmware_hashes(self.evidence, self.report)
        firmware = {booth: totals.payload.firmware for (booth, _), totals in self.sealed.items()}
        if self.result is not None:
            firmware[0] = self.result.firmware
        for terminal, told in firmware.items():
            role = "desk" if is_desk(terminal) else "booth"
            vouching.check_firmware(named(terminal), role, told, known, report, self.evidence.images)
        first_heads = {at: first_head(cartridge.header_page(header)) for at, header in self.headers.items()}
        for desk in self.desks.values():
            first_heads[desk.header.terminal, desk.header.opening] = first_head(desk.header_page)
        zeros = posted_slips.genuine_zeros(self.evidence.zeros, self.ring, report)
        firmware |= {terminal_of_desk(number): one.firmware for number, one in self.reports.items()}
        unopened = [one.booth for one in self.result.unopened or ()] if self.result else []
        posted_slips.check_zeros(zeros, self.precinct, firmware, first_heads, known, unopened, report)
        desks = [(desk, self.said_of(number)) for number, desk in self.desks.items()]
        openings.check_openings(zeros, self.sealed, self.headers, desks, self.result, report)
        for desk, said in desks:
            compare_exchanged(desk, said, report)
        protocols = list(dict.fromkeys([*([self.signed] if self.signed else []), *self.earlier]))
        needed = people.needed_in(self.precinct, self.election.settings)
        check_people(self.evidence.people, protocols, self.result, zeros, self.desk, needed, self.ring, report)
        posted_slips.check_receipts(self.evidence.receipts, self.ring, protocols, self.result, report)

    def check_result(self) -> list[int] | None:
        """The protocol against everything else; its electronic counts, None when there are none to use."""
        if self.signed is None:
            return None
        return check_protocol(
            self.signed, self.earlier, self.ring, self.sealed, self.total, self.election, self.precinct, self.report
        )
