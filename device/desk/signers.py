"""Who may sign the protocol with a card: a list that is made before the polls open and is the same all day.

Its hash stands in the desk's zero report, which is on paper before the first voter, and in the event log.
"""

from hashlib import sha256

from formats import cose, payloads
from formats.refused import Refused
from storage.events import event_number
from storage.log_reader import entries

_FILE = "signers"


def listed(desk) -> payloads.SignerList | None:
    """The list; None if there is none of this poll, or not the one that the polls were opened with."""
    data = _encoded(desk)
    said = None if data is None else payloads.decode(payloads.SIGNER_LIST, data)
    if said is None or isinstance(said, Refused) or desk.terminal.poll.mismatch(said):
        return None
    logged = _logged(desk.terminal)
    return said if logged is None or logged == sha256(data).digest() else None


def known(desk) -> bytes | None:
    """SHA-256 of the list that the polls are or were opened with; None without one."""
    logged = _logged(desk.terminal)
    if logged is None and listed(desk) is not None:
        return sha256(_encoded(desk)).digest()
    return logged


def _encoded(desk) -> bytes | None:
    """What is kept, if this desk has signed it: a wrong bit before the polls open would be a person's key all day."""
    return cose.verify1(desk.kept(_FILE) or b"", desk.terminal.signing_key.public)


def _logged(terminal) -> bytes | None:
    """What the event log says; None before the polls open, and where power was cut before it was noted."""
    event = event_number("signers_known")
    for number, _, data, _ in entries(terminal.event_log) if terminal.event_log else ():
        if number == event:
            return data[:32]
    return None


def add(desk, role: int, holder: int, public_key: bytes) -> None:
    """Put a person on the list, or another key in place of the one before.

    role, holder: as on the role card.
    public_key: of the signing card.
    """
    said, poll = listed(desk), desk.terminal.poll
    others = [] if said is None else [one for one in said.signers if (one.role, one.holder) != (role, holder)]
    signers = others + [payloads.ListedSigner(role, holder, public_key)]
    signers.sort(key=lambda one: (one.role, one.holder))
    new = payloads.SignerList(poll.election_hash, poll.precinct_number, poll.mode, signers)
    desk.keep(_FILE, desk.terminal.sign(payloads.SIGNER_LIST, new))


def person(terminal, role: int, holder: int) -> str:
    """What somebody on the list is called, in the language of the screen."""
    return "%s %d" % (terminal.texts(title_of(role)), holder)


def title_of(role: int) -> str:
    """The text id of a role."""
    return "slip_sign_member" if role else "slip_sign_chair"
