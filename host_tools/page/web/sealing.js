// A challenged ballot sealed again from its opening (formats, section 4): the whole record, and its code. No server.
import { sha256, sha512 } from "./libraries.js";
import { joined, u32 } from "./bytes.js";
import { littleEndian, ORDER, point, Point, times } from "./curve.js";
import { isValid } from "./records.js";

const MASK = 2n ** 128n - 1n;
const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const words = text => new TextEncoder().encode(text);
const one = (letter, number) => joined(words(letter), Uint8Array.of(number));
const numbers = (data, size, at = 0, step = size) =>
  Array.from({ length: Math.floor(data.length / step) }, (_, i) => littleEndian(data.slice(step * i + at, step * i + at + size)));
const sum = (values, factors) => values.reduce((total, value, i) => total + value * (factors ? factors[i] : 1n), 0n);

function bytes(number, size) {
  return Uint8Array.from({ length: size }, (_, at) => Number((number >> BigInt(8 * at)) & 255n));
}

function hmac(key, data) {
  const block = new Uint8Array(128); // no key here is longer
  block.set(key);
  const padded = byte => block.map(one => one ^ byte);
  return sha512(joined(padded(0x5c), sha512(joined(padded(0x36), data))));
}

/** HKDF (RFC 5869) with SHA-512. */
function derived(secret, salt, info, size) {
  const key = hmac(salt, secret);
  const blocks = [];
  for (let number = 1; 64 * blocks.length < size; number++) {
    blocks.push(hmac(key, joined(blocks[number - 2] ?? new Uint8Array(0), info, Uint8Array.of(number))));
  }
  return joined(...blocks).slice(0, size);
}

const scalar = number => bytes(((number % ORDER) + ORDER) % ORDER, 32);
const masked = number => number & MASK; // of a negative one, too: two's complement

/** A record. shape: [positions, votes] of each contest; choice: 0 or 1 a position. */
export function record(context, key, shape, seed, choice) {
  const h = point(key);
  const base = number => times(((number % ORDER) + ORDER) % ORDER, Point.BASE);
  const pair = (r, m) => joined(base(r).toBytes(), times(r % ORDER, h).add(base(m)).toBytes());
  const packed = packedChoice(choice);
  const r = shape.flatMap(([count], k) =>
    numbers(derived(joined(seed, packed), context, one("r", k), 64 * count), 64).map(value => value % ORDER));
  const sealed = joined(...r.map((secret, i) => pair(secret, BigInt(choice[i]))));
  const t = sha512(joined(context, sealed));
  const weights = r.map((_, i) => numbers(sha512(joined(t, one("w", i >> 2))), 16)[i & 3]);
  let at = 0;
  const parts = shape.map(([count, votes], k) => {
    const of = all => all.slice(at, at + count);
    const data = derived(seed, t, one("p", k), 80 * (votes === 1 ? count : 2 * count + 1));
    const part = { votes, bits: of(choice), r: of(r), w: of(weights), u: numbers(data, 64, 0, 80), e: numbers(data, 16, 64, 80) };
    at += count;
    return part;
  });
  const commitments = parts.flatMap(part => offsets(part).map((off, i) => pair(part.u[i], part.e[i] * off)));
  const c = littleEndian(sha512(joined(t, words("c"), ...commitments)).slice(0, 16));
  return joined(sealed, bytes(c, 16), ...parts.map(part => (part.votes === 1 ? answersOfOne : answersOfMany)(part, c)));
}

/** What each branch is off the truth. */
function offsets({ votes, bits, w }) {
  if (votes !== 1) return [...bits.flatMap(bit => [BigInt(-bit), BigInt(1 - bit)]), 0n];
  const truth = sum(w, bits.map(BigInt));
  return w.map(weight => weight - truth);
}

function answersOfOne({ bits, r, w, u, e }, c) {
  const secret = sum(w, r);
  const left = masked(c - sum(e.filter((_, i) => !bits[i])));
  const own = bits.map((bit, i) => (bit ? left : e[i]));
  return joined(...own.slice(1).map(value => bytes(value, 16)), ...own.map((value, i) => scalar(u[i] + value * secret)));
}

function answersOfMany({ bits, r, u, e }, c) {
  const answers = bits.map((bit, i) => {
    const zero = bit ? e[2 * i] : masked(c - e[2 * i + 1]);
    const first = masked(c - zero);
    return joined(bytes(first, 16), scalar(u[2 * i] + zero * r[i]), scalar(u[2 * i + 1] + first * r[i]));
  });
  return joined(...answers, scalar(u[u.length - 1] + c * sum(r)));
}

function packedChoice(choice) {
  const packed = new Uint8Array((choice.length + 7) >> 3);
  choice.forEach((bit, i) => { packed[i >> 3] |= bit << (i & 7); });
  return packed;
}

/** The confirmation code of what an opening says, 32 bytes. choice: from `choiceOf`. */
export function codeOf({ election, precinct, mode, booth, own, nonce }, definitions, choice) {
  const { key } = definitions;
  const where = joined(election, u32(precinct), Uint8Array.of(mode), u32(booth), key);
  const context = sha512(joined(words("TM2 ballot"), where));
  const seed = derived(own, nonce, joined(words("TM2 seed"), context), 32);
  const shape = definitions.election.contests.map(({ options, votes_allowed: votes }) => [options.length + votes, votes]);
  const sealed = record(context, key, shape, seed, choice);
  if (!isValid(sealed, context, key, shape)) throw new Error("sealed again, but not as verifiers take it");
  return sha256(joined(words("TM2 code"), context, sealed));
}

/** 0 or 1 a position, or null where no ballot can hold this choice. */
export function choiceOf(packed, { contests }) {
  const count = contests.reduce((total, { options, votes_allowed: votes }) => total + options.length + votes, 0);
  const choice = Array.from({ length: 8 * packed.length }, (_, i) => (packed[i >> 3] >> (i & 7)) & 1);
  if (packed.length !== (count + 7) >> 3 || choice.slice(count).includes(1)) return null;
  let at = 0;
  for (const { options, votes_allowed: votes } of contests) {
    const marked = choice.slice(at, at + options.length).filter(Boolean).length;
    at += options.length;
    for (let blank = 0; blank < votes; blank++) if (choice[at + blank] !== Number(blank < votes - marked)) return null;
    at += votes;
  }
  return choice.slice(0, count);
}

/** A code as people read it: 25 letters. */
export function letters(code) {
  const value = code.reduce((total, byte) => total * 256n + BigInt(byte), 0n) >> 131n;
  const all = Array.from({ length: 25 }, (_, i) => LETTERS[Number((value >> BigInt(5 * (24 - i))) & 31n)]).join("");
  return all.match(/.{5}/g).join(" ");
}
