"""What one mode of a precinct consists of: its keys and cards, its definition, and what its packages hold.

Official, test and training are made alike from plans and secrets of their own, so that nothing of one opens another.
Only the role cards of the day and of the test are the same.
"""

from __future__ import annotations

from dataclasses import dataclass

from nacl.signing import SigningKey

from host_tools.formats import cbor, packages
from host_tools.formats.definitions import Booth, DeskPart, Holders, Precinct, Role, Secrets
from host_tools.formats.payload import MODE_NAMES
from host_tools.formats.places import is_desk, terminal_of_desk
from host_tools.keys import ceremony
from host_tools.keys.randomness import RandomBytes
from host_tools.provisioning.plan import PrecinctPlan
from host_tools.rolls import redirects, seal
from host_tools.rolls.roll_keys import desk_secrets


@dataclass(frozen=True)
class ModeSet:
    """One mode, complete.

    booth: parts of a booth's package. desks: of each desk's, by terminal; none where the roll is packed elsewhere.
    """

    mode: int
    precinct: Precinct
    key_cards: list[ceremony.Card]
    booth: dict[str, bytes]
    desks: dict[int, dict[str, bytes]]

    @property
    def file_name(self) -> str:
        """Of this mode's package on a terminal."""
        return f"{MODE_NAMES[self.mode]}.tmpk"

    def package(self, terminal: int, authority: SigningKey) -> bytes | None:
        """The signed package of a terminal; None where `tamga roll pack` makes it."""
        role: Role = "desk" if is_desk(terminal) else "booth"
        parts = self.desks.get(terminal) if role == "desk" else self.booth
        if parts is None:
            return None
        return packages.build(role, self.precinct.precinct, self.mode, terminal, parts, authority)


def draw_secrets(plan: PrecinctPlan, mode: int, master: bytes | None, random_bytes: RandomBytes) -> Secrets:
    """A mode's secrets.

    plan, mode: whose.
    master: they are derived from it; drawn if None.
    random_bytes: draws them.
    """
    if master is not None:
        return desk_secrets(master, plan.election.hash16, plan.number, mode)
    role, card, lookup, wrap = (random_bytes(32) for _ in range(4))
    return Secrets(role_secret=role, card_secret=card, lookup_key=lookup, wrap_key=wrap)


def make_mode_set(
    plan: PrecinctPlan,
    mode: int,
    secrets: Secrets,
    device_keys: dict[int, bytes],
    centre: bytes,
    random_bytes: RandomBytes,
) -> ModeSet:
    """Hold the ceremony of a mode where the key is made here, define the precinct, seal its roll.

    plan: of this mode: trainings have voters of their own.
    mode: its number.
    secrets: all four, of the desk; booths get the role secret alone.
    device_keys: public key by terminal, 0 the desk.
    centre: its public key.
    random_bytes: where keys come from.
    """
    assert secrets.card_secret is not None and secrets.lookup_key is not None and secrets.wrap_key is not None
    ceremony.refuse_numbers(plan.needed, plan.holders)
    key, key_cards = None, []
    if plan.key_here:
        key_set = ceremony.hold_ceremony(
            plan.election.hash16, plan.number, mode, secrets.card_secret, plan.needed, plan.holders, random_bytes
        )
        key, key_cards = key_set.public, key_set.cards
    precinct = _precinct(plan, mode, key, device_keys, centre)
    common = {"election": plan.election.to_cbor(), "precinct": precinct.to_cbor()}
    booth = {**common, "secrets": cbor.encode(Secrets(role_secret=secrets.role_secret).to_map())}
    desks = {} if plan.packed is not None else _desks(plan, secrets, common, random_bytes)
    return ModeSet(mode, precinct, key_cards, booth, desks)


def _desks(
    plan: PrecinctPlan, first: Secrets, common: dict[str, bytes], random_bytes: RandomBytes
) -> dict[int, dict[str, bytes]]:
    """The parts of each desk's package, by terminal. first: secrets of the first desk.

    Each desk has look-up and wrap keys of its own: one that is stolen opens no other part of the roll. Only the first
    one opens key cards.
    """
    parts, made = plan.roll_parts(), {}
    cards = {
        number: [digits.encode("ascii") for voter in part for digits in voter.digits]
        for number, part in enumerate(parts, 1)
    }
    for at, part in enumerate(parts):
        secrets = first
        if at:
            secrets = Secrets(role_secret=first.role_secret, lookup_key=random_bytes(32), wrap_key=random_bytes(32))
        assert secrets.lookup_key is not None and secrets.wrap_key is not None
        content = {**common, "secrets": cbor.encode(secrets.to_map())}
        content["roll"] = seal.build_of(part, secrets.lookup_key, secrets.wrap_key, random_bytes)
        if plan.spare_desk is not None:
            content[packages.SPARE_PART] = plan.spare_desk.public_key
        if len(parts) > 1:
            content["desks"] = redirects.build(cards, at + 1, secrets.lookup_key)
        made[terminal_of_desk(at + 1)] = content
    return made


def _precinct(
    plan: PrecinctPlan, mode: int, key: bytes | None, device_keys: dict[int, bytes], centre: bytes
) -> Precinct:
    return Precinct(
        election=plan.election.hash16,
        precinct=plan.number,
        mode=mode,
        names=plan.names,
        key=key,
        desk=device_keys[0],
        booths=[Booth(number, device_keys[number], plan.booth_slots) for number in range(1, plan.booths + 1)],
        voters=plan.listed,
        minutes_east=plan.utc_offset_minutes,
        centre=centre,
        hours=plan.hours,
        holders=None if key is not None else Holders(plan.needed, plan.holders),
        people=list(plan.people) or None,
        kind=plan.kind,
        desks=_desk_parts(plan, device_keys),
    )


def _desk_parts(plan: PrecinctPlan, device_keys: dict[int, bytes]) -> list[DeskPart] | None:
    """The desks of the definition, where there are several."""
    if plan.desks == 1:
        return None
    sizes = enumerate(plan.part_sizes(), 1)
    return [DeskPart(number, device_keys[terminal_of_desk(number)], voters) for number, voters in sizes]
