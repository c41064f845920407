// Paper out of a printer: rows as they are burnt, the first one on top, and slips once they are cut.

import { calm, make } from "./dom.js";
import { canBeTaken } from "./hand.js";
import { store } from "./store.js";
import { enlarge } from "./viewer.js";
import { hasWords, say } from "./words.js";

const FIRST_ROWS = 512;
const KEPT_SLIPS = 2; // in the slot at once; older ones lie in the tray

/** @param {import("./store.js").TerminalPlan} plan @returns {HTMLElement} */
export function makePaper(plan) {
  const way = make("div", { class: "paper-way" });
  let isNew = true; // the tray that says what hung there has not come yet
  let strip = new Strip(plan);

  store.on("paper", ({ terminal, piece, row, picture }) => {
    if (terminal !== plan.name) return;
    if (strip.piece !== piece) strip = new Strip(plan, piece);
    strip.add(row, picture);
    if (!strip.element.isConnected) way.append(strip.element);
    way.classList.add("printing");
  });
  store.on("slip", (slip) => {
    if (slip.terminal !== plan.name) return;
    way.querySelector(`[data-thing="${slip.id}"]`)?.remove();
    strip.cut(slip);
    leave(strip.element);
    way.classList.remove("printing");
    strip = new Strip(plan);
    const cut = [...way.querySelectorAll(".strip.cut")];
    for (const old of cut.slice(0, -KEPT_SLIPS)) old.remove();
  });
  store.on("roll", ({ terminal }) => {
    if (terminal !== plan.name) return;
    strip.element.remove();
    way.classList.remove("printing");
    strip = new Strip(plan);
  });
  store.on("hello", () => {
    for (const element of way.querySelectorAll(".strip:not(.cut)")) element.remove();
    strip = new Strip(plan);
  });
  store.on("tray", () => {
    for (const element of way.querySelectorAll(".strip.cut")) leave(/** @type {HTMLElement} */ (element));
    if (isNew && store.tray.length && !way.childElementCount) showWaiting(plan, way);
    isNew &&= !store.tray.length;
  });
  return way;
}

/** The slip that hung there before this page came. @param {import("./store.js").TerminalPlan} plan @param {HTMLElement} way */
function showWaiting(plan, way) {
  const item = store.tray.findLast((each) => each.kind === "slip" && each.terminal === plan.name);
  if (!item || item.where === "box") return;
  const strip = new Strip(plan);
  const picture = make("img", { src: item.picture, alt: "", draggable: "false" });
  strip.canvas.replaceWith(picture);
  picture.addEventListener("load", () => {
    const rows = (picture.naturalHeight * plan.printer.width_dots) / picture.naturalWidth;
    for (const name of ["--rows", "--height"]) strip.element.style.setProperty(name, String(rows));
  });
  strip.cut({ id: item.id, kind: item.slip ?? "" }, item.picture);
  way.prepend(strip.element);
}

/** A slip that went into the box falls there; one that is no more just goes. @param {HTMLElement} element */
function leave(element) {
  const item = store.item(element.dataset.thing ?? "");
  if (!item || item.where !== "box" || element.classList.contains("leaving")) return;
  element.classList.add("leaving");
  const box = document.querySelector(".box .glass-box");
  if (!box || calm()) return element.remove();
  const [from, to] = [element.getBoundingClientRect(), box.getBoundingClientRect()];
  const way = `translate(${to.x + to.width / 2 - from.x - from.width / 2}px, ${to.y - from.y - from.height * 0.6}px)`;
  element.classList.add("flying");
  element.animate(
    [
      { transform: "none" },
      { transform: `${way} scale(.45)`, opacity: 1, offset: 0.85 },
      { transform: `${way} scale(.3)`, opacity: 0 },
    ],
    { duration: 1100, delay: 900, easing: "cubic-bezier(.5,0,.3,1)" },
  ).finished.then(() => element.remove(), () => element.remove());
}

/** One piece of paper. */
class Strip {
  /** @param {import("./store.js").TerminalPlan} plan @param {number | null} [piece] */
  constructor(plan, piece = null) {
    this.piece = piece;
    this.rows = 0;
    this.canvas = make("canvas", { width: plan.printer.width_dots, height: FIRST_ROWS });
    this.element = make("div", { class: "strip" }, this.canvas);
  }

  /** @param {number} row @param {ImageBitmap} picture */
  add(row, picture) {
    const end = row + picture.height;
    if (end > this.canvas.height) {
      const longer = make("canvas", { width: this.canvas.width, height: Math.max(end, 2 * this.canvas.height) });
      longer.getContext("2d").drawImage(this.canvas, 0, 0);
      this.canvas.replaceWith(longer);
      this.canvas = longer;
    }
    this.canvas.getContext("2d").drawImage(picture, 0, row);
    this.rows = Math.max(this.rows, end);
    this.element.style.setProperty("--rows", String(this.rows));
    this.element.style.setProperty("--height", String(this.canvas.height));
  }

  /** @param {{id: string, kind: string}} slip @param {string} [picture] */
  cut(slip, picture) {
    const word = `slip_${slip.kind}`;
    const thing = () => ({ id: slip.id, kind: "slip", title: hasWords(word) ? say(word) : slip.id });
    const element = this.element;
    element.classList.add("cut", `slip-${slip.kind}`);
    Object.assign(element, { tabIndex: 0, role: "button" });
    element.setAttribute("aria-label", `${thing().title}, ${slip.id}`);
    canBeTaken(element, thing, { click: false });
    element.addEventListener("click", () => enlarge(thing(), picture ?? this.picture()));
    element.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
      if (event.key === "Enter" || event.key === " ") enlarge(thing(), picture ?? this.picture());
    });
  }

  picture() {
    const page = make("canvas", { width: this.canvas.width, height: this.rows });
    page.getContext("2d").drawImage(this.canvas, 0, 0);
    return page.toDataURL();
  }
}
