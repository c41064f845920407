// Everything that decides, without anything that shows: what the page runs, and the tests under Node.
export { base45 } from "./base45.js";
export { verifies } from "./curve.js";
export { equations } from "./equations.js";
export { judge, isVerified } from "./judging.js";
export { proofHolds } from "./opening.js";
export { Refused } from "./refused.js";
export { isValid } from "./records.js";
export { record } from "./sealing.js";
export { cbor } from "./signed.js";
export { Slips } from "./slips.js";
export { agrees, findings } from "./together.js";
export { Trust } from "./trust.js";
