// What a person holds: cards and slips are dragged to a place, or clicked and then the place is clicked.

import { setWords } from "./dom.js";
import { store } from "./store.js";

/** @typedef {{id: string, kind: string, title: string, text?: string}} Held `text` is a code from a photograph */

const MIME = "application/x-tamga";
/** @type {Held | null} */
let held = null;

export const inHand = () => held;

/** @param {Held} thing */
export function take(thing) {
  held = thing;
  show();
}

/** Put back what is in the hand. */
export function putBack() {
  held = null;
  show();
}

function show() {
  const note = /** @type {HTMLElement} */ (document.getElementById("in-hand"));
  document.body.dataset.hand = held?.kind ?? "";
  note.hidden = !held;
  if (held) setWords(/** @type {HTMLElement} */ (note.querySelector("span")), { word: "in_hand" }, [held.title]);
  for (const element of document.querySelectorAll("[data-thing]")) {
    const mine = held !== null && /** @type {HTMLElement} */ (element).dataset.thing === held.id;
    element.classList.toggle("held", mine);
    element.setAttribute("aria-pressed", String(mine));
  }
}

/**
 * Make an element something that can be taken: dragged, or clicked and brought.
 * @param {HTMLElement} element
 * @param {() => Held} thing
 * @param {{click?: boolean}} [how] click: false where a click means something else
 */
export function canBeTaken(element, thing, { click = true } = {}) {
  element.draggable = true;
  element.dataset.thing = thing().id;
  element.addEventListener("dragstart", (event) => {
    event.dataTransfer?.setData(MIME, JSON.stringify(thing()));
    if (event.dataTransfer) event.dataTransfer.effectAllowed = "copyMove";
    take(thing());
  });
  element.addEventListener("dragend", putBack);
  if (!click) return;
  element.addEventListener("click", () => (held?.id === thing().id ? putBack() : take(thing())));
}

/**
 * Make an element a place where things can be brought.
 * @param {HTMLElement} element
 * @param {(thing: Held) => void} brought
 * @param {(kind: string) => boolean} [accepts]
 */
export function takesThings(element, brought, accepts = () => true) {
  const wants = () => held !== null && accepts(held.kind);
  element.addEventListener("dragover", (event) => {
    if (!wants()) return;
    event.preventDefault();
    element.classList.add("over");
  });
  element.addEventListener("dragleave", () => element.classList.remove("over"));
  element.addEventListener("drop", (event) => {
    element.classList.remove("over");
    if (!wants() || !held) return;
    event.preventDefault();
    event.stopPropagation();
    brought(held);
    putBack();
  });
  element.addEventListener("click", (event) => {
    if (!wants() || !held) return;
    event.stopPropagation();
    brought(held);
    putBack();
  });
}
