// The proofs that the electronic votes are those of the sealed ballots, one a sum (formats, section 5): they need no key.
import { sha512 } from "./libraries.js";
import { equal, joined, u32 } from "./bytes.js";
import { stylesFit } from "./styles.js";
import { littleEndian, ORDER, point, Point, times } from "./curve.js";

const encoder = new TextEncoder();
const [NAME, NONSENSE] = [encoder.encode("TM2 opening"), encoder.encode("TM2 nonsense")];
const CHALLENGE = 16; // bytes of a proof; the answer follows
const PROOF = 48;

/** Whether the proofs of a protocol hold. totals: the contents of the sealed totals in its sums; none of a precinct without terminals. */
export function proofHolds(protocol, totals, publicKey) {
  const counts = protocol.electronic.flat();
  const size = 64 * counts.length;
  if (totals.some(one => one.totals.length !== size) || protocol.proof.length !== PROOF * counts.length) return false;
  const sums = counts.map((_, at) => [added(totals, 64 * at), added(totals, 64 * at + 32)]);
  const owner = point(publicKey);
  if (!owner || sums.flat().includes(null)) return false;
  const left = (protocol.left_out ?? []).map(one => lineOf(protocol, one)?.totals);
  if (left.some(hash => !hash)) return false;
  const lines = sums.flatMap(([a, b], at) => [a.toBytes(), b.toBytes(), u32(counts[at])]);
  const transcript = sha512(joined(NAME, place(protocol, publicKey), u32(left.length), ...left, ...lines));
  return sums.every(([a, b], at) => {
    const held = times(BigInt(counts[at]), Point.BASE);
    return holds(protocol.proof.slice(PROOF * at, PROOF * (at + 1)), transcript, at, owner, [a, b], held);
  });
}

/** The line of a protocol of the booth that it leaves out. */
export const lineOf = (protocol, { booth, opening }) =>
  protocol.booths.find(line => line.booth === booth && equal(line.opening, opening));

/** Whether a booth is left out rightly: its totals show that they hold no votes, or a proof does. sealed: their content. */
export function holdsNoVotes(protocol, one, sealed, { key, booths }, election) {
  const line = lineOf(protocol, one);
  const { cast, spoiled, spent, challenged, cancelled } = sealed.tally;
  const { slots } = booths.find(({ number }) => number === one.booth);
  const sizes = election.contests.map(({ options, votes_allowed: votes }) => ({ count: options.length + votes, votes }));
  const all = sizes.reduce((sum, { count }) => sum + count, 0);
  if (cast + cancelled > spent || spent > slots || cast + spoiled + challenged > 2 * slots) return true;
  if (sealed.totals.length !== 64 * all || !stylesFit(sealed.styles, cast, election)) return true;
  const pairs = Array.from({ length: all }, (_, at) =>
    [0, 32].map(half => point(sealed.totals.slice(64 * at + half, 64 * at + half + 32))));
  if (pairs.flat().includes(null)) return true;
  const { first, positions: count } = one;
  const shown = one.point && point(one.point);
  if (!shown || !one.proof || !count || first + count > all) return false;
  const pair = [0, 1].map(half => pairs.slice(first, first + count).reduce((sum, both) => sum.add(both[half]), Point.ZERO));
  const about = sha512(joined(NONSENSE, place(protocol, key), line.totals, u32(first), u32(count), one.point));
  if (!holds(one.proof, about, 0, point(key), pair, shown)) return false;
  if (count === 1) {
    let honest = Point.ZERO;
    for (let votes = 0; votes <= cast; votes += 1, honest = honest.add(Point.BASE)) if (shown.equals(honest)) return false;
    return true;
  }
  let at = 0;
  for (const contest of sizes) {
    if (at === first && contest.count === count) return !shown.equals(times(BigInt(cast * contest.votes), Point.BASE));
    at += contest.count;
  }
  return false;
}

const place = ({ election, precinct, mode }, publicKey) =>
  joined(election, u32(precinct), Uint8Array.of(mode), publicKey);

/** Whether a proof shows that a sum holds a point: z G - c H and z A - c (B - held) give its challenge. */
function holds(proof, transcript, number, owner, [a, b], held) {
  if (proof.length !== PROOF) return false;
  const [challenge, response] = [littleEndian(proof.slice(0, CHALLENGE)), littleEndian(proof.slice(CHALLENGE))];
  if (response >= ORDER) return false;
  const first = times(response, Point.BASE).subtract(times(challenge, owner));
  const second = times(response, a).subtract(times(challenge, b.subtract(held)));
  const digest = sha512(joined(transcript, u32(number), first.toBytes(), second.toBytes()));
  return equal(digest.slice(0, CHALLENGE), proof.slice(0, CHALLENGE));
}

/** The sum over booths of the points at this place, or null where one is no point of the group. */
function added(totals, at) {
  const points = totals.map(one => point(one.totals.slice(at, at + 32)));
  return points.includes(null) ? null : points.reduce((sum, one) => sum.add(one), Point.ZERO);
}
