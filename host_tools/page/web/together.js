// What follows from a slip and from the others on this phone. Only verified slips take part.
import { equal } from "./bytes.js";
import { equations } from "./equations.js";
import { isVerified } from "./judging.js";
import { proofHolds } from "./opening.js";

const proofs = new WeakMap(); // protocol's slip → whether its proof holds: the totals that it names are its own

/** [{word, values, is}]: word of words.tsv with its values; is: "ok", "explained", "wrong" or "open". */
export function findings(slip, slips) {
  if (!isVerified(slip)) return [];
  const beside = slips.filter(one => isVerified(one) && isOfOnePlace(one.content, slip.content));
  if (slip.kind === "P") return [...sums(slip), ...booths(slip, beside), ...receipts(slip, beside), ...others(slip, beside)];
  if (slip.kind === "Z") return [{ word: "zero_ok", values: [], is: "ok" }];
  return [];
}

/** Whether nothing disagrees. */
export const agrees = found => found.every(({ is }) => is !== "wrong");

const isOfOnePlace = (one, other) =>
  equal(one.election, other.election) && one.precinct === other.precinct && one.mode === other.mode;

function sums({ content, definitions }) {
  const all = equations(content, definitions.election);
  const broken = all.filter(({ holds }) => !holds);
  if (!broken.length) return [{ word: "sums_ok", values: [all.length], is: "ok" }];
  const explains = content.reason !== undefined;
  return broken.map(({ text, left, right, byPeople }) => ({
    word: byPeople && explains ? "sum_explained" : "sum_wrong",
    values: [text, left, right],
    is: byPeople && explains ? "explained" : "wrong",
  }));
}

function booths(slip, beside) {
  const { content, definitions } = slip;
  const read = content.booths.map(line => {
    const ofBooth = beside.filter(one => one.kind === "S" && one.content.booth === line.booth);
    return { line, fits: ofBooth.find(one => equal(one.object.hash, line.totals)), others: ofBooth.length };
  });
  const found = read.filter(({ fits, others }) => fits || others).map(({ line, fits }) => ({
    word: fits ? "totals_ok" : "totals_other", values: [line.booth], is: fits ? "ok" : "wrong",
  }));
  for (const { line, fits } of read) {
    const tally = fits?.content.tally;
    if (tally && (tally.cast !== line.cast || tally.spoiled !== line.spoiled || tally.spent !== line.spent)) {
      found.push({ word: "tally_other", values: [line.booth], is: "wrong" });
    }
  }
  const numbers = definitions.precinct.booths.map(booth => booth.number);
  const isEach = numbers.length === content.booths.length && numbers.every(one => content.booths.some(({ booth }) => booth === one));
  if (!isEach) return [...found, { word: "booths_other", values: [], is: "wrong" }];
  if (!read.every(({ fits }) => fits)) {
    const missing = read.filter(({ fits }) => !fits).map(({ line }) => line.booth).join(", ");
    return [...found, { word: "proof_open", values: [missing], is: "open" }];
  }
  if (!proofs.has(slip)) {
    proofs.set(slip, proofHolds(content, read.map(({ fits }) => fits.content), definitions.precinct.key));
  }
  const holds = proofs.get(slip);
  return [...found, { word: holds ? "proof_ok" : "proof_wrong", values: [], is: holds ? "ok" : "wrong" }];
}

const receipts = ({ object }, beside) => beside.filter(one => one.kind === "R").map(({ content }) =>
  equal(content.protocol, object.hash)
    ? { word: "receipt_ok", values: [content.journal_number], is: "ok" }
    : { word: "receipt_other", values: [content.journal_number], is: "open" });

/** Other protocols of the precinct: a later one counts only where it names this one; two with one number are wrong. */
const others = (slip, beside) => beside.filter(one => one.kind === "P" && one !== slip).map(({ content, object }) => {
  const [mine, other] = [slip.content.version, content.version];
  if (mine === other) return { word: "protocol_twice", values: [mine], is: "wrong" };
  const [later, before] = mine > other ? [slip.content, object] : [content, slip.object];
  if (Math.abs(mine - other) === 1 && !equal(later.supersedes, before.hash)) {
    return { word: "protocol_chain", values: [Math.max(mine, other)], is: "wrong" };
  }
  return mine < other ? { word: "protocol_newer", values: [other], is: "explained" } : null;
}).filter(Boolean);
