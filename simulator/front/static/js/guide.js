// The tour's strip: the step that is next, or the one that the person looks at.

import { makeAnew } from "./anew.js";
import { act } from "./connection.js";
import { calm, icon, make, setWords } from "./dom.js";
import { STEPS } from "./guide_steps.js";
import { store } from "./store.js";
import { told } from "./words.js";

const POINTED_MS = 4200;
const SETTLED_MS = 6000;

/** @type {Set<string>} */
const seen = new Set();
store.on("log", ({ text, kind }) => {
  if (kind !== "act") return;
  const [, at, thing] = /^(\S+) (?:show|scan) (.+)$/.exec(text) ?? [];
  if (!thing) return;
  seen.add(`shown ${thing}`);
  if (!at.startsWith("booth") || !thing.startsWith("slip") || isKeySlip(thing)) return;
  seen.add("slip at booth");
});

/** @param {string} thing */
function isKeySlip(thing) {
  return thing === "slip key" || store.item(thing)?.slip === "key";
}

/** @returns {HTMLElement} */
export function makeGuide() {
  let looking = -1; // the step chosen by hand, -1 follows the state
  let next = 0, doing = false, shown = "";
  /** @type {import("./connection.js").Answer | null} */
  let failed = null;
  /** @type {Set<string>} terminals that lost their power after the start */
  const cut = new Set();
  /** @type {(() => void)[]} who waits for the next state */
  const waiting = [];

  const dots = STEPS.map((step, at) => make("button", {
    type: "button", class: "step-dot", "data-step": step.id, hint: `step.${step.id}`, label: `step.${step.id}`,
    on: { click: () => { looking = at === next ? -1 : at; show(); } },
  }, make("i")));
  const number = make("span", { class: "step-number" });
  const title = make("b", { class: "step-title" });
  const text = make("p", { class: "step-text" });
  const point = make("button", { type: "button", class: "quiet", word: "show_me", on: { click: showPlaces } });
  const failure = make("p", { class: "step-failure", role: "alert", hidden: true });
  const offers = make("div", { class: "step-offers" });
  const anew = makeAnew("primary anew");
  const strip = make("section", { class: "guide", label: "guide" },
    make("div", { class: "step-dots" }, ...dots),
    number,
    make("div", { class: "step" }, title, text, failure),
    make("div", { class: "step-acts" }, point, offers, anew),
    make("button", {
      type: "button", class: "quiet fold", hint: "fold", label: "fold", on: { click: () => strip.classList.toggle("folded") },
    }, icon("fold")));

  const world = () => ({ state: store.state, hello: store.hello, tray: store.tray, seen });
  const current = () => (looking >= 0 ? looking : Math.min(next, STEPS.length - 1));

  function notice() {
    for (const [name, { powered }] of Object.entries(store.state.terminals)) {
      if (!powered) cut.add(name);
      else if (cut.delete(name) && store.state.box.ballots + store.state.counts.activations > 0) seen.add("power came back");
    }
    if (store.state.autopilot.running) seen.add("autopilot ran");
    const done = STEPS.map((step) => step.done(world()));
    // Who is through with a later step needs no earlier one; those that may be left out ask for nothing.
    const last = STEPS.findLastIndex((step, at) => !step.optional && done[at]);
    const open = STEPS.findIndex((_, at) => at > last && !done[at]);
    const now = open < 0 ? STEPS.length : open;
    dots.forEach((dot, at) => dot.classList.toggle("done", done[at] || at < last));
    if (now !== next) {
      looking = -1;
      failed = null;
    }
    next = now;
    show();
    for (const settle of waiting.splice(0)) settle();
  }

  function show() {
    const finished = next >= STEPS.length && looking < 0;
    const at = current(), step = STEPS[at];
    const words = finished ? { word: "step.done.text" } : step.text?.(world()) ?? { word: `step.${step.id}.text` };
    const offered = finished ? [] : step.offers(world());
    const why = !finished && step.explains?.(world()) || !failed ? "" : told(failed, failed.say);
    const now = JSON.stringify([finished, at, next, words, offered, doing, Boolean(failed), why]);
    if (now === shown) return;
    shown = now;
    dots.forEach((dot, each) => dot.setAttribute("aria-current", String(!finished && each === at)));
    setWords(number, { word: "step_of" }, [finished ? STEPS.length : at + 1, STEPS.length]);
    setWords(title, { word: finished ? "step.done" : `step.${step.id}` });
    setWords(text, { word: words.word }, words.values);
    if (why) setWords(failure, { word: "step_failed" }, [why]);
    failure.hidden = !why;
    point.hidden = finished;
    anew.hidden = !finished && !failed;
    anew.classList.toggle("primary", finished);
    anew.classList.toggle("quiet", !finished);
    offers.replaceChildren(...offered.map(({ word, values, lines, stays }) => make("button", {
      type: "button", class: "primary do-it", word, values, disabled: doing, on: { click: () => run(step, lines, stays) },
    })));
    strip.classList.toggle("doing", doing);
  }

  function showPlaces() {
    const step = STEPS[current()];
    store.tell("show_table", step.table);
    if (step.heap) store.tell("show_heap", step.heap);
    const places = [...document.querySelectorAll(step.show(world()))];
    for (const place of places) place.classList.add("pointed");
    places[0]?.scrollIntoView({ block: "nearest", behavior: calm() ? "auto" : "smooth" });
    setTimeout(() => { for (const place of places) place.classList.remove("pointed"); }, POINTED_MS);
  }

  /** @param {import("./guide_steps.js").Step} step @param {string[]} lines @param {boolean} [stays] */
  async function run(step, lines, stays) {
    const speed = store.state.speed;
    doing = true;
    failed = null;
    show();
    if (step.quick && speed !== "max") await act(`speed max`, { quiet: true });
    /** @type {import("./connection.js").Answer} */
    let answer = { ok: true, say: "" };
    for (const line of lines) {
      answer = await act(line, { shown: true });
      if (!answer.ok) break;
    }
    if (step.quick && speed !== "max") await act(`speed ${speed}`, { quiet: true });
    if (!answer.ok) failed = answer;
    else if (!stays) await settled(step);
    doing = false;
    show();
  }

  /** Until one sees that a step is done, for some seconds: a line's answer comes before the pages that follow it. */
  async function settled(/** @type {import("./guide_steps.js").Step} */ step) {
    const until = performance.now() + SETTLED_MS;
    while (!step.done(world()) && performance.now() < until) {
      await Promise.race([
        new Promise((resolve) => waiting.push(/** @type {() => void} */ (resolve))),
        new Promise((resolve) => setTimeout(resolve, until - performance.now())),
      ]);
    }
  }

  store.on("state", notice);
  store.on("language", () => { if (store.state) show(); });
  store.on("tray", () => { if (store.state) notice(); });
  store.on("centre", ({ state }) => {
    if (state === "received") seen.add("receipt came");
    if (store.state) notice();
  });
  return strip;
}
