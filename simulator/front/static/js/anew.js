// Begin anew: the server wipes its day and makes another, and this page starts over with it.

import { ask } from "./ask.js";
import { act } from "./connection.js";
import { icon, make } from "./dom.js";
import { lines } from "./lines.js";
import { store } from "./store.js";

let day = "";
store.on("hello", ({ day: now }) => {
  if (day && now !== day) location.reload();
  day = now;
});

/** @param {string} [names] class names @returns {HTMLElement} */
export function makeAnew(names = "quiet anew") {
  return make("button", { type: "button", class: names, hint: "begin_anew_hint", on: { click: async () => {
    if (await ask("begin_anew_ask", "begin_anew")) act(lines.beginAnew);
  } } }, icon("anew"), make("span", { word: "begin_anew" }));
}
