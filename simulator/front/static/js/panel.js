// A terminal's panel: the dots that its display controller holds, and a finger on the glass.

import { byFinger } from "./connection.js";
import { make } from "./dom.js";
import { lines } from "./lines.js";
import { store } from "./store.js";

const MOVE_EVERY_MS = 60;
const SHORTEST_MS = 90; // a click may be shorter than any touch
const MOVE_DOTS = 3; // less is the same place

/** @typedef {import("./store.js").TerminalPlan} TerminalPlan */

/** @param {TerminalPlan} plan @returns {HTMLElement} */
export function makePanel(plan) {
  const { width, height } = plan.display;
  const canvas = make("canvas", { width, height, class: "dots", "data-terminal": plan.name });
  const pen = canvas.getContext("2d", { alpha: false });
  pen.fillRect(0, 0, width, height);
  store.on("display", ({ terminal, x, y, picture }) => {
    if (terminal === plan.name) pen.drawImage(picture, x, y);
  });
  const finger = make("span", { class: "finger", hidden: true });
  const glass = make("div", { class: "glass" }, canvas, finger);
  listenToFinger(plan, canvas, finger);
  return glass;
}

/** @param {TerminalPlan} plan @param {HTMLCanvasElement} canvas @param {HTMLElement} finger */
function listenToFinger(plan, canvas, finger) {
  let down = false, downAt = 0, last = [0, 0], lastAt = 0;

  /** @param {PointerEvent} event */
  const dot = (event) => {
    const box = canvas.getBoundingClientRect();
    const along = (/** @type {number} */ at, /** @type {number} */ size, /** @type {number} */ dots) =>
      Math.min(dots - 1, Math.max(0, Math.floor((at / size) * dots)));
    finger.style.left = `${event.clientX - box.left}px`;
    finger.style.top = `${event.clientY - box.top}px`;
    return [
      along(event.clientX - box.left, box.width, canvas.width),
      along(event.clientY - box.top, box.height, canvas.height),
    ];
  };

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    down = true;
    downAt = performance.now();
    finger.hidden = false;
    last = dot(event);
    byFinger(plan.name, lines.touchDown(plan.name, last[0], last[1]));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!down) return;
    const [x, y] = dot(event);
    const moved = Math.abs(x - last[0]) >= MOVE_DOTS || Math.abs(y - last[1]) >= MOVE_DOTS;
    if (!moved || event.timeStamp - lastAt < MOVE_EVERY_MS) return;
    [last, lastAt] = [[x, y], event.timeStamp];
    byFinger(plan.name, lines.touchMove(plan.name, x, y), { quiet: true });
  });
  const lift = () => {
    if (!down) return;
    down = false;
    finger.hidden = true;
    byFinger(plan.name, lines.touchUp(plan.name), { notBefore: downAt + SHORTEST_MS });
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
}
