"""Small signed changes to a roll after packing: voters added, cards taken off, a new label in the place of an old one.

File and payload stand in the formats document, section 8. Supplements of a precinct form a chain: each names what it
follows, so that none can be left out, put first or applied to another roll.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from nacl.signing import SigningKey

from host_tools.formats import cose
from host_tools.formats.definitions import Secrets
from host_tools.formats.label import number_of
from host_tools.formats.packages import Package
from host_tools.formats.payload import PayloadError
from host_tools.formats.places import desk_number
from host_tools.formats.supplements import (
    LARGEST_BYTES,
    MAGIC,
    MOST_FILES,
    Change,
    SupplementPayload,
    read_supplement,
)
from host_tools.full_age import FULL_AGE_YEARS
from host_tools.keys.randomness import RandomBytes, system
from host_tools.privacy.keyed_hash import keyed_hash
from host_tools.rolls.errors import SupplementError
from host_tools.rolls.layout import AEAD_TAG_SIZE, ENTRY_SIZE, MOST_ROWS, TAG_SIZE, RollVoter
from host_tools.rolls.other_desks import (
    TagOf,
    begin_of,
    has_new_voters,
    other_desks,
    refuse_other_desks,
    sent,
    third_desk,
)
from host_tools.rolls.roll_view import ENTRY, RollView, open_row
from host_tools.rolls.seal import row_content

LEAST_ADDED, ADDED_PART = 50, 10  # a desk has room for one voter more to every ten, and for at least fifty
_NONCE = bytes(12)  # each row key seals one row
LabelsOf = Callable[[str], Iterable[str]]  # number → labels


@dataclass(frozen=True)
class Changes:
    """What is to change. removed: digits of cards that shall open nothing; replaced: old digits → new digits."""

    added: Sequence[RollVoter] = ()
    removed: Sequence[str] = ()
    replaced: Sequence[tuple[str, str]] = ()


def roll_of(package: Package, earlier: Sequence[bytes], authority: bytes) -> RollView:
    """A packed roll after all supplements so far. SupplementError: one that does not belong or is out of order."""
    view = RollView.of(package.parts["roll"])
    where = (package.precinct.election, package.manifest.precinct, package.manifest.mode)
    for number, file in enumerate(earlier, 1):
        payload = read(file, authority)
        if (payload.election, payload.precinct, payload.mode) != where:
            raise SupplementError(f"supplement {number} is for another precinct, election or mode")
        if payload.number != number or payload.follows != view.state:
            raise SupplementError(f"supplement {number} does not follow from what is there: apply them all, in order")
        view.apply(payload.added, payload.removed, sha256(file).digest())
    return view


def read(file: bytes, authority: bytes) -> SupplementPayload:
    """The payload of a supplement file. SupplementError: none of ours, not signed by this authority, malformed."""
    try:
        payload = read_supplement(file, authority)
    except PayloadError as error:
        raise SupplementError(str(error)) from None
    for change in payload.added:
        if not _is_change(change):
            raise SupplementError("the supplement has an addition of another shape")
    return payload


def build(
    package: Package,
    earlier: Sequence[bytes],
    changes: Changes,
    authority: SigningKey,
    random_bytes: RandomBytes = system,
    labels_of: LabelsOf | None = None,
) -> bytes:
    """The bytes of the next supplement file of a precinct.

    package: the desk's package as it was packed.
    earlier: all supplements so far, in order.
    changes: what is to change.
    authority: signs it.
    random_bytes: gives row keys.
    labels_of: every label that a number ever had, from the register of labels; needed to add anybody to a roll that
        knows labels alone, because its tags do not show whose label it is.
    One file of changes is for every desk of a precinct: each takes what is of its own list, and sends new cards of the
    others' voters there.

    SupplementError: somebody to add without a ballot style of the election, who is on the roll of any desk already by
    whatever card, or is added twice; a card to remove or replace that is on no roll; a new label of another person;
    more voters than the desk has room for, or more than fits one file; nothing to change at this desk.
    """
    for old, new in changes.replaced:
        if number_of(old) != number_of(new):
            raise SupplementError(f"label {_veiled(new)} is of another person than {_veiled(old)}; compare the cards")
    _refuse_other_styles(package, changes.added)
    _refuse_underage(package, changes.added)
    view = roll_of(package, earlier, bytes(authority.verify_key))
    secrets = package.secrets
    assert secrets.lookup_key is not None and secrets.wrap_key is not None
    tag_of = keyed_hash(secrets.lookup_key)
    others = other_desks(package, [read(file, bytes(authority.verify_key)) for file in earlier])
    own, elsewhere = _apart(package, changes, others, tag_of)
    if not (own.added or own.removed or own.replaced or elsewhere):
        raise SupplementError("nothing changes at this desk")
    gone = [*own.removed, *(old for old, _ in own.replaced)]
    removed = [tag_of(digits.encode("ascii"))[:TAG_SIZE] for digits in gone]
    for digits, tag in zip(gone, removed, strict=True):
        if tag not in view.entries:
            raise SupplementError(f"card {_veiled(digits)} is not on this roll")
    _refuse_same_person(package, view, changes, removed, others, labels_of)
    most = most_voters(_packed(package))
    added = [_replacement(view, old, new, secrets) for old, new in own.replaced]
    for voter in own.added:
        number = view.next_row + sum(change[1] is not None for change in added)
        if number >= most:
            raise SupplementError(f"the desk has room for {most} voters; make a new package for it")
        added.append(_addition(view, number, voter, secrets, random_bytes))
    new_tags = [entry[:TAG_SIZE] for change in added for entry in change[2]]
    if len(set(new_tags)) != len(new_tags) or any(tag in view.entries and tag not in removed for tag in new_tags):
        raise SupplementError("a card to add is on this roll already")
    refuse_other_desks(package, added, others)
    payload = SupplementPayload(
        election=package.precinct.election,
        precinct=package.manifest.precinct,
        mode=package.manifest.mode,
        number=len(earlier) + 1,
        added=added,
        removed=sorted(set(removed)),
        follows=view.state,
        listed=listed(package, view, added, removed),
        elsewhere=elsewhere or None,
    )
    made = MAGIC + cose.sign1(payload.to_cbor(), authority)
    if len(made) > LARGEST_BYTES or payload.number > MOST_FILES:
        raise SupplementError(
            f"supplement {payload.number} would have {len(made)} bytes; a desk takes {MOST_FILES} of at most "
            f"{LARGEST_BYTES}: make several with fewer changes each"
        )
    return made


def _apart(
    package: Package, changes: Changes, others: Mapping[bytes, int], tag_of: TagOf
) -> tuple[Changes, list[bytes]]:
    """What changes on a desk's own list, and which new cards it sends to the desks that have their voters.

    others: of `other_desks`.
    """
    replaced, elsewhere = list[tuple[str, str]](), list[bytes]()
    for old, new in changes.replaced:
        if desk := others.get(begin_of(tag_of, old)):
            elsewhere.append(sent(tag_of, new, desk))
        else:
            replaced.append((old, new))
    removed = [digits for digits in changes.removed if begin_of(tag_of, digits) not in others]
    if has_new_voters(package):
        return Changes(changes.added, removed, replaced), elsewhere
    elsewhere += [sent(tag_of, digits) for voter in changes.added for digits in voter.digits]
    return Changes((), removed, replaced), elsewhere


def _refuse_underage(package: Package, added: Sequence[RollVoter]) -> None:
    year = int(package.election.date[:4])
    for voter in added:
        if voter.birth_year > year - FULL_AGE_YEARS:  # a roll knows the year alone
            raise SupplementError(f"a voter to add is born in {voter.birth_year} and is not 18 in {year}")


def _refuse_other_styles(package: Package, added: Sequence[RollVoter]) -> None:
    """Whoever is added has a ballot style exactly where the election has some: else no desk would let them vote."""
    styles = package.election.styles
    for voter in added:
        good = voter.style is None if styles is None else voter.style in range(1, len(styles) + 1)
        if not good:
            which = f"one of the ballot styles 1 to {len(styles)}" if styles else "no ballot style"
            raise SupplementError(f"card {_veiled(voter.digits[0])}: a voter of this election has {which}; give it so")


def _refuse_same_person(
    package: Package,
    view: RollView,
    changes: Changes,
    removed: Sequence[bytes],
    others: Mapping[bytes, int],
    labels_of: LabelsOf | None,
) -> None:
    """One person is one row of one desk: compared by the number inside their cards, whatever card is shown."""
    if not changes.added:
        return
    secrets = package.secrets
    assert secrets.lookup_key is not None
    tag_of, added = keyed_hash(secrets.lookup_key), set()
    if labels_of is None and package.election.settings.get("number_cards") is not True:
        raise SupplementError("this roll knows labels alone; give the register of labels, to see who is on it already")
    for voter in changes.added:
        numbers = {number_of(digits) for digits in voter.digits}
        if len(numbers) != 1:
            raise SupplementError(f"the cards {', '.join(map(_veiled, voter.digits))} are not of one person")
        (number,) = numbers
        if number in added:
            raise SupplementError(f"card {_veiled(voter.digits[0])}: this person is added twice; leave one line out")
        added.add(number)
        known = {number, *voter.digits, *(labels_of(number) if labels_of else ())}
        tags = {tag_of(digits.encode("ascii"))[:TAG_SIZE] for digits in known}
        if any(tag in view.entries and tag not in removed for tag in tags):
            raise SupplementError(f"card {_veiled(voter.digits[0])}: this person is on the roll already; use replace")
        if desk := third_desk(others, tags):
            raise SupplementError(
                f"card {_veiled(voter.digits[0])}: this person is on the list of desk {desk} already; use replace"
            )


def _packed(package: Package) -> int:
    """Voters on the desk's part of the roll as it was packed."""
    return package.precinct.every_desk[desk_number(package.manifest.terminal) - 1].voters


def most_voters(packed: int) -> int:
    """Rows that a desk's marks have room for, where so many voters were packed."""
    return min(MOST_ROWS, packed + max(LEAST_ADDED, packed // ADDED_PART))


def listed(package: Package, view: RollView, added: Sequence[Change], removed: Sequence[bytes]) -> int:
    """Voters on the list after more changes: every row, but for those whose cards were all removed.

    A voter who never had a card counts; they are found on the paper list.
    """
    before = RollView.of(package.parts["roll"])
    never = set(before.rows) - {number for number, _ in before.entries.values()}
    gone = set(removed)
    left = {number for tag, (number, _) in view.entries.items() if tag not in gone}
    left |= {number for number, _, _ in added}
    rows = set(view.rows) | {number for number, row, _ in added if row is not None}
    return len([number for number in rows if number in left or number in never])


def _addition(view: RollView, number: int, voter: RollVoter, secrets: Secrets, random_bytes: RandomBytes) -> Change:
    row_key = random_bytes(32)
    content = row_content(voter.name.encode(), voter.birth_year, voter.style).ljust(
        view.row_size - AEAD_TAG_SIZE, b"\0"
    )
    row = ChaCha20Poly1305(row_key).encrypt(_NONCE, content, struct.pack("<H", number))
    return [number, row, [_entry(digits, number, row_key, secrets) for digits in voter.digits]]


def _replacement(view: RollView, old: str, new: str, secrets: Secrets) -> Change:
    found = open_row(view, old, secrets)
    if found is None:
        raise SupplementError(f"card {_veiled(old)} does not open its row: the roll is damaged")
    return [found.number, None, [_entry(new, found.number, found.row_key, secrets)]]


def _entry(digits: str, number: int, row_key: bytes, secrets: Secrets) -> bytes:
    assert secrets.lookup_key is not None and secrets.wrap_key is not None
    message = digits.encode("ascii")
    mask = keyed_hash(secrets.wrap_key)(message)
    wrapped = bytes(one ^ other for one, other in zip(row_key, mask, strict=True))
    return ENTRY.pack(keyed_hash(secrets.lookup_key)(message)[:TAG_SIZE], number, wrapped)


def _veiled(digits: str) -> str:
    """Enough to find the card in one's own list, too little to put into a log."""
    return "…" + digits[-4:]


def _is_change(change: Any) -> bool:
    if not isinstance(change, list) or len(change) != 3:
        return False
    number, row, entries = change
    sized = isinstance(entries, list) and all(isinstance(each, bytes) and len(each) == ENTRY_SIZE for each in entries)
    whole = row is None or (isinstance(row, bytes) and len(row) > AEAD_TAG_SIZE)
    return isinstance(number, int) and 0 <= number < MOST_ROWS and whole and bool(sized and entries)
