// One card for each slip: the verdict with sign and words, what is printed, what follows from it, and what to do.
import { hex } from "./bytes.js";
import { CONTENTS } from "./contents.js";
import { make } from "./elements.js";
import { isVerified } from "./judging.js";
import { agrees, findings } from "./together.js";

// Never by colour alone: each verdict has a sign of its own.
const SIGNS = { good: "✓", disagrees: "!", test: "T", training: "T", foreign: "↗", unknown: "?", bad: "✕" };
const FINDING_SIGNS = { ok: "✓", explained: "!", wrong: "✕", open: "…" };
const COMPARED = "PZS"; // slips whose digits people compare with the record

/** The card of a slip. slips: all on this phone. redraw: called when the person has answered. */
export function card(slip, slips, words, redraw) {
  const found = findings(slip, slips);
  const differs = slip.compared === false;
  const verdict = isVerified(slip) && (differs || !agrees(found)) ? "disagrees" : slip.verdict;
  const why = verdict !== "disagrees" ? slip.why : differs ? "why_paper" : "why_disagrees";
  const element = make("section", `card ${verdict}`);
  Object.assign(element.dataset, { verdict, kind: slip.kind, why });
  const text = make("div", "", make("b", "", words.say(`verdict_${verdict}`)), why ? make("small", "", words.say(why)) : null);
  element.append(make("div", "head", signed(SIGNS[verdict]), text));
  if (isVerified(slip) && slip.content.mode) {
    element.append(make("p", "band", words.say(`mode_${slip.content.mode}`)));
    element.classList.add(slip.verdict);
  }
  element.append(make("div", "body", ...body(slip, found, verdict, words, redraw)));
  return element;
}

function signed(sign) {
  const element = make("span", "sign", sign);
  element.setAttribute("aria-hidden", "true");
  return element;
}

function body(slip, found, verdict, words, redraw) {
  if (!slip.content) return [make("p", "", words.say("keep_slip"))];
  const { content, kind, definitions } = slip;
  const title = words.say(`kind_${kind}`) + (kind === "P" ? ` № ${content.version}` : "");
  if (!isVerified(slip)) return [make("h2", "", title), make("p", "quiet", words.say("nothing_checked"))];
  const { election, precinct } = definitions;
  const place = [words.say("precinct", content.precinct), words.name(precinct.names), words.name(election.title)];
  return [
    make("h2", "", title),
    make("p", "quiet", place.filter((one, at) => place.indexOf(one) === at).join(" · ")),
    ...found.filter(({ is }) => is === "wrong").map(one => finding(one, words)),
    ...CONTENTS[kind](slip, words),
    ...found.filter(({ is }) => is !== "wrong").map(one => finding(one, words)),
    COMPARED.includes(kind) ? question(slip, words, redraw) : null,
    verdict === "disagrees" ? make("p", "", words.say("keep_slip")) : null,
    make("p", "print", words.say("fingerprint"), " ", make("code", "", hex(slip.object.hash).slice(0, 16).match(/..../g).join(" "))),
    shareButton(slip, verdict, title, words),
  ];
}

function finding({ word, values, is }, words) {
  const element = make("div", `finding ${is}`, make("span", "", words.say(word, ...values)));
  element.dataset.sign = FINDING_SIGNS[is];
  element.dataset.finding = word;
  return element;
}

/** The one thing that no phone can check: that the paper says what its code says. */
function question(slip, words, redraw) {
  if (slip.compared !== undefined) {
    const is = slip.compared ? "ok" : "wrong";
    return finding({ word: slip.compared ? "compared_ok" : "compared_wrong", values: [], is }, words);
  }
  const answer = (word, value) => {
    const button = make("button", "", words.say(word));
    button.onclick = () => {
      slip.compared = value;
      redraw();
    };
    return button;
  };
  const answers = make("div", "answers", answer("compare_yes", true), answer("compare_no", false));
  return make("div", "ask", make("b", "", words.say("compare")), answers);
}

function shareButton(slip, verdict, title, words) {
  const button = make("button", "plain", words.say("share"));
  button.onclick = () => share(slip, [words.say(`verdict_${verdict}`), title, words.say("precinct", slip.content.precinct)].join("\n"));
  return button;
}

/** Hand the signed object on, as a file that anybody can check again. */
async function share({ object, kind, content }, text) {
  const name = `${kind}-${content.precinct}-${hex(object.hash).slice(0, 8)}.cose`;
  const file = new File([object.bytes], name, { type: "application/octet-stream" });
  if (navigator.canShare?.({ files: [file] })) {
    try {
      await navigator.share({ text, files: [file] });
      return;
    } catch (error) {
      if (error.name === "AbortError") return; // the person changed their mind
    }
  }
  const link = make("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
