// The six keys of a terminal, by mouse and, while the terminal has the focus, by keyboard.

import { byFinger } from "./connection.js";
import { icon, make } from "./dom.js";
import { lines } from "./lines.js";

const ARROWS = ["up", "down", "left", "right"];
/** @type {Record<string, string>} */
const ON_KEYBOARD = {
  ArrowUp: "up", ArrowDown: "down", ArrowLeft: "left", ArrowRight: "right",
  Enter: "ok", Backspace: "back", Escape: "back",
};

const SHORTEST_MS = 90; // a click may be shorter than any finger

/** @param {string} at @param {string} key @returns {() => void} lets the key go */
function hold(at, key) {
  const since = performance.now();
  byFinger(at, lines.hold(at, key));
  return () => void byFinger(at, lines.release(at, key), { notBefore: since + SHORTEST_MS });
}

/** @param {import("./store.js").TerminalPlan} plan @returns {HTMLElement} */
export function makeKeys(plan) {
  const buttons = plan.keys.map((key) => {
    const button = make("button", {
      type: "button", class: `key key-${key}`, label: `key_${key}`, hint: `key_${key}`,
      "data-key": key, tabindex: "-1", ...(ARROWS.includes(key) ? {} : { word: `key_${key}` }),
    }, ARROWS.includes(key) && icon("arrow"));
    /** @type {(() => void) | null} */
    let release = null;
    const letGo = () => {
      release?.();
      release = null;
    };
    button.addEventListener("pointerdown", (/** @type {PointerEvent} */ event) => {
      if (event.button !== 0 || release) return;
      button.setPointerCapture(event.pointerId);
      release = hold(plan.name, key);
    });
    for (const kind of ["pointerup", "pointercancel"]) button.addEventListener(kind, letGo);
    button.addEventListener("click", (/** @type {MouseEvent} */ event) => {
      if (event.detail === 0) hold(plan.name, key)(); // a screen reader or a script, no pointer
    });
    return button;
  });
  return make("div", { class: "keys", role: "group", label: "keys" }, ...buttons);
}

/**
 * The keyboard of whoever sits here acts on the terminal that has the focus.
 * @param {HTMLElement} section @param {string} name
 */
export function listenToKeyboard(section, name) {
  /** @type {Map<string, () => void>} */
  const down = new Map();
  section.addEventListener("keydown", (event) => {
    const key = ON_KEYBOARD[event.key];
    if (!key || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = /** @type {HTMLElement} */ (event.target);
    if (target.closest("button, input, [data-thing]")) return;
    event.preventDefault();
    if (!event.repeat && !down.has(key)) down.set(key, hold(name, key));
  });
  section.addEventListener("keyup", (event) => {
    const key = ON_KEYBOARD[event.key];
    if (!key) return;
    down.get(key)?.();
    down.delete(key);
  });
  section.addEventListener("focusout", () => {
    for (const release of down.values()) release();
    down.clear();
  });
}

/** Show which keys are down. @param {HTMLElement} section @param {string[]} down */
export function showKeys(section, down) {
  for (const button of section.querySelectorAll(".key")) {
    button.classList.toggle("down", down.includes(/** @type {HTMLElement} */ (button).dataset.key ?? ""));
  }
}
