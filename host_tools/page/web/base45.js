// Base45 (RFC 9285), strictly: one text for each sequence of bytes.
import { Refused } from "./refused.js";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/** The bytes of a Base45 text; Refused where it is none. */
export function base45(text) {
  if (text.length % 3 === 1) throw new Refused("why_code", "length");
  const bytes = [];
  for (let at = 0; at < text.length; at += 3) {
    const digits = Array.from(text.slice(at, at + 3), letter => ALPHABET.indexOf(letter));
    if (digits.includes(-1)) throw new Refused("why_code", "letter");
    const number = digits.reduceRight((sum, digit) => sum * 45 + digit, 0);
    if (number >= (digits.length === 3 ? 65536 : 256)) throw new Refused("why_code", "overflow");
    if (digits.length === 3) bytes.push(number >> 8);
    bytes.push(number & 255);
  }
  return Uint8Array.from(bytes);
}
