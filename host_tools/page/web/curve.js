// Ed25519 as the formats document wants it (section 2): without cofactor, canonical, nothing of small order.
import { Point, hashes, sha512 } from "./libraries.js";
import { equal, joined } from "./bytes.js";

hashes.sha512 = sha512; // crypto.subtle does not exist on a page that came over plain http

export const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
export { Point };

export const littleEndian = bytes => bytes.reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n);

/** scalar * point, also for 0 and for the identity. */
export function times(scalar, point) {
  const reduced = scalar % ORDER;
  return reduced === 0n || point.is0() ? Point.ZERO : point.multiply(reduced, false);
}

/** The point of 32 canonical bytes in the prime-order subgroup, or null. */
export function point(bytes) {
  try {
    const found = Point.fromBytes(bytes);
    return found.isTorsionFree() ? found : null;
  } catch {
    return null;
  }
}

/** Whether 32 bytes may be anybody's public key. */
export const isKey = bytes => {
  const found = point(bytes);
  return found !== null && !found.is0();
};

/** Whether 64 bytes are the signature of a message by a public key. */
export function verifies(signature, message, publicKey) {
  try {
    const [nonce, response] = [signature.slice(0, 32), littleEndian(signature.slice(32))];
    const signer = Point.fromBytes(publicKey);
    if (response >= ORDER || signer.isSmallOrder() || Point.fromBytes(nonce).isSmallOrder()) return false;
    const challenge = littleEndian(sha512(joined(nonce, publicKey, message))) % ORDER;
    return equal(times(response, Point.BASE).subtract(times(challenge, signer)).toBytes(), nonce);
  } catch {
    return false; // bytes that are no points
  }
}
