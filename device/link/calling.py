"""One object after another to the centre, over a line that carries at once or one that has to be called first.

A connection that breaks is called again for as long as each brings something forward: the centre goes on where the one
before stopped.
"""

from link.sender import Outcome, Sender

_FRUITLESS = (
    3  # connections in a row that brought nothing forward; the last one after the modem was switched off and on
)
_FINAL = (Outcome.DELIVERED, Outcome.REFUSED, Outcome.STRANGER)


class Calling:
    """uart, txbuf_bytes: of the line. proof: link.proof.Proof.

    modem: what calls (drivers.modem.driver), on the same line; None for a cable.
    """

    def __init__(self, uart, txbuf_bytes: int, proof, modem=None):
        self._modem = modem
        self.sender = Sender(modem or uart, txbuf_bytes, proof, self._is_lost)

    def _is_lost(self) -> bool:
        return bool(self._modem and self._modem.lost)

    async def send(self, kind: str, data: bytes, say, progress=None) -> Outcome:
        """Send one signed object. Unless REFUSED, it may be sent again.

        kind, data, progress: as in `Sender.send`.
        say: called with the text id of what the modem does.
        """
        modem, sender = self._modem, self.sender
        fruitless = best = 0
        while True:
            if modem and modem.lost:
                trouble = await modem.connect(say, fruitless == _FRUITLESS - 1)
                if trouble:
                    return Outcome(Outcome.NO_CONNECTION, None, 0, trouble)
                say("sending")
            outcome = await sender.send(kind, data, progress)
            if not modem or outcome.result in _FINAL:
                return outcome
            fruitless = 0 if sender.delivered > best else fruitless + 1
            best = max(best, sender.delivered)
            modem.give_up()
            if fruitless == _FRUITLESS:
                return outcome

    async def close(self) -> None:
        """Hang up."""
        if self._modem:
            await self._modem.close()
