// What passes on the lines between a terminal's processor and its parts, live.

import { icon, make, setWords } from "./dom.js";
import { store } from "./store.js";
import { nameOf } from "./show.js";
import { hasWords, say } from "./words.js";

const KEPT = 2000, SHOWN = 150;
const BETWEEN = /(; |, | × )/; // the pieces of a meaning
const PARTS = ["scanner", "printer", "touch", "keys", "display", "flash-a", "flash-b", "clock", "serial"];

/** @returns {HTMLElement} */
export function makeWire() {
  /** @type {any[]} */
  let events = [];
  let paused = false, due = false;
  const hidden = new Set(["clock"]);
  let only = "";
  const list = make("ol", { class: "wire-lines", tabindex: "0", label: "tab_wire" });
  const pause = make("button", { type: "button", class: "quiet pause", "aria-pressed": "false", on: { click: togglePause } },
    icon("pause"), make("span", { word: "pause" }));
  const who = make("select", { label: "which_terminal", on: { change: () => { only = who.value; draw(); } } });
  const parts = PARTS.map((part) => make("button", {
    type: "button", class: `chip wire-${part}`, word: `wire_${part}`, "aria-pressed": String(!hidden.has(part)),
    on: { click: (/** @type {any} */ event) => toggle(part, event.currentTarget) },
  }));

  function togglePause() {
    paused = !paused;
    pause.setAttribute("aria-pressed", String(paused));
    setWords(/** @type {HTMLElement} */ (pause.lastElementChild), { word: paused ? "go_on" : "pause" });
    if (!paused) draw();
  }

  /** @param {string} part @param {HTMLElement} button */
  function toggle(part, button) {
    if (!hidden.delete(part)) hidden.add(part);
    button.setAttribute("aria-pressed", String(!hidden.has(part)));
    draw();
  }

  function draw() {
    due = false;
    if (!list.offsetParent) return;
    const wanted = events.filter((event) => !hidden.has(event.line) && (!only || event.terminal === only)).slice(-SHOWN);
    const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
    list.replaceChildren(...wanted.map(line));
    if (atEnd) list.scrollTop = list.scrollHeight;
  }

  store.on("wire", (fresh) => {
    if (paused) return;
    events = events.concat(fresh).slice(-KEPT);
    if (due) return;
    due = true;
    requestAnimationFrame(draw);
  });
  store.on("tab", draw);
  store.on("language", draw);
  store.on("hello", () => {
    who.replaceChildren(make("option", { value: "", word: "all_terminals" }),
      ...store.terminals.map((plan) => make("option", { value: plan.name, ...nameOf(plan) })));
  });
  return make("div", { class: "wire" },
    make("nav", { class: "bar" }, who, ...parts, pause,
      make("button", { type: "button", class: "quiet", word: "clear", on: { click: () => { events = []; draw(); } } })),
    list);
}

/** @param {any} event */
function line(event) {
  const seconds = (event.at_ms / 1000).toFixed(3);
  const plan = store.terminals.find(({ name }) => name === event.terminal);
  const bytes = (event.bytes.match(/../g) ?? []).join(" ") + (event.count > event.bytes.length / 2 ? " …" : "");
  const meaning = event.line === "keys" ? ofKey(event.meaning) : event.meaning.split(BETWEEN).map(inWords).join("");
  return make("li", { class: `wire-${event.line} ${event.direction}` },
    make("time", { text: seconds }), make("span", { class: "at", ...(plan ? nameOf(plan) : {}) }),
    make("span", { class: "part", word: `wire_${event.line}` }),
    make("span", { class: "arrow", text: event.direction === "out" ? "→" : "←" }),
    make("code", { text: bytes, title: bytes }),
    make("span", { class: "bytes", text: `${event.count}` }),
    make("span", { class: "meaning", text: meaning, title: meaning }));
}

/** @param {string} meaning the key's name and where it is, as "left down" */
function ofKey(meaning) {
  const [name, level] = meaning.split(" ");
  return `${say(`key_${name}`)}: ${say(`says.${level}`)}`;
}

/** As many of the words as the page has in its language; numbers and names of commands stay. @param {string} piece */
function inWords(piece) {
  const words = piece.split(" ");
  for (let count = words.length; count; count--) {
    const id = `says.${words.slice(0, count).join(" ")}`;
    if (hasWords(id)) return [say(id), ...words.slice(count)].join(" ");
  }
  return piece;
}
