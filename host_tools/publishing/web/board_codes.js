// The codes of a protocol, as its slip has them: drawn from the signed object in the publication, so that nothing else is said.
import { draw } from "./board_parts.js";
import { ALPHABET, symbol } from "./board_qr.js";

const LONGEST = 500;  // characters of a code (docs/formats.md, section 1)
const HASH_DIGITS = 16;  // of the object's hash, before each of several parts
const BLOCK = 512;  // of an archive (POSIX ustar): a head, then the content, filled up
const NAME_BYTES = 100, SIZE_AT = 124, SIZE_DIGITS = 11;
const QUIET = 4;  // modules of white around a code

/** The signed object of a protocol. archive: its region's, packed. name: in the archive. */
export async function objectIn(archive, name) {
  const unpacked = new Blob([archive]).stream().pipeThrough(new DecompressionStream("gzip"));
  const bytes = new Uint8Array(await new Response(unpacked).arrayBuffer());
  const text = (from, most) => new TextDecoder().decode(bytes.subarray(from, from + most)).replace(/\0.*/s, "");
  for (let at = 0; at + BLOCK <= bytes.length;) {
    const size = parseInt(text(at + SIZE_AT, SIZE_DIGITS), 8) || 0;
    if (text(at, NAME_BYTES) === name) return bytes.slice(at + BLOCK, at + BLOCK + size);
    at += BLOCK * (1 + Math.ceil(size / BLOCK));
  }
  throw new Error(`${name} is not in the archive`);
}

const base45 = bytes => Array.from({ length: Math.ceil(bytes.length / 2) }, (_, at) => {
  const [first, second] = bytes.slice(2 * at, 2 * at + 2);
  const number = second === undefined ? first : 256 * first + second;
  const digits = [number % 45, Math.floor(number / 45) % 45, Math.floor(number / 2025)];
  return digits.slice(0, second === undefined ? 2 : 3).map(digit => ALPHABET[digit]).join("");
}).join("");

/** The texts of as few codes as hold a protocol, nearly equally long. hash: of the object, in hexadecimal digits. */
export function textsOf(data, hash) {
  const head = hash.slice(0, HASH_DIGITS).match(/../g).map(byte => parseInt(byte, 16));
  for (let parts = 1; ; parts += 1) {
    const edge = part => Math.floor(data.length * part / parts);
    const texts = Array.from({ length: parts }, (_, part) => `TM1:P:${part + 1}/${parts}:`
      + base45([...(parts > 1 ? head : []), ...data.subarray(edge(part), edge(part + 1))]));
    if (texts.every(text => text.length <= LONGEST)) return texts;
  }
}

/** A picture of a code. */
export function picture(text) {
  const rows = symbol(text);
  const size = rows.length + 2 * QUIET;
  const dark = rows.flatMap((row, y) => row.map((module, x) => module ? `M${x + QUIET} ${y + QUIET}h1v1h-1z` : "")).join("");
  return draw("svg", { class: "code", viewBox: `0 0 ${size} ${size}`, role: "img", "aria-label": text.split(":", 3).slice(1).join(" ") },
    draw("rect", { class: "light", width: size, height: size }), draw("path", { class: "dark", d: dark }));
}
