"""Services shared by desk and booth: hardware, signing keys, the loaded election, event log, printing."""

from hashlib import sha256

from crypto.mac import hmac_sha256
from formats import cose, payloads
from formats.refused import Refused
from paper import raster
from storage.events import event_number, reason_number
from storage.layout import Layout, header_page
from storage.log import EventLog, is_by_anybody
from terminal import printing
from terminal.election import Poll

_MOST_EARLY, _EARLY_BY_ANYBODY, _EARLY_ALIKE = 16, 8, 4  # events that wait for the opening
_EACH_LOGGED = 16  # refusals of one kind
PRINTED = printing.PRINTED
_BANDS = ("", "test_band", "training_band")  # on paper, by mode
_MARKS = ("", "test_mark", "training_mark")  # before each title


class Terminal:
    """Built once by `start`; `poll` and `event_log` are set once the mode is known.

    dialog, font: the screen, and the font for paper.
    scanner, printer, clock: drivers.
    paper_dots: width of the paper.
    twin: the two cartridge chips.
    drbg: crypto.drbg.Drbg.
    identity: (serial number, seed, signing key, public key of the authority, firmware hash).
    """

    def __init__(self, dialog, font, scanner, printer, paper_dots, twin, clock, drbg, identity):
        self.dialog, self.texts, self.font = dialog, dialog.texts, font
        self.scanner, self.printer, self.paper_dots = scanner, printer, paper_dots
        self.twin, self.clock, self.drbg = twin, clock, drbg
        self.serial, self._seed, self.signing_key, self.authority, self.firmware_hash = identity
        self.reset_cause = 0  # of `drivers.processor`, once `start` knows it
        self.start_found = b""  # data of the first log entry: cause of the start, and what it found: bits of `start`
        self.supply = None  # terminal.supply.SupplyWatch, once `start` has made it
        self._strip = raster.new_strip(font, paper_dots)
        self._early: list[tuple] = []
        self._refused: dict[tuple, int] = {}
        self.forget_poll()
        self.paper = printing.Printing(self)
        self.print_slip, self.try_print = self.paper.print_slip, self.paper.try_print
        self.printer_trouble = self.paper.trouble

    # --- log ----------------------------------------------------------------------------------------------------

    def forget_poll(self) -> None:
        """Unload the election."""
        self.poll: Poll = None
        self.opening: tuple[int, bytes, str] = (0, b"", "")  # number and identity of this opening, and its reason
        self.dialog.canvas.mark_pages(None)
        self.twin.claim(b"")
        self.event_log: EventLog = None
        self._noting = False

    def take_poll(self, poll: Poll) -> None:
        """Set up for an election. From here on screens and slips show its mode unless it is official."""
        self.poll = poll
        if poll.settings.get("referendum", False):
            self.texts.prefer("referendum")  # of citizens, not of voters
        self.dialog.canvas.mark_pages(None if poll.is_official else lambda: self.texts(_MARKS[poll.mode]))

    def open_log(self, header: payloads.CartridgeHeader) -> None:
        """Set up the event log of a role's cartridge."""
        log, entries = Layout(header).log, header.log_entries
        self.event_log = EventLog(self.twin, log, entries, header_page(header), self.clock.now, self.signing_key)

    def log(self, event: str, detail: int = 0, data: bytes = b"") -> None:
        """Log an event. Before the polls open it waits in memory, since the cartridge must stay empty until then.

        event: name, of `storage.events`.
        detail: number that belongs to it.
        data: bytes that belong to it.
        """
        number = event_number(event)
        if self._noting:
            self.event_log.add(number, detail, data)
            return
        most = _EARLY_BY_ANYBODY if is_by_anybody(number) else _MOST_EARLY
        alike = sum([early[:2] == (number, detail) for early in self._early])
        if len(self._early) < most and alike < _EARLY_ALIKE:
            self._early.append((number, detail, data))

    def start_log(self, event: str, detail: int) -> None:
        """Begin to log on the cartridge: first this event with what the start found, then those that waited."""
        self._noting = True
        self.log(event, detail, self.start_found)
        for early in self._early:
            self.event_log.add(*early)
        self._early.clear()

    def memory_trouble(self) -> str:
        """Log an error of the cartridge. Returns the id of the text that describes it."""
        if self.twin.held:
            return "supply_low"
        self.log("memory_trouble")
        if not self.twin.present():
            return "chip_missing"
        return "chip_failed" if self.twin.is_ours() else "chip_foreign"

    def refuse(self, reason: str, event: str = "code_refused") -> None:
        """Log a refusal by its reason, never by what was shown.

        Anyone can cause any number of refusals, so the log takes the first 16 of each kind, then the 32nd, the 64th,
        and so on.
        """
        self.log_numbered(event, reason_number(reason))

    def log_numbered(self, event: str, detail: int) -> None:
        """Log what may happen any number of times, with its number among those of its detail since the start."""
        count = self._refused[event, detail] = self._refused.get((event, detail), 0) + 1
        if count <= _EACH_LOGGED or not count & (count - 1):
            self.log(event, detail, count.to_bytes(4, "little"))

    # --- codes --------------------------------------------------------------------------------------------------

    def verified(self, data: bytes, kind: str, public_key: bytes):
        """The payload of a signed object of this poll as its named type, or `Refused`.

        data: the object.
        kind: a letter of `payloads`.
        public_key: of the expected signer.
        """
        signed = cose.verify1(data, public_key)
        if signed is None:
            return self._why_unverified(data, kind, public_key)
        payload = payloads.decode(kind, signed)
        return payload if isinstance(payload, Refused) else self.poll.mismatch(payload) or payload

    def _why_unverified(self, data: bytes, kind: str, public_key: bytes) -> Refused:
        """Why a signature does not verify. A slip of another election has another key; the message should say so.

        The claimed bytes are compared with this poll's, not decoded, since they are not authenticated.
        """
        claimed = cose.peek1(data)
        if claimed is None:
            return Refused("code_damaged")
        key_id, payload = claimed
        if key_id == cose.key_id(public_key):
            return Refused("code_signature")  # altered, so what it claims means nothing
        at, poll = 1, self.poll
        ours = payloads.beginning(kind, poll.election_hash, poll.precinct_number, poll.mode)
        for field, reason in zip(ours, ("code_damaged",) + poll.MISMATCHES):
            if payload[at : at + len(field)] != field:
                return Refused(reason)
            at += len(field)
        return Refused("code_signature")

    def check_role_card(self, data: bytes):
        """A role card of this precinct as `payloads.RoleCard`, or `Refused`.

        A card without a mode is valid in official and test mode.
        """
        signed = cose.verify1(data, self.authority)
        if signed is None:
            return Refused("code_signature")
        card = payloads.decode(payloads.ROLE_CARD, signed)
        if isinstance(card, Refused):
            return card
        mode = self.poll.mode if card.mode is None and self.poll.mode != payloads.TRAINING else card.mode
        return self.poll.mismatch(payloads.Where(card.election, card.precinct, mode)) or card

    def zero_report(
        self, tally: payloads.Tally, tag_key: bytes | None = None, signers: bytes | None = None
    ) -> payloads.ZeroReport:
        """The payload of a zero report.

        tally: what this terminal had counted at opening.
        tag_key: a booth's.
        signers: SHA-256 of a desk's list of who may sign, if there is one.
        """
        poll, (number, identity, reason) = self.poll, self.opening
        return payloads.ZeroReport(
            election=poll.election_hash,
            precinct=poll.precinct_number,
            mode=poll.mode,
            terminal=poll.terminal,
            tally=tally,
            firmware=self.firmware_hash,
            log_head=self.event_log.first,
            serial_number=self.serial,
            opening=identity,
            openings=number,
            tag_key_hash=None if tag_key is None else sha256(tag_key).digest(),
            reason=reason or None,
            signers=signers,
        )

    def sign(self, kind: str, payload: tuple) -> bytes:
        """An object signed by this terminal. kind, payload: of `payloads`."""
        return cose.sign1(payloads.encode(kind, payload), self.signing_key, cose.key_id(self.signing_key.public))

    def derive(self, label: bytes) -> bytes:
        """A 32-byte key of this terminal for one purpose in this poll. label: names the purpose."""
        return hmac_sha256(self._seed, b"TM1 " + label + self.poll.election_hash + bytes((self.poll.mode,)))

    # --- paper --------------------------------------------------------------------------------------------------

    def rendered(self, elements: list):
        """A slip as printer bytes, with the band of its mode; with the test band while no election is set up."""
        band = _BANDS[self.poll.mode if self.poll else payloads.TEST]
        band = self.texts(band) if band else ""
        if self.font.width(band) > self.paper_dots:  # 58 mm paper has no room for the third language
            band = band.rpartition(" · ")[0]
        return raster.render(elements, self.font, self.paper_dots, band, self._strip)
