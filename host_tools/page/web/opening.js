// The proof that the electronic votes are those of the sealed ballots (formats, section 5): it needs no key.
import { sha512 } from "./libraries.js";
import { joined, u32 } from "./bytes.js";
import { littleEndian, ORDER, point, Point, times } from "./curve.js";

const NAME = new TextEncoder().encode("TM1 opening");

/** Whether the proof of a protocol holds. totals: the contents of all its booths' sealed totals; none of a precinct without terminals. */
export function proofHolds(protocol, totals, publicKey) {
  const counts = protocol.electronic.flat();
  const size = 64 * counts.length;
  if (totals.some(one => one.totals.length !== size)) return false;
  const sums = counts.map((_, at) => [added(totals, 64 * at), added(totals, 64 * at + 32)]);
  const owner = point(publicKey);
  const [challenge, response] = [littleEndian(protocol.proof.slice(0, 32)), littleEndian(protocol.proof.slice(32))];
  if (!owner || sums.flat().includes(null) || challenge >= ORDER || response >= ORDER) return false;
  const lines = sums.flatMap(([a, b], at) => [a.toBytes(), b.toBytes(), u32(counts[at])]);
  const where = joined(protocol.election, u32(protocol.precinct), Uint8Array.of(protocol.mode));
  const transcript = sha512(joined(NAME, where, publicKey, ...lines));
  let [left, right] = [Point.ZERO, Point.ZERO];
  sums.forEach(([a, b], at) => {
    const weight = littleEndian(sha512(joined(transcript, u32(at))).slice(0, 16));
    left = left.add(times(weight, a));
    right = right.add(times(weight, b.subtract(times(BigInt(counts[at]), Point.BASE))));
  });
  const first = times(response, Point.BASE).subtract(times(challenge, owner));
  const second = times(response, left).subtract(times(challenge, right));
  return littleEndian(sha512(joined(transcript, first.toBytes(), second.toBytes()))) % ORDER === challenge;
}

/** The sum over booths of the points at this place, or null where one is no point of the group. */
function added(totals, at) {
  const points = totals.map(one => point(one.totals.slice(at, at + 32)));
  return points.includes(null) ? null : points.reduce((sum, one) => sum.add(one), Point.ZERO);
}
