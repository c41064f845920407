"""Seal a challenged ballot again without any of Tamga's code: this file, verify.py beside it, Python, and PyNaCl.

    python challenge.py FOLDER OPENING [SLIP …]

FOLDER holds election.cbor, precinct.cbor, the key slip as signed (*.cose) where the key was born in the precinct, and
the published records of the booth as booth-<booth>*.bin. OPENING is the object of the slip `O`, each SLIP that of the
strip `V` or of the activation slip `A` of the same ballot.

Written from docs/formats.md, section 4. Exit status: 0 all agrees, 1 something does not, 2 unusable.
"""

from __future__ import annotations

import hmac
import sys
from collections.abc import Sequence
from hashlib import sha256, sha512
from pathlib import Path
from typing import Any, NamedTuple

if __package__:
    from host_tools.verifier import verify
else:
    import verify  # type: ignore[import-not-found, no-redef]

L, little, base, times, add = verify.L, verify.little, verify.base, verify.times, verify.add


class Place(NamedTuple):
    """What a booth's ballots are bound to. where: election, precinct, mode. contests, styles: of the definition.

    desks, booths: public keys.
    """

    where: tuple[bytes, int, int]
    key: bytes
    desks: dict[int, bytes]
    booths: dict[int, bytes]
    contests: list[dict[int, Any]]
    styles: list[dict[int, Any]]

    @property
    def shape(self) -> verify.Shape:
        """Positions with the blanks and votes allowed, of each contest."""
        return [(len(contest[5]) + contest[3], contest[3]) for contest in self.contests]

    def context(self, booth: int) -> bytes:
        """What every hash of a booth's ballots begins with."""
        election, number, mode = self.where
        about = election + verify.u32(number) + bytes([mode]) + verify.u32(booth) + self.key
        return sha512(b"TM2 ballot" + about).digest()


def place_of(folder: Path) -> Place:
    """The precinct that a folder describes."""
    election_data, precinct_data = (folder / "election.cbor").read_bytes(), (folder / "precinct.cbor").read_bytes()
    election, precinct = verify.cbor(election_data), verify.cbor(precinct_data)
    if election.get(0) != "E2" or precinct.get(0) != "N2" or precinct[1] != sha256(election_data).digest()[:16]:
        raise verify.UnusableError("definitions of another version, or not of one election")
    said = [verify.opened(path.read_bytes(), precinct[6]) or {} for path in sorted(folder.glob("*.cose"))]
    slips = [one for one in said if one.get(0) == "G2" and one[4] == sha256(precinct_data).digest()]
    key = precinct.get(5) or max(slips, key=lambda slip: slip[5])[7][0]
    booths = {booth[0]: booth[1] for booth in precinct[7]}
    desks = {desk[0]: desk[1] for desk in precinct.get(15, [[1, precinct[6]]])}
    return Place((precinct[1], precinct[2], precinct[3]), key, desks, booths, election[4], election.get(6, []))


def hkdf(secret: bytes, salt: bytes, info: bytes, size: int) -> bytes:
    """RFC 5869 with SHA-512."""
    key, made, last = hmac.digest(salt, secret, "sha512"), b"", b""
    for number in range(1, -(-size // 64) + 1):
        last = hmac.digest(key, last + info + bytes([number]), "sha512")
        made += last
    return made[:size]


def record_of(seed: bytes, bits: bytes, place: Place, booth: int) -> bytes:
    """The record that a booth makes of this seed and choice."""
    context, shape, key = place.context(booth), place.shape, place.key
    secrets: list[int] = []
    for number, (count, _) in enumerate(shape):
        drawn = hkdf(seed + bits, context, b"r" + bytes([number]), 64 * count)
        secrets += [little(drawn[at : at + 64]) % L for at in range(0, len(drawn), 64)]
    choice = [bits[i // 8] >> i % 8 & 1 for i in range(len(secrets))]
    body = b"".join(base(r) + add(base(m), times(r, key)) for r, m in zip(secrets, choice, strict=True))
    t = sha512(context + body).digest()
    hashed = b"".join(sha512(t + b"w" + bytes([i])).digest() for i in range((len(secrets) + 3) // 4))
    weights = [little(hashed[16 * i : 16 * i + 16]) for i in range(len(secrets))]
    contests, commitments, first = [], b"", 0
    for number, (count, votes) in enumerate(shape):
        mine = slice(first, first + count)
        groups = _groups(votes, weights[mine], choice[mine], secrets[mine])
        drawn = hkdf(seed, t, b"p" + bytes([number]), 80 * sum(len(numbers) for numbers, _, _ in groups))
        made = []
        for numbers, true, secret in groups:
            us = [little(drawn[80 * k : 80 * k + 64]) % L for k in range(len(numbers))]
            es = [little(drawn[80 * k + 64 : 80 * k + 80]) for k in range(len(numbers))]
            drawn = drawn[80 * len(numbers) :]
            for branch, u, e in zip(numbers, us, es, strict=True):
                commitments += base(u) + add(times(u, key), base(e * (branch - numbers[true])))
            made.append((us, es, true, secret))
        contests.append((votes, made))
        first += count
    c = little(sha512(t + b"c" + commitments).digest()[:16])
    return body + c.to_bytes(16, "little") + b"".join(_proof(votes, made, c) for votes, made in contests)


def _groups(votes: int, weights: list[int], choice: list[int], secrets: list[int]) -> list[tuple[list[int], int, int]]:
    """(numbers of the branches, which of them is true, the secret that it is proved with), of one contest."""
    if votes == 1:
        return [(weights, choice.index(1), sum(w * r for w, r in zip(weights, secrets, strict=True)))]
    return [([0, 1], m, r) for m, r in zip(choice, secrets, strict=True)] + [([votes], 0, sum(secrets))]


def _proof(votes: int, made: Sequence[tuple[list[int], list[int], int, int]], c: int) -> bytes:
    """What a record says of one contest, once the challenge is known."""
    said = b""
    for us, es, true, secret in made:
        es = [*es]
        es[true] = (c - sum(e for k, e in enumerate(es) if k != true)) % 2**128
        answers = [(u + e * secret) % L for u, e in zip(us, es, strict=True)]
        said += b"".join(e.to_bytes(16, "little") for e in es[1:])
        said += b"".join(z.to_bytes(32, "little") for z in answers)
    return said


def check(folder: Path, opening: bytes, slips: Sequence[bytes]) -> verify.Said:
    """(does it agree, a sentence) for everything that can be checked. UnusableError where nothing can."""
    place = place_of(folder)
    booth: int = (verify.opened(opening) or {}).get(4, 0)
    said = verify.opened(opening, place.booths[booth]) if booth in place.booths else None
    if said is None or said[0] != "O2" or (said[1], said[2], said[3]) != place.where:
        yield False, "The opening is signed by a booth of this precinct."
        return
    yield True, "The opening is signed by a booth of this precinct."
    is_choice = _is_choice(said[8], place.shape)
    yield is_choice, "The choice is one that a ballot can hold."
    if not is_choice:
        return
    context = place.context(booth)
    seed = hkdf(said[6], said[7], b"TM2 seed" + context, 32)
    code = sha256(b"TM2 code" + context + record_of(seed, said[8], place, booth)).digest()
    yield code == said[9], "The record made again has the code of the opening."
    for data in slips:
        claimed = verify.opened(data) or {}
        kind = claimed.get(0)
        slip = verify.opened(data, place.desks[claimed[7]] if kind == "A2" else place.booths[booth]) or {}
        here = (slip.get(1), slip.get(2), slip.get(3), slip.get(4)) == (*place.where, booth)
        if kind == "A2":
            good = here and (slip[8], slip[9]) == (said[5], said[7])
            yield good, "The activation slip is of this opening of the booth, and its number is in the seed."
            permitted = _is_of_style(said[8], slip.get(5), place)
            yield permitted, "Nothing is marked that the activation slip does not permit."
        else:
            yield kind == "V2" and here and (slip[5], slip[6]) == (said[5], code), "The strip has this code."
    size, codes = verify.record_bytes(place.shape), set()
    for path in sorted(folder.glob(f"booth-{booth}.bin")) + sorted(folder.glob(f"booth-{booth}-*.bin")):
        data = path.read_bytes()
        codes |= {sha256(b"TM2 code" + context + data[at : at + size]).digest() for at in range(0, len(data), size)}
    yield code not in codes, f"None of {len(codes)} published records has this code."


def _is_choice(bits: bytes, shape: verify.Shape) -> bool:
    """Is it a bit for each position, exactly the votes of each contest, and nothing behind them?"""
    positions = sum(count for count, _ in shape)
    if len(bits) != (positions + 7) // 8 or little(bits) >> positions:
        return False
    first = 0
    for count, votes in shape:
        if (little(bits) >> first & (1 << count) - 1).bit_count() != votes:
            return False
        first += count
    return True


def _is_of_style(bits: bytes, style: Any, place: Place) -> bool:
    """Are all marks in contests of the ballot style, a number from 1? Without styles there is one with all contests."""
    if style not in range(1, max(len(place.styles), 1) + 1):
        return False
    has, first = place.styles[style - 1][3] if place.styles else range(len(place.contests)), 0
    for at, (count, votes) in enumerate(place.shape):
        if at not in has and little(bits) >> first & (1 << count - votes) - 1:
            return False
        first += count
    return True


def main(words: list[str]) -> int:
    """As the text above says."""
    try:
        opening, *slips = [Path(word).read_bytes() for word in words[1:]]
        agrees = True
        for good, sentence in check(Path(words[0]), opening, slips):
            agrees &= good
            print(("agrees   " if good else "DISAGREES") + "  " + sentence)
    except (verify.UnusableError, OSError, IndexError, KeyError, ValueError, TypeError, AttributeError) as error:
        why = "a file or a key is missing, or is not as the formats say"
        print(f"nothing can be said: {error if isinstance(error, verify.UnusableError) else why}", file=sys.stderr)
        return 2
    return 0 if agrees else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
