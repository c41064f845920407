// What stands on a panel, in words: as a caption in the page's language, and as a screen reader hears it.

import { make } from "./dom.js";
import { language, say } from "./words.js";

/** @typedef {import("./store.js").Piece} Piece */

const UNSAID = new Set(["▴", "▾"]); // buttons that turn the page
const UNNAMED = new Set(["key_back"]); // in a caption

/** @param {Piece} piece in the page's language, if it is known there */
const translated = (piece) => piece.says?.[language()] ?? piece.text;

/** Whether everything on a page is in this language already. @param {Piece[]} page */
const needsNone = (page) =>
  page.every((piece) => !piece.language || piece.language === language() || translated(piece) === piece.text);

/** The id of what a panel asks or says; "" if it is not known. @param {Piece[]} page */
export const pageId = (page) => page.find((piece) => piece.kind === "title")?.id ?? "";

/** What stands on a panel below its title, in the language of this page. @param {Piece[]} page */
export const sentences = (page) => page.filter((piece) => piece.kind === "line").map(translated).join(" ");

/** What a page says, in the language of this page; "" where the panel speaks it. @param {Piece[]} page */
export function caption(page) {
  if (!page.length || needsNone(page)) return "";
  const of = (/** @type {string} */ kind) => page.filter((piece) => piece.kind === kind).map(translated).filter(Boolean);
  const choices = page.filter((piece) => piece.kind === "choice" && !UNSAID.has(piece.text) && !UNNAMED.has(piece.id ?? ""));
  return [[...of("title"), ...of("line")].join(": "), choices.map(translated).join(" / ")].filter(Boolean).join(" — ");
}

/** Two places that a screen reader listens to: what stands there, and where the focus is. */
export class Heard {
  constructor() {
    this.page = make("p", { class: "unseen", "aria-live": "polite", "aria-atomic": "true" });
    this.focus = make("p", { class: "unseen", "aria-live": "polite", "aria-atomic": "true" });
    this.elements = [this.page, this.focus];
    this.before = ["", ""];
  }

  /** @param {Piece[]} page */
  hear(page) {
    const said = page.filter((piece) => !UNSAID.has(piece.text));
    const focus = said.filter((piece) => piece.focus);
    this.put(0, this.page, said.flatMap((piece) => [spoken(piece), ". "]));
    this.put(1, this.focus, focus.flatMap((piece) => [spoken(piece), marks(piece)]));
  }

  /** @param {number} place @param {HTMLElement} element @param {(Node | string)[]} parts */
  put(place, element, parts) {
    const now = parts.map((part) => (typeof part === "string" ? part : part.textContent)).join("");
    if (this.before[place] === now) return;
    this.before[place] = now;
    element.replaceChildren(...parts);
  }
}

/** True letters, in a voice of their language. @param {Piece} piece */
const spoken = (piece) => make("span", { lang: piece.language ?? false, text: piece.text });

/** @param {Piece} piece */
const marks = (piece) => (piece.marked === undefined ? "" : `, ${say(piece.marked ? "heard_marked" : "heard_unmarked")}`);
