// COSE_Sign1 objects and deterministic CBOR (formats, section 2).
import { decode, encode, rfc8949EncodeOptions, sha256 } from "./libraries.js";
import { equal, joined } from "./bytes.js";
import { verifies } from "./curve.js";
import { Refused } from "./refused.js";

const STRICT = {
  useMaps: true, strict: true, rejectDuplicateMapKeys: true, allowIndefinite: false, allowUndefined: false,
  allowInfinity: false, allowNaN: false,
};
// Tag 18, four items, protected {1: -8}, unprotected {4: 8 bytes.
const HEAD = Uint8Array.of(0xd2, 0x84, 0x43, 0xa1, 0x01, 0x27, 0xa1, 0x04, 0x48);
const KEY_ID_SIZE = 8;
const MOST_LEVELS = 8; // of arrays and maps in each other

/** Whether a value has only the kinds of items that the formats use: no floats, no simple values, plain keys. */
function isPlain(value, levels = MOST_LEVELS) {
  if (levels < 0) return false;
  if (value instanceof Map) return [...value].every(([key, item]) => isKeyOfMap(key) && isPlain(item, levels - 1));
  if (Array.isArray(value)) return value.every(item => isPlain(item, levels - 1));
  return isKeyOfMap(value) || value === null || typeof value === "boolean" || value instanceof Uint8Array;
}

const isKeyOfMap = key => Number.isInteger(key) || typeof key === "bigint" || typeof key === "string";

/** The value of deterministic CBOR; Refused for any other bytes. */
export function cbor(bytes) {
  let value;
  try {
    value = decode(bytes, STRICT);
  } catch (error) {
    throw new Refused("why_form", error.message);
  }
  if (!isPlain(value)) throw new Refused("why_form", "an item of another kind");
  if (!equal(encode(value, rfc8949EncodeOptions), bytes)) throw new Refused("why_form", "another encoding");
  return value;
}

/** The parts of a signed object, whoever signed it. Refused where it is none. */
export function unsealed(bytes) {
  const idEnd = HEAD.length + KEY_ID_SIZE;
  if (!equal(bytes.slice(0, HEAD.length), HEAD)) throw new Refused("why_form", "no signed object");
  let rest;
  try {
    rest = decode(joined(Uint8Array.of(0x82), bytes.slice(idEnd)), STRICT);
  } catch (error) {
    throw new Refused("why_form", error.message);
  }
  const [payload, signature] = rest;
  if (!(payload instanceof Uint8Array) || !(signature instanceof Uint8Array) || signature.length !== 64) {
    throw new Refused("why_form", "no signature");
  }
  const again = joined(bytes.slice(0, idEnd), encode(payload), encode(signature));
  if (!equal(again, bytes)) throw new Refused("why_form", "another encoding");
  return { bytes, hash: sha256(bytes), keyId: bytes.slice(HEAD.length, idEnd), payload, signature };
}

/** Whether this key made the object's signature. */
export function isSignedBy(object, publicKey) {
  if (!equal(object.keyId, sha256(publicKey).slice(0, KEY_ID_SIZE))) return false;
  const message = encode(["Signature1", HEAD.slice(3, 6), new Uint8Array(0), object.payload]);
  return verifies(object.signature, message, publicKey);
}
