// What a challenge shows: the opening beside the strip and the activation slip that the voter has, too.
import { equal } from "./bytes.js";
import { choiceOf, codeOf } from "./sealing.js";
import { contestsOf } from "./styles.js";

const codes = new WeakMap(); // opening → its code, or null where its choice is none

/** The code that follows from an opening, or null. It takes a moment, and is worked out once. */
function recomputed(slip, key) {
  if (!codes.has(slip)) {
    const choice = choiceOf(slip.content.choice, slip.definitions.election);
    codes.set(slip, choice && codeOf(slip.content, { ...slip.definitions, key }, choice));
  }
  return codes.get(slip);
}

/** Whether it has marks in no other contest than those of a ballot style. */
function isOfStyle({ content, definitions: { election } }, style) {
  const choice = choiceOf(content.choice, election);
  let at = 0;
  return choice !== null && election.contests.every(({ options, votes_allowed: votes }, contest) => {
    const isMarked = options.some((_, option) => choice[at + option]);
    at += options.length + votes;
    return !isMarked || contestsOf(election, style).includes(contest);
  });
}

/** The findings of an opening. beside: the verified slips of the same polling station. key: the precinct's. */
export function opened(slip, beside, key) {
  const { content } = slip;
  const mine = recomputed(slip, key);
  const isHere = ({ content: other }) => other.booth === content.booth && equal(other.opening, content.opening);
  const of = kind => beside.filter(one => one.kind === kind && isHere(one));
  const is = (others, fits, name) => {
    if (!others.length) return { word: `${name}_open`, values: [], is: "open" };
    return others.some(fits) ? { word: `${name}_ok`, values: [], is: "ok" } : { word: `${name}_wrong`, values: [], is: "wrong" };
  };
  const isMine = one => equal(one.content.nonce, content.nonce);
  const holds = mine !== null && equal(mine, content.code);
  return [
    { word: holds ? "code_ok" : "code_wrong", values: [], is: holds ? "ok" : "wrong" },
    is(of("V"), one => equal(one.content.code, content.code), "strip"),
    is(of("A"), isMine, "nonce"),
    ...(of("A").some(one => isMine(one) && !isOfStyle(slip, one.content.style)) ? [{ word: "style_wrong", values: [], is: "wrong" }] : []),
  ];
}
