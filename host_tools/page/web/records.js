// Whether the proof of a record shows that each of its contests has exactly its votes (formats, section 4).
import { sha512 } from "./libraries.js";
import { joined } from "./bytes.js";
import { littleEndian, ORDER, point, Point, times } from "./curve.js";

const MODULUS = 2n ** 128n;
const text = letters => new TextEncoder().encode(letters);
const total = points => points.reduce((sum, one) => sum.add(one), Point.ZERO);
const reduced = number => ((number % ORDER) + ORDER) % ORDER;

/** Reads numbers from bytes, one after the other. An answer of ORDER or more is none: `good` becomes false. */
class Numbers {
  constructor(bytes, at) {
    Object.assign(this, { bytes, at, good: true });
  }

  next(size) {
    this.at += size;
    return littleEndian(this.bytes.slice(this.at - size, this.at));
  }

  challenge() {
    return this.next(16);
  }

  answer() {
    const z = this.next(32);
    this.good &&= z < ORDER;
    return z;
  }
}

const recordBytes = shape =>
  shape.reduce((sum, [count, votes]) => sum + 64 * count + (votes === 1 ? 48 * count - 16 : 80 * count + 32), 16);

/** shape: [positions, votes] of each contest; context, key: of the booth's precinct. */
export function isValid(record, context, key, shape) {
  const [positions, h] = [shape.reduce((sum, [count]) => sum + count, 0), point(key)];
  if (record.length !== recordBytes(shape) || h === null) return false;
  const encoded = Array.from({ length: 2 * positions }, (_, i) => record.slice(32 * i, 32 * i + 32));
  const points = encoded.map(point);
  if (points.some(one => one === null || one.is0())) return false;
  if (new Set(encoded.filter((_, i) => i % 2 === 0).map(String)).size !== positions) return false;
  const sealed = record.slice(0, 64 * positions);
  const t = sha512(joined(context, sealed));
  const said = new Numbers(record, 64 * positions);
  const whole = record.slice(64 * positions, 64 * positions + 16);
  const c = said.challenge();
  const commitments = [];
  // a = z G - c A and b = z H - c B + c number G
  const commit = (z, challenge, [a, b], number) => commitments.push(
    times(z, Point.BASE).subtract(times(challenge, a)).toBytes(),
    times(z, h).subtract(times(challenge, b)).add(times(reduced(challenge * number), Point.BASE)).toBytes());
  let first = 0;
  for (const [count, votes] of shape) {
    const pairs = Array.from({ length: count }, (_, i) => points.slice(2 * (first + i), 2 * (first + i) + 2));
    (votes === 1 ? oneOf : eachAndSum)({ pairs, votes, c, t, first, said, commit });
    first += count;
  }
  return said.good && String(sha512(joined(t, text("c"), ...commitments)).slice(0, 16)) === String(whole);
}

/** One vote: some weighted sum of the positions holds the weight of one of them. */
function oneOf({ pairs, c, t, first, said, commit }) {
  const weights = pairs.map((_, i) => {
    const drawn = sha512(joined(t, text("w"), Uint8Array.of((first + i) >> 2)));
    return littleEndian(drawn.slice(16 * ((first + i) & 3), 16 * ((first + i) & 3) + 16));
  });
  const weighted = side => total(pairs.map((pair, i) => times(weights[i], pair[side])));
  const sums = [weighted(0), weighted(1)];
  const challenges = pairs.slice(1).map(() => said.challenge());
  const others = challenges.reduce((sum, one) => sum + one, 0n);
  challenges.unshift((((c - others) % MODULUS) + MODULUS) % MODULUS);
  challenges.forEach((challenge, i) => commit(said.answer(), challenge, sums, weights[i]));
}

/** Several votes: each position holds 0 or 1, and their sum the votes. */
function eachAndSum({ pairs, votes, c, said, commit }) {
  for (const pair of pairs) {
    const one = said.challenge();
    commit(said.answer(), (c - one + MODULUS) % MODULUS, pair, 0n);
    commit(said.answer(), one, pair, 1n);
  }
  commit(said.answer(), c, [total(pairs.map(([a]) => a)), total(pairs.map(([, b]) => b))], BigInt(votes));
}
