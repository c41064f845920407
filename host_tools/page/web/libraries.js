// Everything that comes from others, by one door: no other file imports a package.
export { Point, hashes } from "@noble/ed25519";
export { sha256, sha512 } from "@noble/hashes/sha2.js";
export { decode, encode, rfc8949EncodeOptions } from "cborg";
export { gunzipSync } from "fflate";
export { default as decodeQr } from "qr/decode.js";
export { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
