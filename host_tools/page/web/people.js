// Signatures of chair and members under a protocol (formats, section 2): each by itself, and how many agree.
import { joined, u32 } from "./bytes.js";
import { verifies } from "./curve.js";

const ABOUT = new TextEncoder().encode("TM2 person");
export const [AGREES, DISSENTS] = [0, 1];

/** How many must have signed and agree before a protocol is accepted; 0 without terminals: its holders sign it together. */
export const needed = ({ election, precinct }) => precinct.booths.length ? election.settings.get("signatures_needed") ?? 0 : 0;

export const agreeing = ({ signers }) => signers.filter(one => one.verdict === AGREES).length;

/** Whether everybody who is said to have signed has, and nobody stands there twice. */
export function areSigned({ protocol, signers }, definitions) {
  if (!needed(definitions)) return false;
  const dissent = definitions.election.settings.get("signatures_dissent") ?? "members";
  return signers.every((one, at) => {
    const { role, holder, public_key: key, verdict, signed_s: signed, signature } = one;
    const before = signers[at - 1];
    if (before && (before.role > role || (before.role === role && before.holder >= holder))) return false;
    if (signature === null) return verdict === null && signed === null;
    if (verdict === null || signed === null) return false;
    if (verdict === DISSENTS && dissent !== "everybody" && !(dissent === "members" && role)) return false;
    const message = joined(ABOUT, protocol, Uint8Array.of(role), u32(holder), Uint8Array.of(verdict), u32(signed));
    return verifies(signature, message, key);
  });
}
