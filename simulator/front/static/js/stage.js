// The room: desk and booths side by side, as large as they fit, with nothing but paper between them.

import { icon, make } from "./dom.js";
import { store } from "./store.js";
import { makeTerminal } from "./terminal.js";

const GAP_PX = 22;
const FRAME_PX = 30; // of the device on both sides of its panel
const BELOW_PX = 120; // keys, frame and slot
const LEAST_ABOVE_PX = 106; // name plate and paper
const LEAST_SCALE = 0.5, MOST_SCALE = 2;
const LEAST_COLUMN_PX = 330; // of a terminal where they stand below each other
const NARROW = matchMedia("(max-width: 900px), (max-height: 560px)"); // as in narrow.css

/** @returns {HTMLElement} */
export function makeStage() {
  const row = make("div", { class: "row" });
  const stage = make("main", { class: "stage" }, row);
  let names = "";

  function fit() {
    const plans = store.terminals;
    if (!plans.length) return;
    const { width, height } = plans[0].display;
    const room = stage.clientWidth - 32;
    const columns = NARROW.matches
      ? Math.max(1, Math.min(plans.length, Math.floor(room / LEAST_COLUMN_PX))) : plans.length;
    const wide = (room - GAP_PX * (columns - 1)) / columns - FRAME_PX;
    const caption = Number.parseFloat(getComputedStyle(row).getPropertyValue("--caption")) || 0;
    const high = stage.clientHeight - BELOW_PX - caption - LEAST_ABOVE_PX - 16;
    const fits = NARROW.matches ? wide / width : Math.min(wide / width, Math.max(high, 0) / height);
    let scale = Math.min(NARROW.matches ? 1 : MOST_SCALE, Math.max(LEAST_SCALE, fits));
    if (scale >= 1) scale = Math.floor(scale * 2) / 2; // whole and half dots stay even
    row.style.setProperty("--panel-width", `${Math.floor(width * scale)}px`);
    row.style.setProperty("--panel-height", `${Math.floor(height * scale)}px`);
    row.classList.toggle("even", Number.isInteger(scale * devicePixelRatio));
  }

  store.on("hello", () => {
    const now = store.terminals.map((plan) => plan.name).join();
    if (now !== names) {
      names = now;
      row.replaceChildren(...store.terminals.flatMap((plan, at) =>
        at === 1 ? [paperOnly(), makeTerminal(plan)] : [makeTerminal(plan)]));
    }
    fit();
  });
  new ResizeObserver(fit).observe(stage);
  NARROW.addEventListener("change", fit);
  return stage;
}

/** What stands between the desk and the booths. */
function paperOnly() {
  return make("div", { class: "between", hint: "paper_only_hint" }, icon("slip"), make("span", { word: "paper_only" }));
}
