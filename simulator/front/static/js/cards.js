// Cards as they lie in the tray. All names are invented.

import { act } from "./connection.js";
import { icon, make } from "./dom.js";
import { canBeTaken } from "./hand.js";
import { lines } from "./lines.js";
import { store } from "./store.js";
import { enlarge } from "./viewer.js";

/** The terminal where each official card was shown last: its PIN is typed there. @type {Map<string, string>} */
const shownAt = new Map();
store.on("shown", ({ at, thing }) => {
  shownAt.set(thing.id, at);
  for (const button of document.querySelectorAll("[data-pin]")) offerPin(/** @type {HTMLElement} */ (button));
});

/** @param {HTMLElement} button */
function offerPin(button) {
  const offered = shownAt.has(button.dataset.pin ?? "");
  button.classList.toggle("ready", offered);
  button.toggleAttribute("disabled", !offered);
}

/** @param {import("./store.js").Item} item @returns {HTMLElement} */
export function makeCard(item) {
  const thing = () => ({ id: item.id, kind: item.kind, title: item.title });
  const body = make("button", { type: "button", class: "card-body", "aria-label": `${item.title}, ${item.note}` },
    ...(item.kind === "slip" ? slip(item) : item.kind.endsWith("_card") && item.kind !== "id_card" ? official(item) : identity(item)));
  canBeTaken(body, thing);
  const look = make("button", { type: "button", class: "look", hint: "enlarge", label: "enlarge", on: { click: () => enlarge(thing()) } }, icon("look"));
  const card = make("article", { class: `card ${item.kind}`, "data-item": item.id }, body, look);
  if (item.pin) card.append(pinButton(item));
  return card;
}

/** @param {import("./store.js").Item} item */
function pinButton(item) {
  const button = make("button", {
    type: "button", class: "pin", hint: "type_pin_hint", "data-pin": item.id,
    on: { click: () => act(lines.typePin(shownAt.get(item.id) ?? "desk", item.id)) },
  }, make("span", { word: "pin" }), make("b", { text: item.pin }));
  offerPin(button);
  return button;
}

/** @param {import("./store.js").Item} item */
function identity(item) {
  return [
    make("span", { class: "portrait", style: `--tone:${tone(item.title)}` }, icon("person")),
    make("span", { class: "who" }, make("b", { text: item.title }), make("small", { text: item.note })),
    make("img", { class: "bars", src: item.picture, alt: "", loading: "lazy", draggable: "false" }),
  ];
}

/** @param {import("./store.js").Item} item */
function official(item) {
  return [
    make("span", { class: "who" }, icon(item.kind === "key_card" ? "key" : "person"), make("b", { text: item.title }), make("small", { text: item.note })),
    make("img", { class: "square", src: item.picture, alt: "", loading: "lazy", draggable: "false" }),
  ];
}

/** @param {import("./store.js").Item} item */
function slip(item) {
  return [
    make("img", { class: "paper", src: item.picture, alt: "", loading: "lazy", draggable: "false" }),
    make("span", { class: "who" }, make("b", { text: item.title }), make("small", { text: item.note })),
  ];
}

/** A quiet hue for a portrait, the same for the same name. @param {string} name */
function tone(name) {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 360;
  return sum;
}
