// One object: who signed it, and may its signer sign that. Every verdict has a sign and words of its own on the page.
import { Refused } from "./refused.js";
import { isInRange } from "./ranges.js";
import { deskNumber, isDesk } from "./places.js";
import { payload } from "./shapes.js";
import { cbor, isSignedBy, unsealed } from "./signed.js";

export const MODELS = { A: "Activation", Z: "ZeroReport", S: "SealedTotals", P: "Protocol", R: "Receipt",
  V: "ConfirmationCode", O: "ChallengedBallot", G: "KeySlip", W: "Signatures", B: "CancelledSlip", J: "DeskReport" };
const BY_MODE = ["good", "test", "training"];

const SIGNERS = {
  A: ({ desk }, precinct) => deskKey(precinct, desk),
  J: ({ desk }, precinct) => (desk > 1 ? deskKey(precinct, desk) : undefined),
  G: (content, precinct) => precinct.desk,
  P: (content, precinct) => precinct.desk,
  W: (content, precinct) => precinct.desk,
  R: (content, precinct) => precinct.centre,
  S: ({ booth }, precinct) => boothKey(precinct, booth),
  V: ({ booth }, precinct) => boothKey(precinct, booth),
  B: ({ booth }, precinct) => boothKey(precinct, booth),
  O: ({ booth }, precinct) => boothKey(precinct, booth),
  Z: ({ terminal }, precinct) => (isDesk(terminal) ? deskKey(precinct, deskNumber(terminal)) : boothKey(precinct, terminal)),
};

const deskKey = (precinct, number) => (number === 1 ? precinct.desk : precinct.desks?.find(one => one.number === number)?.public_key);
const boothKey = (precinct, number) => precinct.booths.find(one => one.number === number)?.public_key;

/** {verdict, why, kind, …}. verdict: "good", "test", "training" (signed); "foreign", "unknown" (nothing to check it
 * with), "bad". why: a key of words.tsv, or "". content and definitions are there as far as they could be read. */
export function judge(kind, bytes, trust, table) {
  try {
    return signedAs(kind, unsealed(bytes), trust, table);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { kind, verdict: "bad", why: error.word };
  }
}

function signedAs(kind, object, trust, table) {
  const content = payload(cbor(object.payload), MODELS[kind], table);
  const found = { kind, object, content };
  if (!trust.knows(content.election)) return { ...found, verdict: "foreign", why: "why_foreign" };
  let definitions;
  try {
    definitions = trust.follow(content.election, content.precinct, content.mode);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { ...found, verdict: "unknown", why: "why_chain" };
  }
  if (!definitions) return { ...found, verdict: "unknown", why: "why_unknown" };
  const key = SIGNERS[kind](content, definitions.precinct);
  if (!key) throw new Refused("why_terminal");
  if (!isSignedBy(object, key)) throw new Refused("why_signature");
  if (!isInRange(kind, content, definitions, table)) return { ...found, definitions, verdict: "bad", why: "why_range" };
  const verdict = BY_MODE[content.mode];
  return { ...found, definitions, verdict, why: verdict === "good" ? "" : `why_${verdict}` };
}

export const isVerified = ({ verdict }) => BY_MODE.includes(verdict);
