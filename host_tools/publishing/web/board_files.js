// Files of the publication, each compared with the signed list: what is shown comes from a file that is on it.
const LIST = "publication.cose";
const NAMES = { mode: 3, number: 4, made: 5, files: 7 };
const END = 64;  // bytes of a list: its signature, which follows from all the others
const KEY_OF_CENTRE = 10;  // of a precinct definition

/** A file that is not the one of the list: the publication was replaced meanwhile, or somebody altered it. */
export class OtherFile extends Error {}

/** The bytes of a file as the server has it now. Asking whether it changed would go by whole seconds: nothing is kept. */
async function bytesOf(path, last = 0) {
  const headers = last ? { Range: `bytes=-${last}` } : {};  // a server may send all of it all the same
  const response = await fetch(path, { cache: "no-store", credentials: "omit", headers });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

const hex = bytes => Array.from(bytes, byte => byte.toString(16).padStart(2, "0")).join("");
const digest = async bytes => globalThis.crypto?.subtle ? hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))) : null;

/** The items of deterministic CBOR (RFC 8949) that our objects have; maps become Maps. */
export function decoded(bytes) {
  let at = 0;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const number = size => {
    const value = size === 8 ? Number(view.getBigUint64(at)) : view[`getUint${8 * size}`](at);
    at += size;
    return value;
  };
  const take = length => {
    if (at + length > bytes.length) throw new Error("cut short");
    at += length;
    return bytes.subarray(at - length, at);
  };
  const item = () => {
    const first = number(1);
    const major = first >> 5;
    const short = first & 31;
    const value = short < 24 ? short : number(1 << (short - 24));
    if (major === 0) return value;
    if (major === 1) return -1 - value;
    if (major === 2) return take(value);
    if (major === 3) return new TextDecoder().decode(take(value));
    if (major === 4) return Array.from({ length: value }, item);
    if (major === 5) return new Map(Array.from({ length: value }, () => [item(), item()]));
    if (major === 6) return item();
    return { 20: false, 21: true, 22: null }[value];
  };
  return item();
}

/** A publication's signed list. signed: true or false, or null where this browser cannot check signatures. */
export class Publication {
  /** The list that is served now; the same object as `before` if it is still that one. */
  static async current(before) {
    const end = before && (await bytesOf(LIST, END)).subarray(-END);
    if (end?.every((byte, at) => byte === before.data.at(at - END))) return before;
    const data = await bytesOf(LIST);
    const found = new Publication(data);
    found.signed = await found.isSigned().catch(() => null);
    return found;
  }

  constructor(data) {
    this.data = data;
    [this.protected, , this.payload, this.signature] = decoded(data);
    const said = decoded(this.payload);
    [this.mode, this.number, this.madeS] = [said.get(NAMES.mode), said.get(NAMES.number), said.get(NAMES.made)];
    this.files = new Map(said.get(NAMES.files).map(([path, size, hash]) => [path, { size, hash: hex(hash) }]));
  }

  has(path) {
    return this.files.has(path);
  }

  /** The bytes of a file of the list. OtherFile: it is another one. */
  async read(path) {
    const due = this.files.get(path);
    if (!due) throw new OtherFile(path);
    const data = await bytesOf(path);
    const found = await digest(data);
    if (data.length !== due.size || (found !== null && found !== due.hash)) throw new OtherFile(path);
    return data;
  }

  async json(path) {
    return JSON.parse(new TextDecoder().decode(await this.read(path)));
  }

  /** The rows of a table as objects; our tables quote no cell but names. */
  async rows(path) {
    const [head, ...lines] = new TextDecoder().decode(await this.read(path)).trimEnd().split("\n").map(cells);
    return lines.map(line => Object.fromEntries(head.map((name, at) => [name, line[at]])));
  }

  /** Ed25519 by the centre that a definition of the list names (docs/formats.md, sections 2 and 13). */
  async isSigned() {
    const path = [...this.files.keys()].find(name => name.startsWith("description/definitions/") && name.endsWith(".cbor"));
    const key = decoded(await this.read(path)).get(KEY_OF_CENTRE);
    const text = new TextEncoder().encode("Signature1");
    const parts = [[0x84, 0x60 + text.length], text, string(this.protected), [0x40], string(this.payload)];
    const signed = new Uint8Array(parts.flatMap(part => Array.from(part)));
    const imported = await crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
    return crypto.subtle.verify({ name: "Ed25519" }, imported, this.signature, signed);
  }
}

/** A byte string in CBOR. */
function string(bytes) {
  const size = bytes.length;
  const head = size < 24 ? [0x40 + size] : size < 256 ? [0x58, size] : size < 65536 ? [0x59, size >> 8, size & 255]
    : [0x5a, size >>> 24, (size >> 16) & 255, (size >> 8) & 255, size & 255];
  return [...head, ...bytes];
}

/** The cells of a line, with quotation marks around those that hold a comma. */
const cells = line => [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].slice(0, -1)
  .map(([, cell]) => cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
