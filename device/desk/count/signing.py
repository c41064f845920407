"""Chair and members sign the newest protocol with their signing cards, or say with a signature that they dissent."""

from crypto.ed25519 import SigningKey
from desk import signers
from desk.count import signatures
from desk.count.standing import stands
from formats import payloads
from formats.encrypted import decrypt0, peek0
from formats.refused import Refused
from paper.common_slips import grouped
from terminal.officials import Officials, card_key
from terminal.permissions import COUNTED, SENT
from terminal.reading import read

_CARD_HEADER = -70001
_SEED_BYTES, _MOST_ITERATIONS = 32, 10_000  # anybody can print a header: more rounds than the watchdog waits for


async def sign(desk) -> None:
    """Take signatures until *back* is pressed or everybody has signed. Each is stored as soon as it is made."""
    # In another state the count was given up.
    if not desk.signs() or desk.state() not in (COUNTED, SENT) or not await stands(desk):
        return
    terminal, number = desk.terminal, desk.protocols()
    signed = await desk.sound_protocol(number)
    if signed is None:
        return
    title = terminal.texts("slip_protocol_number", number)
    said = signatures.standing(desk, number, signed)
    if said is None:
        words = [terminal.texts("signers_none"), terminal.texts("sign_with_ink")]
        await terminal.dialog.message(title, words)
        return
    while any([one.signature is None for one in said.signers]):
        done = signatures.agreeing(said), terminal.poll.settings["signatures_needed"]
        hints = [terminal.texts("signing_show"), terminal.texts("signatures_of", *done)]
        checks = {payloads.SIGNING_CARD: lambda data, said=said: _check(terminal, data, said)}
        kind, card = await read(terminal, title, checks, hints)
        if kind != payloads.SIGNING_CARD:
            return
        signer = await _signed(desk, said, *card)
        if signer is not None:
            people = [signer if _is_same(one, signer) else one for one in said.signers]
            said = payloads.Signatures(said.election, said.precinct, said.mode, said.protocol, people)
            signatures.keep(desk, number, said)
            data = said.protocol + signer.holder.to_bytes(2, "little") + bytes((signer.role,))
            terminal.log("person_signed", signer.verdict, data)
    terminal.event_log.sign_head()


def _is_same(one, other) -> bool:
    return (one.role, one.holder) == (other.role, other.holder)


def _check(terminal, data: bytes, said: payloads.Signatures):
    """(object, header, signer) of a signing card of this poll whose holder has not signed yet, or `Refused`."""
    protected = peek0(data)
    header = payloads.of_kind(payloads.SIGNING_CARD, protected.get(_CARD_HEADER) if protected else None)
    if isinstance(header, Refused):
        return Refused("signing_card_wrong")
    problem = terminal.poll.mismatch(header)
    if problem:
        return problem
    found = [one for one in said.signers if _is_same(one, header)]
    if not found or not 0 < header.iterations <= _MOST_ITERATIONS:
        return Refused("signing_card_wrong")
    return Refused("signed_already") if found[0].signature else (data, header, found[0])


async def _signed(desk, said, data: bytes, header, signer) -> payloads.Signer | None:
    """The signature of somebody who has shown a card; None if they gave up."""
    terminal, texts = desk.terminal, desk.terminal.texts
    name = signers.person(terminal, signer.role, signer.holder)
    seed = await Officials(terminal).pin(name, lambda pin: _unlocked(terminal, data, header, pin))
    if seed is None:
        return None
    key = SigningKey(seed)
    if key.public != signer.public_key:  # a card made before this one took its place
        terminal.refuse("signing_card_wrong")
        await terminal.dialog.message(name, [texts("signing_card_wrong")])
        return None
    verdicts = [texts("sign_agrees")]
    dissent = terminal.poll.settings.get("signatures_dissent", "members")
    if dissent == "everybody" or dissent == "members" and signer.role:  # else nobody
        verdicts.append(texts("sign_dissents"))
    code = grouped(said.protocol[:4])  # as on paper
    verdict = await terminal.dialog.choose("%s · %s" % (name, code), verdicts)
    if verdict < 0:
        return None
    terminal.dialog.show(name, [texts("please_wait")])
    made = payloads.Signer(signer.role, signer.holder, signer.public_key, verdict, terminal.clock.now() or 0, None)
    signature = key.sign(signatures.statement(said.protocol, made))
    return payloads.Signer(*made[:-1], signature)


def _unlocked(terminal, data: bytes, header, pin: str) -> bytes | None:
    seed = decrypt0(data, card_key(terminal.poll.secrets.card_secret, pin, header.salt, header.iterations))
    return seed if seed is not None and len(seed) == _SEED_BYTES else None
