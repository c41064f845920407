"""Verify one precinct's published record without any of Tamga's code: this file, Python, and PyNaCl (libsodium).

    python verify.py FOLDER [--authority HEX]

FOLDER holds election.cbor, precinct.cbor, protocols, sealed totals and key slip as signed (*.cose), and the records of
each booth as booth-<booth>.bin, one after another in the order of their bytes. With --authority, the public key that
the election authority publishes, also the signed list (*.cose) that names both definitions.
Written from docs/formats.md, whose sections are named. Exit status: 0 all agrees, 1 something does not, 2 unusable.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from functools import partial, reduce
from hashlib import sha256, sha512
from itertools import pairwise
from pathlib import Path
from struct import Struct
from typing import Any

from nacl import bindings
from nacl.exceptions import CryptoError

little, u32 = partial(int.from_bytes, byteorder="little"), Struct("<I").pack
add, sub = bindings.crypto_core_ed25519_add, bindings.crypto_core_ed25519_sub
L = 2**252 + 27742317777372353535851937790883648493
IDENTITY = bytes([1]) + bytes(31)
Pair = tuple[bytes, bytes]  # A and B of a ciphertext
Shape = list[tuple[int, int]]  # of each contest: positions with the blanks, votes allowed
Said = Iterator[tuple[bool, str]]  # does it agree, and a sentence


class UnusableError(Exception):
    """What was given cannot be read. The message says what and where."""


def cbor(data: bytes) -> Any:
    """The value in data (RFC 8949). UnusableError for anything that is not its one deterministic encoding."""
    if (found := _item(data, 0, 0))[1] != len(data):
        raise UnusableError("CBOR with bytes behind it")
    return found[0]


def _item(data: bytes, at: int, depth: int) -> tuple[Any, int]:
    if depth > 16:
        raise UnusableError("CBOR that is nested too deeply")
    if at >= len(data):
        raise UnusableError("CBOR that breaks off")
    kind, short = data[at] >> 5, data[at] & 31
    if kind == 7:
        if short not in (20, 21, 22):
            raise UnusableError("CBOR of a kind that is not used")
        return {20: False, 21: True, 22: None}[short], at + 1
    number, at = _head(data, at + 1, short)
    if kind in (0, 1):
        return (-1 - number if kind else number), at
    if kind in (2, 3):
        if len(piece := data[at : at + number]) != number:
            raise UnusableError("CBOR that breaks off")
        return (piece.decode() if kind == 3 else piece), at + number
    values, starts = list[Any](), list[int]()
    for _ in range({4: number, 5: 2 * number, 6: 1}[kind]):
        starts.append(at)
        value, at = _item(data, at, depth + 1)
        values.append(value)
    if kind != 5:
        return (values if kind == 4 else (number, *values)), at
    if any(a >= b for a, b in pairwise(data[starts[n] : starts[n + 1]] for n in range(0, len(starts), 2))):
        raise UnusableError("a CBOR map whose keys are not in order")
    return dict(zip(values[::2], values[1::2], strict=True)), at


def _head(data: bytes, at: int, short: int) -> tuple[int, int]:
    if short < 24:
        return short, at
    if short > 27 or at + (size := 1 << short - 24) > len(data):
        raise UnusableError("CBOR that breaks off, or is not deterministic")
    number = int.from_bytes(data[at : at + size], "big")
    if number < (24, 1 << 8, 1 << 16, 1 << 32)[short - 24]:
        raise UnusableError("CBOR with a number that could be shorter")
    return number, at + size


def _bytes(content: bytes) -> bytes:
    """A byte string as CBOR."""
    size = len(content)
    width = 0 if size < 24 else 1 if size < 1 << 8 else 2 if size < 1 << 16 else 4
    return (bytes([0x57 + width.bit_length()]) + size.to_bytes(width, "big") if width else bytes([64 | size])) + content


def opened(data: bytes, public: bytes | None = None) -> dict[Any, Any] | None:
    """The payload of a signed object (section 2). public: whose signature it must have; None looks without checking."""
    found = cbor(data)
    if not isinstance(found, tuple) or found[0] != 18 or not isinstance(found[1], list) or len(found[1]) != 4:
        raise UnusableError("no signed object")
    protected, headers, payload, signature = found[1]
    if protected != b"\xa1\x01\x27" or list(headers) != [4] or len(signature) != 64:
        raise UnusableError("a signed object of another shape")
    if public is not None:
        signed = b"\x84\x6aSignature1" + _bytes(protected) + b"\x40" + _bytes(payload)
        if headers[4] != sha256(public).digest()[:8] or not is_by(public, signed, signature):
            return None
    if not isinstance(content := cbor(payload), dict):
        raise UnusableError("a signed object that holds no map")
    return content


def is_by(public: bytes, signed: bytes, signature: bytes) -> bool:
    try:
        return bool(bindings.crypto_sign_open(signature + signed, public))
    except CryptoError:
        return False


def is_point(point: bytes) -> bool:
    return len(point) == 32 and bool(bindings.crypto_core_ed25519_is_valid_point(point))  # of prime order, canonical


def times(number: int, point: bytes) -> bytes:
    if not (n := number % L) or point == IDENTITY:
        return IDENTITY
    return bindings.crypto_scalarmult_ed25519_noclamp(n.to_bytes(32, "little"), point)


def base(number: int) -> bytes:
    n = (number % L).to_bytes(32, "little")
    return bindings.crypto_scalarmult_ed25519_base_noclamp(n) if any(n) else IDENTITY


def total(points: Sequence[bytes]) -> bytes:
    return reduce(add, points, IDENTITY)


def pairs_of(sums: bytes) -> list[Pair]:
    return [(sums[at : at + 32], sums[at + 32 : at + 64]) for at in range(0, len(sums), 64)]


def sum_holds(proof: bytes, t: bytes, i: int, key: bytes, pair: Pair, held: bytes) -> bool:
    """Does this sum, number i of the statement t (section 5), hold that point?"""
    c, z = little(proof[:16]), little(proof[16:])
    t1, t2 = sub(base(z), times(c, key)), sub(times(z, pair[0]), times(c, sub(pair[1], held)))
    return len(proof) == 48 and z < L and sha512(t + u32(i) + t1 + t2).digest()[:16] == proof[:16]


def holds_no_votes(said: list[Any], totals: dict[int, Any], h: bytes, slots: int, about: bytes, shape: Shape) -> bool:
    """Is it plain, or proved, that the totals of a booth that is left out are none? said: of it; h: of the totals."""
    (cast, spoiled, spent, challenged, cancelled), (first, count, point, proof) = totals[5], said[2:]
    part = pairs_of(totals[6])
    counts_fit = cast + cancelled <= spent <= slots and cast + spoiled + challenged <= 2 * slots
    if not counts_fit or len(part) != sum(n for n, _ in shape):
        return True
    if not all(p == IDENTITY or is_point(p) for pair in part for p in pair):
        return True
    votes = [votes for i, (n, votes) in enumerate(shape) if (sum(m for m, _ in shape[:i]), n) == (first, count)]
    if point is None or not (votes or count == 1) or not is_point(point):
        return False
    honest = [base(m) for m in range(cast + 1)] if count == 1 else [base(cast * votes[0])]
    t = sha512(b"TM2 nonsense" + about + h + u32(first) + u32(count) + point).digest()
    a, b = (total([pair[n] for pair in part[first : first + count]]) for n in (0, 1))
    return point not in honest and sum_holds(proof, t, 0, about[-32:], (a, b), point)


def record_bytes(shape: Shape) -> int:
    return 16 + sum(64 * count + (48 * count - 16 if votes == 1 else 80 * count + 32) for count, votes in shape)


def is_valid(record: bytes, context: bytes, key: bytes, shape: Shape) -> bool:
    """Does the proof show that each contest of the record has exactly its votes (section 4)?"""
    positions = sum(count for count, _ in shape)
    if len(record) != record_bytes(shape):
        return False
    points = [record[at : at + 32] for at in range(0, 64 * positions, 32)]
    if not all(map(is_point, points)) or len(set(points[::2])) != positions:
        return False
    t = sha512(context + record[: 64 * positions]).digest()
    c = little(record[64 * positions : 64 * positions + 16])
    commitments, first, at = b"", 0, 64 * positions + 16
    for count, votes in shape:
        pairs = pairs_of(record[64 * first : 64 * (first + count)])
        found = (_one_of_n if votes == 1 else _each_and_sum)(record[at:], pairs, votes, c, t, first, key)
        if found is None:
            return False
        commitments += found
        at += 48 * count - 16 if votes == 1 else 80 * count + 32
        first += count
    return sha512(t + b"c" + commitments).digest()[:16] == c.to_bytes(16, "little")


def _one_of_n(proof: bytes, pairs: list[Pair], _: int, c: int, t: bytes, first: int, key: bytes) -> bytes | None:
    """Commitments of a contest of one vote; None where a number is not below L."""
    count = len(pairs)
    drawn = [sha512(t + b"w" + bytes([i])).digest() for i in range((first + count + 3) // 4)]
    weights = [little(drawn[i // 4][16 * (i % 4) :][:16]) for i in range(first, first + count)]
    star_a = total([times(w, a) for w, (a, _) in zip(weights, pairs, strict=True)])
    star_b = total([times(w, b) for w, (_, b) in zip(weights, pairs, strict=True)])
    challenges = [little(proof[16 * i : 16 * i + 16]) for i in range(count - 1)]
    challenges.insert(0, (c - sum(challenges)) % 2**128)
    at, made = 16 * (count - 1), b""
    for k in range(count):
        z = little(proof[at + 32 * k : at + 32 * k + 32])
        if z >= L:
            return None
        made += _commitments(z, challenges[k], star_a, star_b, weights[k], key)
    return made


def _each_and_sum(proof: bytes, pairs: list[Pair], votes: int, c: int, t: bytes, _: int, key: bytes) -> bytes | None:
    """Commitments of a contest of several votes: each position 0 or 1, then the sum."""
    made = b""
    for i, (a, b) in enumerate(pairs):
        part = proof[80 * i : 80 * i + 80]
        one = little(part[:16])
        for x, challenge in ((0, (c - one) % 2**128), (1, one)):
            z = little(part[16 + 32 * x : 48 + 32 * x])
            if z >= L:
                return None
            made += _commitments(z, challenge, a, b, x, key)
    z = little(proof[80 * len(pairs) : 80 * len(pairs) + 32])
    sum_a, sum_b = (total([pair[n] for pair in pairs]) for n in (0, 1))
    return None if z >= L else made + _commitments(z, c, sum_a, sum_b, votes, key)


def _commitments(z: int, c: int, a: bytes, b: bytes, number: int, key: bytes) -> bytes:
    """a = zG - cA and b = zH - cB + c number G."""
    return sub(base(z), times(c, a)) + add(sub(times(z, key), times(c, b)), base(c * number))


def verify(folder: Path, authority: bytes | None) -> Said:
    """(does it agree, a sentence) for everything that can be checked. UnusableError where the folder is none."""
    election_data, precinct_data = (folder / "election.cbor").read_bytes(), (folder / "precinct.cbor").read_bytes()
    election, precinct = cbor(election_data), cbor(precinct_data)
    if election.get(0) != "E2" or precinct.get(0) != "N2":
        raise UnusableError("definitions of another version")
    yield precinct[1] == sha256(election_data).digest()[:16], "The precinct's definition is of this election."
    name, number, mode, desk = precinct[1], precinct[2], precinct[3], precinct[6]
    objects = {path.name: path.read_bytes() for path in sorted(folder.glob("*.cose"))}
    slips = [said for data in objects.values() if (said := opened(data, desk)) and said[0] == "G2"]
    slips = [said for said in slips if said[4] == sha256(precinct_data).digest()]
    key = precinct.get(5) or max(slips, key=lambda said: said[5])[7][0]
    booths = {booth[0]: booth[1:] for booth in precinct[7]}  # key, slots
    about = name + u32(number) + bytes([mode]) + key
    shape: Shape = [(len(contest[5]) + contest[3], contest[3]) for contest in election[4]]
    yield is_point(key), "The precinct's key is a key."
    if authority is not None:
        due = {"election": sha256(election_data).digest(), "precinct": sha256(precinct_data).digest()}
        lists = [said for data in objects.values() if (said := opened(data, authority)) and said.get(0) == "M2"]
        vouched = any(due.items() <= {part[0]: part[2] for part in said[5]}.items() for said in lists)
        yield vouched, "The authority's signed list names both definitions."
    sealed, protocols, people = _sorted(objects, desk, booths, (name, number, mode))
    if not protocols:
        raise UnusableError("no protocol that the desk of this precinct signed")
    data, protocol = max(protocols, key=lambda one: one[1][11])
    yield _chain_is_right(protocol, protocols), f"Protocol {protocol[11]} leads back to number 1."
    lines = {(line[0], line[6]): line for line in protocol[4]}
    shut = protocol.get(20, [])  # booths that were not opened, and why
    named = sorted([*{b for b, _ in lines}, *(b for b, _ in shut)]) == sorted(booths) and sorted(shut) == shut
    named &= len(lines) == len(protocol[4]) and all(why.strip() for _, why in shut) and protocol.get(20) != []
    yield named, "It names every booth, those that were not opened with a reason, and none twice."
    yield _ended(protocol), "It says of every opening that ended early what became of its slips."
    sums = [(IDENTITY, IDENTITY)] * sum(count for count, _ in shape)
    has = [style[3] for style in election.get(6, [])]  # contests of each ballot style, from 0
    by_style, seen, without = [0] * len(has), set[bytes](), {(one[0], one[1]): one for one in protocol.get(17, [])}
    counted = [at for at, line in lines.items() if line[4] is not None]
    in_sums = [at[0] for at in counted if at not in without]
    aside = [one for one in sealed.values() if one[5][2] and (one[4], one[11]) not in counted]
    yield not aside, "There are no sealed totals of an opening that it does not count."
    for booth, at, line in sorted((at[0], at, line) for at, line in lines.items()):
        if line[4] is None:
            yield not any(line[1:4]), f"Booth {booth}: a cartridge is lost, and no electronic vote of it is counted."
            continue
        if (totals := sealed.get(line[4])) is None or (totals[4], totals[11]) != at:
            yield False, f"Booth {booth}: its sealed totals, which the protocol names, are not there."
            continue
        styles = totals.get(12, [])  # ballots of each
        fit = len(styles) == len(has) and sum(styles or [totals[5][0]]) == totals[5][0]
        if at in without:
            rightly = not fit or holds_no_votes(without[at], totals, line[4], booths[booth][1], about, shape)
            yield rightly and not any(line[1:4]), f"Booth {booth}: left out, and its totals hold no votes."
            continue
        yield fit and totals[5][0] == line[1], f"Booth {booth}: {totals[5][0]} ballots, as the protocol says."
        by_style = [a + b for a, b in zip(by_style, styles, strict=True)] if fit else by_style
        part = pairs_of(totals[6])
        yield len(part) == len(sums), f"Booth {booth}: a sum for every position."
        context = sha512(b"TM2 ballot" + about[:-32] + u32(booth) + key).digest()
        file = f"booth-{booth}.bin" if in_sums.count(booth) == 1 else f"booth-{booth}-{at[1][:4].hex()}.bin"
        yield from _records(folder / file, totals, context, key, shape, seen)
        sums = [(add(a, c), add(b, d)) for (a, b), (c, d) in zip(sums, part, strict=False)]
    counts = [count for contest in protocol[5] for count in contest]
    left = [lines[at][4] if at in lines else b"" for at in without]
    proved = b"".join([*left, *(a + b + u32(m) for (a, b), m in zip(sums, counts, strict=True))])
    t, proofs = sha512(b"TM2 opening" + about + u32(len(left)) + proved).digest(), protocol[8]
    opens = (sum_holds(proofs[48 * i :][:48], t, i, key, sums[i], base(m)) for i, m in enumerate(counts))
    yield all(opens) and len(proofs) == 48 * len(counts), "The opening proof holds for all electronic votes."
    cast = sum(line[1] for line in protocol[4])
    right = all(sum(votes) == cast * allowed for votes, (_, allowed) in zip(protocol[5], shape, strict=True))
    yield right, f"Each contest has exactly the votes of {cast} ballots."
    yield [line[0] for line in protocol.get(19, [])] == by_style, "Ballots of each style are those of the booths."
    others = [sum(n for n, mine in zip(by_style, has, strict=True) if at not in mine) for at in range(len(shape))]
    fits = (v[-1] == n or (v[-1] > n and c[4]) for v, n, c in zip(protocol[5], others, election[4], strict=True))
    yield all(fits), "Ballots without a mark stand where they may, and where their style lacks the contest."
    agree = election[5].get("signatures_needed", 0) if booths else 0  # without terminals its holders sign it together
    yield from _signed(sha256(data).digest(), people, agree) if agree else ()


def _signed(h: bytes, people: list[dict[int, Any]], needed: int) -> Said:
    """Who has signed the protocol with the hash h (section 2), of those whom the desk lists."""
    lists = [said[5] for said in people if said[4] == h]
    for role, holder, public, verdict, at, signature in (one for said in lists for one in said if one[5]):
        words = b"TM2 person" + h + bytes([role]) + u32(holder) + bytes([verdict]) + u32(at)
        yield is_by(public, words, signature), f"{('Chair', 'Member')[role]} {holder} has signed it."
    agree = max((sum(one[3] == 0 for one in said) for said in lists), default=0)
    yield agree >= needed, f"{agree} people have signed it and agree; {needed} must."


def _ended(protocol: dict[int, Any]) -> bool:
    """Whether key 18 has, in order, what another one followed or is in no sum, maybe what ended; and adds up."""
    lines, rows, without = protocol[4], protocol.get(18, []), [one[1] for one in protocol.get(17, [])]
    by_hand = [line[6] for line in lines if line[4] is None or line[6] in without]
    followed = [one[6] for one, after in pairwise(lines) if one[0] == after[0]]
    due = [line[6] for line in lines if line[6] in by_hand + followed + [row[0] for row in rows]]
    adds_up = sum(row[1] for row in rows) == protocol[7].get("slips_exchanged")
    return adds_up and [row[0] for row in rows] == due and all(row[0] in by_hand or not row[2] for row in rows)


def _records(path: Path, totals: dict[int, Any], context: bytes, key: bytes, shape: Shape, seen: set[bytes]) -> Said:
    """The records of one booth against its sealed totals. seen: every A of the precinct so far."""
    booth, part = totals[4], pairs_of(totals[6])
    data, size = path.read_bytes(), record_bytes(shape)
    records = [data[at : at + size] for at in range(0, len(data), size)]
    yield len(records) == totals[5][0], f"Booth {booth}: a record for each of its ballots."
    yield sha256(data).digest() == totals[7], f"Booth {booth}: the records are those that its sealed totals name."
    yield all(a < b for a, b in pairwise(records)), f"Booth {booth}: in the order of their bytes."
    valid = [is_valid(record, context, key, shape) for record in records]
    yield all(valid), f"Booth {booth}: {sum(valid)} of {len(records)} records are proved to hold exactly their votes."
    firsts = [record[64 * i : 64 * i + 32] for record in records for i in range(len(part))]
    yield len(set(firsts) | seen) == len(firsts) + len(seen), f"Booth {booth}: no ciphertext stands twice."
    seen |= set(firsts)
    if not all(valid):
        return
    columns = [total([record[at : at + 32] for record in records]) for at in range(0, 64 * len(part), 32)]
    wrong = [i for i, pair in enumerate(part) if pair != tuple(columns[2 * i : 2 * i + 2])]
    made = f"the sum of position {wrong[0]} is not that" if wrong else "its sums are those"
    yield not wrong, f"Booth {booth}: {made} of its records."


def _sorted(
    objects: dict[str, bytes], desk: bytes, booths: dict[int, list[Any]], where: tuple[bytes, int, int]
) -> tuple[dict[bytes, dict[int, Any]], list[tuple[bytes, dict[int, Any]]], list[dict[int, Any]]]:
    """(sealed totals by hash, protocols with their bytes, signatures) that are genuine and of this place."""
    sealed, protocols, people = {}, [], []
    for data, content in ((data, opened(data) or {}) for data in objects.values()):
        if tuple(map(content.get, (1, 2, 3))) != where:
            continue
        if content[0] == "S2" and content[4] in booths and opened(data, booths[content[4]][0]):
            sealed[sha256(data).digest()] = content
        elif content[0] == "P2" and opened(data, desk):
            protocols.append((data, content))
        elif content[0] == "W2" and opened(data, desk):
            people.append(content)
    return sealed, protocols, people


def _chain_is_right(content: dict[int, Any], protocols: list[tuple[bytes, dict[int, Any]]]) -> bool:
    by_hash = {sha256(data).digest(): said for data, said in protocols}
    while content[11] > 1:
        before = by_hash.get(content.get(14, b""))
        came = before is not None and before.get(21) != content.get(21)
        if before is None or before[11] != content[11] - 1 or _fixed(before, came) != _fixed(content, came):
            return False
        content = before
    return True


def _fixed(said: dict[int, Any], came: bool) -> list[Any]:
    """What no correction changes. came: a dead desk's report came in, and slips with it (desks.py says if rightly)."""
    rows = [[row[:5], row[6:], came or row[5]] for row in said[4]], came or [row[:2] for row in said.get(18, [])]
    return [*map(said.get, (5, 8, 17, 20)), rows, [row[0] for row in said.get(19, [])]]


def main(words: list[str]) -> int:
    """As the text above says."""
    try:
        authority = bytes.fromhex(words[words.index("--authority") + 1]) if "--authority" in words else None
        agrees = True
        for good, sentence in verify(Path(words[0]), authority):
            agrees &= good
            print(("agrees   " if good else "DISAGREES") + "  " + sentence)
        if authority is None:
            print("not shown  Nobody vouches for the definitions: give the authority's public key with --authority.")
    except (UnusableError, OSError, IndexError, KeyError, ValueError, TypeError, AttributeError) as error:
        why = error if isinstance(error, UnusableError) else "a file or a key is missing, or is not as the formats say"
        print(f"nothing can be said: {why}", file=sys.stderr)
        return 2
    return 0 if agrees else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
