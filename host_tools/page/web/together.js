// What follows from a slip and from the others on this phone. Only verified slips take part.
import { equal, hex } from "./bytes.js";
import { opened as openedBallot } from "./challenge.js";
import { equations } from "./equations.js";
import { isVerified } from "./judging.js";
import { holdsNoVotes, lineOf, proofHolds } from "./opening.js";
import { agreeing, needed } from "./people.js";
import { sha256 } from "./libraries.js";

const proofs = new WeakMap(); // protocol's slip → whether its proof holds: the totals that it names are its own

/** [{word, values, is}]: word of words.tsv with its values; is: "ok", "explained", "wrong" or "open". */
export function findings(slip, slips) {
  if (!isVerified(slip)) return [];
  const beside = slips.filter(one => isVerified(one) && isOfOnePlace(one.content, slip.content));
  const spoiled = slips.filter(one => one.kind === "S" && one.why === "why_range" && isOfOnePlace(one.content, slip.content));
  if (slip.kind === "P") return [...sums(slip), ...hour(slip), ...booths(slip, beside, spoiled), ...signed(slip, beside), ...receipts(slip, beside), ...others(slip, beside)];
  if (slip.kind === "Z") return opened(slip, beside);
  if (slip.kind === "O") {
    const key = keyOf(slip.definitions, beside);
    return key ? openedBallot(slip, beside, key) : [{ word: "key_open", values: [], is: "open" }];
  }
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

/** Closed before its hour on the day of voting: a special precinct once everybody on its list had come, another where
 * the election leaves it to chair and member. */
function hour({ content: { fields, mode, moments: { closed } }, definitions: { election, precinct } }) {
  const minutes = Math.floor(closed / 60) + precinct.minutes_east;
  const day = new Date(minutes * 60_000).toISOString().slice(0, 10);
  if (mode || day !== election.date || minutes % 1440 >= (precinct.hours?.closes ?? election.settings.get("closes_minutes") ?? 1200)) return [];
  const missing = fields.get("listed") + fields.get("added") - fields.get("marked");
  if (precinct.kind === undefined) return election.settings.get("early_close") === true ? [] : [{ word: "closed_early", values: [], is: "wrong" }];
  return missing > 0 ? [{ word: "closed_missing", values: [missing], is: "wrong" }] : [];
}

/** Each opening of a booth beside its sealed totals, then all of them: the proofs. spoiled: totals with impossible values. */
function booths(slip, beside, spoiled) {
  const { content, definitions } = slip;
  const totals = beside.filter(one => one.kind === "S");
  const without = content.left_out ?? [];
  const counted = content.booths.filter(line => !without.some(one => lineOf(content, one) === line));
  const read = counted.map(line => {
    const ofOpening = totals.filter(one => one.content.booth === line.booth && equal(one.content.opening, line.opening));
    return { line, fits: ofOpening.find(one => line.totals && equal(one.object.hash, line.totals)), ofOpening };
  });
  const found = [
    ...read.flatMap(ofLine),
    ...without.map(one => ofLeftOut(one, content, { ...definitions, key: keyOf(definitions, beside) }, [...totals, ...spoiled])),
    ...leftOut(content, totals),
  ];
  const names = content.booths.map(({ booth, opening }) => `${booth} ${hex(opening)}`);
  const unopened = content.unopened ?? [];
  found.push(...unopened.map(({ booth, reason }) => ({ word: "booth_unopened", values: [booth, reason], is: "explained" })));
  if (new Set(names).size !== names.length || !isEachNamed(content, definitions.precinct)) {
    return [...found, { word: "booths_other", values: [], is: "wrong" }];
  }
  const missing = read.filter(({ line, fits }) => line.totals && !fits).map(({ line }) => line.booth);
  if (missing.length) return [...found, { word: "proof_open", values: [missing.join(", ")], is: "open" }];
  const ofStyles = content.styles?.map((_, at) => read.reduce((all, { fits }) => all + (fits?.content.styles?.[at] ?? 0), 0));
  if (ofStyles?.some((cast, at) => cast !== content.styles[at].cast)) found.push({ word: "styles_wrong", values: [], is: "wrong" });
  const key = keyOf(definitions, beside);
  if (!key) return [...found, { word: "key_open", values: [], is: "open" }];
  if (!proofs.has(slip)) {
    const sealed = read.filter(({ fits }) => fits).map(({ fits }) => fits.content);
    proofs.set(slip, proofHolds(content, sealed, key));
  }
  const holds = proofs.get(slip);
  return [...found, { word: holds ? "proof_ok" : "proof_wrong", values: [], is: holds ? "ok" : "wrong" }];
}

/** Whether each booth of the definition has an opening, or a reason why it has none, and not both. */
function isEachNamed({ booths, unopened = [] }, precinct) {
  const [opened, without] = [new Set(booths.map(({ booth }) => booth)), unopened.map(({ booth }) => booth)];
  const named = [...opened, ...without].sort((one, other) => one - other);
  const due = precinct.booths.map(({ number }) => number).sort((one, other) => one - other);
  return named.length === due.length && due.every((number, at) => number === named[at])
    && without.every((number, at) => !at || without[at - 1] < number) && unopened.every(({ reason }) => reason.trim());
}

/** The precinct's key: of its definition, or of the newest key slip that was read. */
export function keyOf({ precinct }, beside) {
  const slips = beside.filter(one => one.kind === "G").map(one => one.content);
  return precinct.key ?? slips.sort((one, other) => other.number - one.number)[0]?.commitments[0];
}

/** What the totals of one opening say about its line. Totals that were printed again differ in their log head alone. */
function ofLine({ line, fits, ofOpening }) {
  const values = [line.booth];
  if (!line.totals) return [{ word: "totals_lost", values, is: "explained" }];
  const isTally = ({ content: { tally } }) => ["cast", "spoiled", "spent", "challenged", "cancelled"].every(name => tally[name] === line[name]);
  const isAnother = one => !isTally(one) || (fits && !isPrintOf(one.content, fits.content));
  if (ofOpening.some(isAnother)) return [{ word: "totals_other", values, is: "wrong" }];
  if (fits) return [{ word: "totals_ok", values, is: "ok" }];
  return ofOpening.length ? [{ word: "totals_print", values, is: "open" }] : [];
}

/** A booth whose totals hold no votes, and whether anybody can see that. sealed: totals that were read. */
function ofLeftOut(one, content, { precinct, election, key }, sealed) {
  const [line, values] = [lineOf(content, one), [one.booth]];
  const isZero = line && ["cast", "spoiled", "spent", "challenged", "cancelled"].every(name => line[name] === 0);
  if (!isZero || !line.totals) return { word: "left_out_wrong", values, is: "wrong" };
  const found = sealed.find(({ object }) => equal(object.hash, line.totals));
  if (!found || !key) return { word: "left_out_open", values, is: "open" };
  const isRight = holdsNoVotes(content, one, found.content, { ...precinct, key }, election);
  return { word: isRight ? "left_out" : "left_out_wrong", values, is: isRight ? "explained" : "wrong" };
}

const isPrintOf = (one, other) => ["totals", "records", "tag_key"].every(name => equal(one[name], other[name]));

/** Totals with ballots of an opening that the protocol does not have. */
const leftOut = (content, totals) => totals.filter(({ content: { booth, opening, tally } }) =>
  tally.cast > 0 && !content.booths.some(line => line.booth === booth && equal(line.opening, opening)),
).map(one => ({ word: "totals_left_out", values: [one.content.booth], is: "wrong" }));

/** A zero report: how often its terminal was opened, and the key that it committed to beside the totals that disclose it. */
function opened({ content }, beside) {
  const found = [{ word: "zero_ok", values: [], is: "ok" }];
  const { openings, reason, terminal } = content;
  if (openings > 1) {
    const isOfficial = content.mode === 0;
    found.push({ word: "opened_again", values: [openings, reason ?? "—"], is: isOfficial && !reason ? "wrong" : "explained" });
  }
  const totals = beside.filter(one => one.kind === "S" && one.content.booth === terminal && equal(one.content.opening, content.opening));
  return [...found, ...totals.map(one => {
    const keeps = content.tag_key_hash !== undefined && equal(sha256(one.content.tag_key), content.tag_key_hash);
    return { word: keeps ? "commitment_ok" : "commitment_wrong", values: [terminal], is: keeps ? "ok" : "wrong" };
  })];
}

/** How many people have signed a protocol with cards and agree, of those who must. */
function signed({ object, definitions }, beside) {
  const due = needed(definitions);
  const under = beside.filter(one => one.kind === "W" && equal(one.content.protocol, object.hash));
  const most = Math.max(0, ...under.map(({ content }) => agreeing(content)));
  return due ? [{ word: "signed_cards", values: [most, due], is: most < due ? "open" : "ok" }] : [];
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
