// Texts of QR codes to whole objects: parts in any order, of several slips at once (formats, section 1).
import { sha256 } from "./libraries.js";
import { base45 } from "./base45.js";
import { equal, hex, joined } from "./bytes.js";
import { Refused } from "./refused.js";

const LONGEST = 500;
const HASH_SIZE = 8;
const MOST_OPEN = 12; // unfinished slips: a stranger's code must not fill the page
const CODE = /^TM1:([A-Z]):([1-9]\d?)\/([1-9]\d?):(.+)$/s;
const SECRET = "CK"; // cards of the commission: never kept, never shown

export class Slips {
  #open = new Map(); // kind, parts and hash → {kind, parts, hash, pieces}
  #seen = new Set();

  /** Take one text: null for what is none of our codes, "known", "part", or {kind, bytes} of a whole object. Refused
   * for a commission's card, a damaged code, and parts that make no object. */
  take(text) {
    const found = text.length <= LONGEST ? CODE.exec(text) : null;
    if (!found) return null;
    const [kind, part, parts] = [found[1], Number(found[2]), Number(found[3])];
    if (SECRET.includes(kind)) throw new Refused("why_card");
    if (part > parts) throw new Refused("why_code", "part");
    if (this.#seen.has(text)) return "known";
    const data = base45(found[4]);
    if (parts === 1) {
      this.#seen.add(text);
      return { kind, bytes: data };
    }
    if (data.length <= HASH_SIZE) throw new Refused("why_code", "empty part");
    return this.#part(text, kind, part, parts, data);
  }

  #part(text, kind, part, parts, data) {
    const hash = data.slice(0, HASH_SIZE);
    const name = [kind, parts, hex(hash)].join(":");
    if (!this.#open.has(name)) {
      if (this.#open.size === MOST_OPEN) this.#open.delete(this.#open.keys().next().value);
      this.#open.set(name, { kind, parts, hash, pieces: new Map(), texts: [] });
    }
    const set = this.#open.get(name);
    set.pieces.set(part, data.slice(HASH_SIZE));
    set.texts.push(text);
    this.#seen.add(text);
    if (set.pieces.size < parts) return "part";
    this.#open.delete(name);
    const bytes = joined(...Array.from({ length: parts }, (_, at) => set.pieces.get(at + 1)));
    if (!equal(sha256(bytes).slice(0, HASH_SIZE), hash)) {
      for (const one of set.texts) this.#seen.delete(one);
      throw new Refused("why_mixed");
    }
    return { kind, bytes };
  }

  /** What is begun: [{kind, parts, have: [numbers], missing: [numbers]}]. */
  unfinished() {
    return Array.from(this.#open.values(), ({ kind, parts, pieces }) => {
      const numbers = Array.from({ length: parts }, (_, at) => at + 1);
      return { kind, parts, have: numbers.filter(one => pieces.has(one)), missing: numbers.filter(one => !pieces.has(one)) };
    });
  }

  clear() {
    this.#open.clear();
    this.#seen.clear();
  }
}
