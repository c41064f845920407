// The ballot box: transparent, so that everybody sees it fill.

import { act } from "./connection.js";
import { icon, make } from "./dom.js";
import { takesThings } from "./hand.js";
import { lines } from "./lines.js";
import { store } from "./store.js";

const MOST_DRAWN = 60;
const LAYER = 6; // slips side by side before the heap grows

/** @returns {HTMLElement} */
export function makeBox() {
  const heap = make("div", { class: "heap-of-slips" });
  const inside = make("b", { class: "inside", text: "0" });
  const facts = ["marked", "activations", "paper", "spoiled"].map((name) => ({ name, value: make("dd", { text: "0" }) }));
  const box = make("button", { type: "button", class: "glass-box", hint: "box_hint", label: "ballot_box" },
    make("span", { class: "lid" }, make("i")), heap, make("span", { class: "seal" }, icon("mark")));
  takesThings(box, (thing) => act(lines.intoBox(thing)), (kind) => kind === "slip");
  store.on("state", ({ box: state, counts }) => {
    if (inside.textContent !== String(state.ballots)) {
      inside.textContent = String(state.ballots);
      draw(heap, state.ballots);
    }
    for (const { name, value } of facts) value.textContent = String({ ...counts, spoiled: state.spoiled }[name]);
  });
  return make("section", { class: "box" },
    box,
    make("div", { class: "box-text" }, make("h3", { word: "ballot_box" }), inside, make("small", { word: "ballots_inside" }),
      make("dl", { class: "box-facts" }, ...facts.flatMap(({ name, value }) => [make("dt", { word: `fact_${name}` }), value]))));
}

/** Slips lie where chance, drawn from their number, let them fall. @param {HTMLElement} heap @param {number} count */
function draw(heap, count) {
  const drawn = Math.min(count, MOST_DRAWN);
  while (heap.childElementCount > drawn) heap.lastElementChild?.remove();
  while (heap.childElementCount < drawn) {
    const at = heap.childElementCount;
    const chance = (/** @type {number} */ salt) => ((Math.sin(at * 12.9898 + salt) * 43758.5453) % 1 + 1) % 1;
    heap.append(make("i", {
      style: `--x:${((at % LAYER) + chance(1)) / (LAYER + 1)};--layer:${Math.floor(at / LAYER)};` +
        `--turn:${Math.round(chance(2) * 70 - 35)}deg`,
    }));
  }
}
