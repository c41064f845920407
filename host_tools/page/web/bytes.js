// Small things about bytes that a browser does not have in all its versions.

export const hex = bytes => Array.from(bytes, byte => byte.toString(16).padStart(2, "0")).join("");

export const unhex = text => Uint8Array.from(text.match(/../g) || [], pair => parseInt(pair, 16));

export const fromBase64 = text => Uint8Array.from(atob(text), letter => letter.charCodeAt(0));

export const equal = (one, other) => one.length === other.length && one.every((byte, at) => byte === other[at]);

/** A number below 2^32 as four bytes, little endian. */
export const u32 = number => Uint8Array.of(number, number >>> 8, number >>> 16, number >>> 24);

export function joined(...pieces) {
  const whole = new Uint8Array(pieces.reduce((size, piece) => size + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
