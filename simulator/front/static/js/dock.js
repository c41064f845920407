// The lower part of the page: one of six tables at a time, and the ballot box beside them.

import { icon, make } from "./dom.js";
import { putBack } from "./hand.js";
import { store } from "./store.js";

const ICONS = { tray: "cards", faults: "spark", wire: "wave", commands: "code", knowing: "eye", centre: "centre" };

/** @param {Record<string, HTMLElement>} tables @param {HTMLElement} box @returns {HTMLElement} */
export function makeDock(tables, box) {
  const tabs = Object.keys(tables).map((name) => make("button", {
    type: "button", role: "tab", id: `tab-${name}`, "aria-controls": `table-${name}`, "data-tab": name,
    on: { click: () => open(name) },
  }, icon(ICONS[/** @type {keyof typeof ICONS} */ (name)]), make("span", { word: `tab_${name}` })));
  const bodies = Object.entries(tables).map(([name, table]) =>
    make("div", { role: "tabpanel", id: `table-${name}`, "aria-labelledby": `tab-${name}`, class: "table" }, table));
  const tall = make("button", { type: "button", class: "quiet tall", hint: "taller", label: "taller", on: { click: () => {
    const isTall = dock.classList.toggle("is-tall");
    tall.setAttribute("aria-pressed", String(isTall));
    store.tell("tab", "");
  } } }, icon("tall"));

  const hand = make("p", { id: "in-hand", hidden: true, "aria-live": "polite" }, make("span", {}),
    make("button", { type: "button", word: "put_back", on: { click: putBack } }));

  /** @param {string} name */
  function open(name) {
    for (const tab of tabs) tab.setAttribute("aria-selected", String(tab.dataset.tab === name));
    for (const body of bodies) body.hidden = body.id !== `table-${name}`;
    store.tell("tab", name);
  }

  tabs.forEach((tab, at) => tab.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = tabs[(at + step + tabs.length) % tabs.length];
    next.focus();
    next.click();
  }));
  store.on("break", () => open("faults"));
  store.on("show_table", open);
  store.on("ask_for_code", () => open("tray"));
  const dock = make("section", { class: "dock" },
    make("div", { class: "tables" },
      make("div", { class: "tabs", role: "tablist", label: "tables" }, ...tabs, hand, tall), ...bodies),
    box);
  open("tray");
  return dock;
}
