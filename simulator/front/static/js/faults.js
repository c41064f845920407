// Break a part of a terminal on purpose, and read what it should do about it: one terminal and one part at a time.

import { act } from "./connection.js";
import { make, setWords } from "./dom.js";
import { lines } from "./lines.js";
import { store } from "./store.js";
import { nameOf } from "./show.js";
import { hasWords, say } from "./words.js";

/** @returns {HTMLElement} */
export function makeFaults() {
  let at = "", part = "";
  const which = make("div", { class: "which", role: "group", label: "which_terminal" });
  const chips = make("nav", { class: "bar fault-bar", label: "tab_faults" });
  const parts = make("div", { class: "fault-parts", tabindex: "-1" });
  /** @type {((faults: Record<string, any>) => void)[]} */
  let shows = [];

  /** @param {string} name */
  function choose(name) {
    at = name;
    for (const button of which.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button.dataset.at === name));
    }
    showValues();
  }

  /** @param {string} name */
  function choosePart(name) {
    part = name;
    for (const chip of chips.children) chip.setAttribute("aria-pressed", String(chip.dataset.part === part));
    for (const section of parts.children) section.hidden = section.dataset.part !== part;
  }

  function showValues() {
    const faults = store.terminal(at)?.faults ?? {};
    const broken = new Set(Object.keys(faults).map((id) => id.split(".")[0]));
    for (const chip of chips.children) chip.classList.toggle("on", broken.has(chip.dataset.part));
    for (const show of shows) show(faults);
  }

  store.on("hello", ({ faults }) => {
    which.replaceChildren(...store.terminals.map((plan) => make("button", {
      type: "button", "data-at": plan.name, ...nameOf(plan), on: { click: () => choose(plan.name) },
    })), make("button", { type: "button", class: "quiet", word: "mend_all", on: { click: () => act(lines.mendAll(at)) } }));
    /** @type {Map<string, any[]>} */
    const byPart = new Map();
    for (const fault of faults) byPart.set(fault.part, [...(byPart.get(fault.part) ?? []), fault]);
    shows = [];
    chips.replaceChildren(...[...byPart.keys()].map((part) => make("button", {
      type: "button", class: "chip", "data-part": part, on: { click: () => choosePart(part) },
      ...(hasWords(`part_${part}`) ? { word: `part_${part}` } : { text: part }),
    })));
    parts.replaceChildren(...[...byPart].map(([part, some]) => make("section", { class: "fault-part", "data-part": part },
      ...some.map((fault) => {
        const { row, show } = makeFault(fault, (value) => act(lines.fault(at, fault.part, fault.id, value)));
        shows.push(show);
        return row;
      }))));
    choosePart(byPart.has(part) ? part : faults[0].part);
    choose(store.terminals.some((plan) => plan.name === at) ? at : store.terminals[0].name);
  });
  store.on("state", showValues);
  store.on("break", choose);
  store.on("break_part", choosePart);
  return make("div", { class: "faults" }, which, chips, parts);
}

/**
 * @param {import("./store.js").Fault} fault
 * @param {(value: string | number) => void} set
 * @returns {{row: HTMLElement, show: (faults: Record<string, any>) => void}}
 */
function makeFault(fault, set) {
  const key = `${fault.part}.${fault.id}`;
  const name = make("b", hasWords(`fault.${key}`) ? { word: `fault.${key}` } : { text: fault.label });
  const expect = make("small", hasWords(`expect.${key}`) ? { word: `expect.${key}` } : { text: fault.expect ?? "" });
  const { control, show } = controls[fault.kind](fault, set);
  const row = make(fault.kind === "button" ? "div" : "label", { class: `fault fault-${fault.kind}`, "data-fault": key },
    make("span", { class: "fault-text" }, name, expect), control);
  return { row, show: (faults) => { row.classList.toggle("on", key in faults); show(faults[key]); } };
}

/**
 * @typedef {(fault: import("./store.js").Fault, set: (value: string | number) => void) =>
 *   {control: HTMLElement, show: (value: any) => void}} MakeControl
 */

/** @type {Record<string, MakeControl>} by kind of fault */
const controls = {
  switch(fault, set) {
    const control = make("input", {
      type: "checkbox", class: "switch", role: "switch", on: { change: () => set(control.checked ? "on" : "off") },
    });
    return { control, show: (value) => { control.checked = Boolean(value); } };
  },
  slider(fault, set) {
    const range = make("input", {
      type: "range", min: fault.min ?? 0, max: fault.max ?? 1, step: fault.step ?? "any", value: fault.min ?? 0,
      on: { change: () => set(range.value), input: tell },
    });
    const amount = make("output", {});
    function tell() {
      const unit = hasWords(`unit_${fault.unit}`) ? say(`unit_${fault.unit}`) : fault.unit ?? "";
      amount.textContent = `${range.value} ${unit}`;
    }
    tell();
    return {
      control: make("span", { class: "slide" }, range, amount),
      show: (value) => {
        if (document.activeElement === range) return;
        range.value = String(value ?? fault.min ?? 0);
        tell();
      },
    };
  },
  choice(fault, set) {
    const choices = fault.choices ?? [];
    const rest = choices.includes("none") ? "none" : ""; // "": what only happens, and has no way back
    const control = make("select", { on: { change: () => control.value && set(control.value) } },
      make("option", { value: rest, word: "choice_off" }),
      ...choices.filter((each) => each !== rest).map((each) => make("option", { value: each, text: each })));
    return { control, show: (value) => { if (document.activeElement !== control) control.value = value ?? rest; } };
  },
  button(fault, set) {
    return { control: make("button", { type: "button", word: "do_it", on: { click: () => set("") } }), show: () => {} };
  },
  text(fault, set) {
    const control = make("input", { type: "text", placeholder: fault.example ?? "", on: { change: () => set(control.value) } });
    return { control, show: (value) => { if (document.activeElement !== control) control.value = value ?? ""; } };
  },
};
