"""Send sealed totals and protocols to the centre, beside whatever else is done at the desk meanwhile."""

import asyncio
from hashlib import sha256

import memory
from formats import payloads
from formats.refused import Refused
from link import settings
from link.calling import Calling
from link.proof import Proof
from link.sender import Outcome
from terminal import born_key

TROUBLE = {
    Outcome.NO_ANSWER: "send_no_answer",
    Outcome.LINE_BAD: "send_line_bad",
    Outcome.LOST: "modem_lost",
    Outcome.REFUSED: "send_refused",
    Outcome.STRANGER: "send_not_centre",
}
# What the event log says of a modem: 10, 11 …
MODEM_TROUBLES = (
    "modem_silent",
    "modem_no_sim",
    "modem_sim_locked",
    "modem_no_network",
    "modem_no_data",
    "modem_no_answer",
    "modem_busy",
    "modem_no_carrier",
    "modem_no_dial_tone",
    "modem_power",
    "modem_lost",
    "line_wrong",
    "line_of_console",
)
FIRST_OF_MODEM, _WRONG_RECEIPT = 10, 99


class Sending:
    """All protocols without a receipt, oldest first: the centre refuses one whose predecessor it does not have.

    Each protocol follows the slip of the precinct's key, where that was born here, and the booths' sealed totals that
    it names; what the centre has of these is not sent again.
    If the centre has them all, the newest is sent again, and the centre returns the same receipt.

    `lines`: words of its page. `changed`: an event that is set when they are new, and at the end.
    `is_over`: it has ended. `receipts`: numbers of the protocols whose receipts came.
    `trouble`: words of what it ended with; empty if nothing went wrong. `damaged`: number of a protocol that is not
    this desk's, or 0.
    """

    def __init__(self, desk):
        self.lines: list[str] = []
        self.changed = asyncio.Event()
        self.is_over = False
        self.receipts: list[int] = []
        self.trouble: list[str] = []
        self.damaged = 0
        self._desk, self._terminal, self._texts = desk, desk.terminal, desk.terminal.texts
        self._name = ""

    def begin(self) -> None:
        """Open the line and begin."""
        self._say("please_wait")
        asyncio.create_task(self._run())

    async def _run(self) -> None:
        calling = self._calling()
        if isinstance(calling, str):
            self._failed(FIRST_OF_MODEM + MODEM_TROUBLES.index(calling), self._texts(calling))
        else:
            await self._send_all(calling)
            await calling.close()
        self.is_over = True
        self.changed.set()

    def _calling(self) -> Calling | str:
        """The line; the text id of the reason if its settings are damaged, or the image keeps it for its console."""
        said, opened = settings.read(), self._desk.line.open()
        if said is None:
            return "line_wrong"
        if opened is None:
            return "line_of_console"
        terminal = self._terminal
        poll = terminal.poll
        proof = Proof(
            poll.election_hash, poll.precinct_number, terminal.signing_key, poll.precinct.centre, terminal.drbg.generate
        )
        uart, txbuf_bytes = opened
        if not said:
            return Calling(uart, txbuf_bytes, proof)
        from drivers.modem.driver import Modem

        return Calling(uart, txbuf_bytes, proof, Modem(uart, txbuf_bytes, said, self._desk.line.power_key()))

    async def _send_all(self, calling: Calling) -> None:
        desk = self._desk
        newest = desk.protocols()
        for number in range(1, newest + 1):
            if (number == newest or not desk.has_receipt(number)) and not await self._deliver(calling, number):
                return

    async def _deliver(self, calling: Calling, number: int) -> bool:
        """Send one protocol, then store its receipt. False if the centre has not accepted it."""
        desk, terminal, texts = self._desk, self._terminal, self._texts
        slip = born_key.kept(terminal) if terminal.poll.key_slip is not None else None
        if slip is not None and await self._sent(calling, payloads.KEY_SLIP, slip, texts("key_of_precinct")) is None:
            return False
        for place, (booth, digest) in enumerate(memory.glance(_totals_named, desk, number), 1):
            totals = desk.kept("totals", place)
            if totals is None or sha256(totals).digest() != digest:
                continue  # the centre may have them; if not, it says which it lacks
            name = texts("totals_of_booth", booth)
            if await self._sent(calling, payloads.SEALED_TOTALS, totals, name) is None:
                return False
        totals, signed = None, desk.protocol(number)
        if signed is None:
            self.damaged = number
            return False
        outcome = await self._sent(calling, payloads.PROTOCOL, signed, texts("slip_protocol_number", number))
        if outcome is None:
            return False
        receipt = terminal.verified(outcome.receipt, payloads.RECEIPT, terminal.poll.precinct.centre)
        if isinstance(receipt, Refused) or receipt.protocol != sha256(signed).digest():
            self._failed(_WRONG_RECEIPT, texts("send_receipt_wrong"))
            return False
        desk.keep("receipt", outcome.receipt, number)
        terminal.log("sent")
        terminal.event_log.sign_head()
        self.receipts.append(number)
        return await self._people_sent(calling, number)

    async def _people_sent(self, calling: Calling, number: int) -> bool:
        """Send who has signed a protocol, if anybody has."""
        data = self._desk.kept("signatures", number)
        if data is None:
            return True
        return await self._sent(calling, payloads.SIGNATURES, data, self._texts("slip_signatures")) is not None

    async def _sent(self, calling: Calling, kind: str, data: bytes, name: str) -> Outcome | None:
        """How an object was delivered; None where it was not, which is logged."""
        self._name = name
        self._say("please_wait")
        outcome = await calling.send(kind, data, self._say, self._progress)
        if outcome.result == Outcome.DELIVERED:
            return outcome
        if outcome.result == Outcome.NO_CONNECTION:
            self._failed(FIRST_OF_MODEM + MODEM_TROUBLES.index(outcome.text), self._texts(outcome.text))
        else:
            self._failed(outcome.result, self._texts(TROUBLE[outcome.result], outcome.text))
        return None

    def _progress(self, done: int, of: int) -> None:
        self._show(self._texts("progress", done, of))

    def _say(self, state: str) -> None:
        """state: text id of what is done now."""
        self._show(self._texts("please_wait" if state == "sending" else state))

    def _show(self, words: str) -> None:
        self.lines = [self._name, words] if self._name else [words]
        self.changed.set()

    def _failed(self, detail: int, words: str) -> None:
        self._terminal.log("send_failed", detail)
        self.trouble = [words]


def _totals_named(desk, number: int) -> list[tuple[int, bytes | None]]:
    """(booth, h(its sealed totals), or None) of each line of a protocol."""
    from desk.count.protocols import protocol_of

    signed = desk.protocol(number)
    return [] if signed is None else [(line.booth, line.totals) for line in protocol_of(signed).booths]
