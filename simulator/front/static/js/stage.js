// The room: desks and booths side by side, as large as they fit, with nothing but paper between them.

import { icon, make } from "./dom.js";
import { store } from "./store.js";
import { makeTerminal } from "./terminal.js";

const GAP_PX = 22;
const FRAME_PX = 30; // of the device on both sides of its panel
const BELOW_PX = 120; // keys, frame and slot
const BESIDE_PX = 152; // caption, scanner and keys beside an upright panel, as in beside.css
const BESIDE_FRAME_PX = 42; // of the device above and below such a panel
const LEAST_ABOVE_PX = 98; // name plate and paper
const LEAST_SCALE = 0.4, MOST_SCALE = 2;
const LEAST_COLUMN_PX = 330; // of a terminal where they stand below each other
const NARROW = matchMedia("(max-width: 900px), (max-height: 560px)"); // as in narrow.css
const LOW = matchMedia("(max-height: 560px) and (min-width: 420px)"); // a whole panel beside its keys still fits

/** @returns {HTMLElement} */
export function makeStage() {
  const row = make("div", { class: "row" });
  const stage = make("main", { class: "stage" }, row);
  let names = "";

  function fit() {
    const plans = store.terminals;
    if (!plans.length) return;
    const { width, height } = plans[0].display;
    const beside = height > width && (LOW.matches || !NARROW.matches);
    row.classList.toggle("beside", beside);
    const room = stage.clientWidth - 32;
    const columns = NARROW.matches
      ? Math.max(1, Math.min(plans.length, Math.floor(room / LEAST_COLUMN_PX))) : plans.length;
    const wide = (room - GAP_PX * (columns - 1)) / columns - FRAME_PX - (beside ? BESIDE_PX : 0);
    const high = highest(row, stage, beside);
    let scale = Math.max(LEAST_SCALE, Math.min(NARROW.matches ? 1 : MOST_SCALE, wide / width, high / height));
    if (scale >= 1) scale = Math.floor(scale * 2) / 2; // whole and half dots stay even
    row.style.setProperty("--panel-width", `${Math.floor(width * scale)}px`);
    row.style.setProperty("--panel-height", `${Math.floor(height * scale)}px`);
    row.classList.toggle("even", Number.isInteger(scale * devicePixelRatio));
  }

  store.on("hello", () => {
    const now = store.terminals.map((plan) => plan.name).join();
    if (now !== names) {
      names = now;
      const of = (/** @type {string} */ role) => store.terminals.filter((plan) => plan.role === role).map(makeTerminal);
      row.replaceChildren(...of("desk"), paperOnly(), ...of("booth"));
    }
    fit();
  });
  new ResizeObserver(fit).observe(stage);
  for (const query of [NARROW, LOW]) query.addEventListener("change", fit);
  return stage;
}

/** How high a panel may be. @param {HTMLElement} row @param {HTMLElement} stage @param {boolean} beside */
function highest(row, stage, beside) {
  if (NARROW.matches) return beside ? innerHeight - 2 * BESIDE_FRAME_PX : Infinity;
  const caption = Number.parseFloat(getComputedStyle(row).getPropertyValue("--caption")) || 0;
  const below = beside ? BESIDE_FRAME_PX : BELOW_PX + caption;
  return Math.max(0, stage.clientHeight - 18 - LEAST_ABOVE_PX - below);
}

/** What stands between the desk and the booths. */
function paperOnly() {
  return make("div", { class: "between", hint: "paper_only_hint" }, icon("slip"), make("span", { word: "paper_only" }));
}
