// One terminal as a device: name plate, paper, panel, keys, scanner window.

import { act } from "./connection.js";
import { icon, make, setWords } from "./dom.js";
import { takesThings } from "./hand.js";
import { listenToKeyboard, makeKeys, showKeys } from "./keys.js";
import { lines } from "./lines.js";
import { makePanel } from "./panel.js";
import { makePaper } from "./paper.js";
import { Heard, caption } from "./reading.js";
import { bring, nameOf } from "./show.js";
import { store } from "./store.js";
import { hasWords, told } from "./words.js";

/** What a firmware said that ended by itself, until the terminal is switched on again. @type {Map<string, any>} */
const errors = new Map();
store.on("log", (line) => {
  if (line.kind === "error" && line.terminal) errors.set(line.terminal, line);
});

/** @param {import("./store.js").TerminalPlan} plan @returns {HTMLElement} */
export function makeTerminal(plan) {
  const power = make("button", {
    type: "button", class: "power", role: "switch", label: "power", hint: "power",
    on: { click: () => act(lines.power(plan.name, !store.terminal(plan.name)?.powered)) },
  }, make("i"));
  const breaking = make("button", {
    type: "button", class: "quiet break", hint: "break_hint", on: { click: () => store.tell("break", plan.name) },
  }, icon("spark"), make("span", { word: "break" }));
  const polls = make("span", { class: "polls" });
  const badges = make("div", { class: "badges" });
  const plate = make("header", { class: "plate" },
    make("div", { class: "name" }, make("h2", nameOf(plan)), polls),
    make("p", { class: "knows", word: `${plan.role}_knows` }),
    make("div", { class: "tools" }, power, breaking),
    badges,
  );
  const heard = new Heard();
  const captioned = make("p", { class: "caption" });
  const screen = make("div", {
    class: "screen", tabindex: "0", role: "application", label: "panel_of", values: [plan.name],
  }, makePanel(plan), make("p", { class: "dark-note" }), ...heard.elements);
  const scanner = make("button", {
    type: "button", class: "scanner", hint: "scanner_hint", "data-scanner": plan.name,
    on: { click: () => store.tell("ask_for_code", plan.name) },
  }, make("span", { class: "window" }, make("i", { class: "beam" })), make("span", { class: "say", word: "scanner" }));
  takesThings(scanner, (thing) => bring(plan.name, thing));
  const section = make("section", { class: `terminal ${plan.role}`, "data-terminal": plan.name },
    make("div", { class: "top" }, plate, makePaper(plan)),
    make("div", { class: "device" },
      make("div", { class: "slot", hint: "slot" }, make("i")),
      make("div", { class: "bezel" }, screen),
      captioned,
      make("div", { class: "controls" }, makeKeys(plan), scanner),
    ),
  );
  takesThings(screen, (thing) => bring(plan.name, thing));
  listenToKeyboard(section, plan.name);
  store.on("state", () => showState(plan, section, { power, polls, badges, screen }));
  const read = () => {
    const page = store.terminal(plan.name)?.page ?? [];
    heard.hear(page);
    const said = caption(page);
    if (captioned.textContent === said) return;
    captioned.textContent = said;
    captioned.title = said;
  };
  store.on("state", read);
  store.on("language", read);
  return section;
}

/**
 * @param {import("./store.js").TerminalPlan} plan
 * @param {HTMLElement} section
 * @param {{power: HTMLElement, polls: HTMLElement, badges: HTMLElement, screen: HTMLElement}} parts
 */
function showState(plan, section, { power, polls, badges, screen }) {
  const state = store.terminal(plan.name);
  if (!state) return;
  section.classList.toggle("off", !state.powered);
  section.classList.toggle("dark", state.powered && !state.lit);
  section.classList.toggle("busy", state.busy);
  section.classList.toggle("printing", state.printer.busy);
  power.setAttribute("aria-checked", String(state.powered));
  const word = hasWords(`polls_${state.polls}`) ? `polls_${state.polls}` : "polls_unknown";
  setWords(polls, { word });
  polls.dataset.polls = state.polls ?? "";
  showKeys(section, state.keys_down ?? []);
  const note = /** @type {HTMLElement} */ (screen.querySelector(".dark-note"));
  if (state.powered) errors.delete(plan.name);
  const error = errors.get(plan.name);
  setWords(note, { word: state.powered ? "starting" : "no_power" });
  if (error) note.textContent = told(error, error.text);
  section.classList.toggle("failed", Boolean(error));
  showBadges(plan, badges, state);
}

const LASTING_MS = 900;
/** When each fault was seen first. @type {Map<string, number>} */
const since = new Map();

/** A key under a finger looks like a stuck one; a fault is what stays. @param {string} key */
function lasts(key) {
  if (!since.has(key)) since.set(key, performance.now());
  return performance.now() - (since.get(key) ?? 0) > LASTING_MS;
}

/** @param {import("./store.js").TerminalPlan} plan @param {HTMLElement} badges @param {any} state */
function showBadges(plan, badges, state) {
  const wanted = Object.keys(state.faults).filter((id) => lasts(`${plan.name} ${id}`));
  for (const key of since.keys()) {
    if (key.startsWith(`${plan.name} `) && !(key.slice(plan.name.length + 1) in state.faults)) since.delete(key);
  }
  if (badges.dataset.shown === wanted.join()) return;
  badges.dataset.shown = wanted.join();
  badges.replaceChildren(...wanted.map((id) => {
    const known = hasWords(`fault.${id}`);
    const fault = store.hello.faults?.find((/** @type {any} */ each) => `${each.part}.${each.id}` === id);
    return make("button", {
      type: "button", class: "badge", on: { click: () => {
        store.tell("break", plan.name);
        store.tell("break_part", id.split(".")[0]);
      } },
      ...(known ? { word: `fault.${id}` } : { text: fault?.label ?? id }),
    });
  }));
}
