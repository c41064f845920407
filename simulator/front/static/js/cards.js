// Cards as they lie in the tray. All names are invented.

import { act } from "./connection.js";
import { icon, make } from "./dom.js";
import { canBeTaken } from "./hand.js";
import { lines } from "./lines.js";
import { store } from "./store.js";
import { enlarge } from "./viewer.js";
import { hasWords, say } from "./words.js";

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
  const thing = () => ({ id: item.id, kind: item.kind, title: titleOf(item) });
  const face = item.kind === "slip" ? slip : item.kind === "role_card" || item.kind === "key_card" ? official : identity;
  const body = make("button", { type: "button", class: "card-body", "aria-label": `${titleOf(item)}, ${item.note}` }, ...face(item));
  canBeTaken(body, thing);
  const look = make("button", {
    type: "button", class: "look", hint: "enlarge", label: "enlarge", on: { click: () => enlarge(thing()) },
  }, icon("look"));
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
    make("span", { class: "bars", style: `background-image:url("${item.picture}")` }),
  ];
}

/** @param {import("./store.js").Item} item */
function official(item) {
  const { name, use } = officialWords(item);
  return [
    make("span", { class: "who" }, icon(item.kind === "key_card" ? "key" : "person"), make("b", name), make("small", use)),
    make("span", { class: "square", style: `background-image:url("${item.picture}")` }),
  ];
}

/** What an official's card is called; its id is "role member 2" or "key 3 test". @param {import("./store.js").Item} item */
function officialWords(item) {
  const [kind, what, more] = item.id.split(" ");
  if (kind === "key") {
    const use = more && hasWords(`key_use_${more}`) ? `key_use_${more}` : "key_use_official";
    return { name: { word: "key_card", values: [what] }, use: { word: use } };
  }
  const number = more ?? (what === "member" ? "1" : "");
  return { name: { word: `role_${what}`, values: [number] }, use: { word: `role_${what}_use` } };
}

/** A thing's name in the language of the page. @param {import("./store.js").Item} item */
export function titleOf(item) {
  if (item.kind === "role_card" || item.kind === "key_card") {
    const { name } = officialWords(item);
    return say(name.word, ...name.values);
  }
  if (item.kind === "slip" && hasWords(`slip_${item.slip}`)) return say(`slip_${item.slip}`);
  return item.title;
}

/** @param {import("./store.js").Item} item */
function slip(item) {
  return [
    make("img", { class: "paper", src: item.picture, alt: "", loading: "lazy", draggable: "false" }),
    make("span", { class: "who" },
      make("b", hasWords(`slip_${item.slip}`) ? { word: `slip_${item.slip}` } : { text: item.title }),
      make("small", { text: `${item.terminal ?? ""} · ${item.id}` })),
  ];
}

/** A quiet hue for a portrait, the same for the same name. @param {string} name */
function tone(name) {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 360;
  return sum;
}
