// From the authority's key in the page to the keys of terminals: authority, manifest, definitions, terminal.
import { sha256 } from "./libraries.js";
import { equal, fromBase64, hex, unhex } from "./bytes.js";
import { isKey } from "./curve.js";
import { Refused } from "./refused.js";
import { payload } from "./shapes.js";
import { cbor, isSignedBy, unsealed } from "./signed.js";

/** Whether a key slip is of this definition, with as many holders and points of the group. */
export const isSlipOf = ({ definition, holders, commitments }, precinct, hash) =>
  precinct.holders !== undefined && equal(definition, hash) && holders === precinct.holders.all
    && commitments.length === precinct.holders.needed && commitments.every(isKey);

/** What the page was published with (trust.py). Nothing in it counts before its chain was followed. */
export class Trust {
  #given;
  #table;
  #elections = new Map(); // number of the election in the page → [definition, its bytes]
  #followed = new Map();

  constructor(given, table) {
    this.#given = given;
    this.#table = table;
  }

  get authority() {
    return unhex(this.#given.authority);
  }

  get precincts() {
    return Object.keys(this.#given.precincts).length;
  }

  /** Whether the page is about this election at all. */
  knows(electionHash) {
    return this.#given.elections.some(one => equal(sha256(fromBase64(one)).slice(0, 16), electionHash));
  }

  /** {election, precinct}: the definitions, or null where the page has none of that precinct and mode. Refused: a
   * link of the chain does not hold. */
  follow(electionHash, number, mode) {
    const name = [hex(electionHash), number, mode].join(":");
    if (!this.#followed.has(name)) {
      const found = this.#given.precincts[name];
      this.#followed.set(name, found ? this.#chain(found, electionHash, number, mode) : null);
    }
    return this.#followed.get(name);
  }

  #chain({ manifest, precinct, election, slip }, electionHash, number, mode) {
    const list = unsealed(fromBase64(manifest));
    if (!isKey(this.authority) || !isSignedBy(list, this.authority)) throw new Refused("why_chain", "manifest");
    const said = payload(cbor(list.payload), "Manifest", this.#table);
    const bytes = fromBase64(precinct);
    const [definition, electionBytes] = this.#election(election);
    for (const [part, content] of [["election", electionBytes], ["precinct", bytes]]) {
      const item = said.parts.find(one => one.name === part);
      if (!item || !equal(item.hash, sha256(content))) throw new Refused("why_chain", part);
    }
    const found = payload(cbor(bytes), "Precinct", this.#table);
    const isThis = found.precinct === number && found.mode === mode && equal(found.election, electionHash);
    if (!isThis || said.precinct !== number || said.mode !== mode) throw new Refused("why_chain", "place");
    const hash = sha256(bytes); // of the definition: what a key slip names
    if (!found.key && slip) found.key = this.#bornKey(unsealed(fromBase64(slip)), found, hash);
    const keys = [found.desk, found.centre, ...[...(found.desks ?? []), ...found.booths].map(one => one.public_key), ...(found.key ? [found.key] : [])];
    if (!keys.every(isKey)) throw new Refused("why_chain", "key");
    return { election: definition, precinct: found, hash };
  }

  /** The key that was born in the precinct, from the desk's slip. */
  #bornKey(object, precinct, hash) {
    const said = payload(cbor(object.payload), "KeySlip", this.#table);
    if (!isSignedBy(object, precinct.desk) || !isSlipOf(said, precinct, hash)) throw new Refused("why_chain", "slip");
    return said.commitments[0];
  }

  #election(number) {
    if (!this.#elections.has(number)) {
      const bytes = fromBase64(this.#given.elections[number]);
      this.#elections.set(number, [payload(cbor(bytes), "Election", this.#table), bytes]);
    }
    return this.#elections.get(number);
  }
}
