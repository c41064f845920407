// Building elements, and the words on them.

import { say } from "./words.js";

/**
 * @typedef {object} Properties
 * @property {string} [class] class names
 * @property {string} [word] id of the words on it, translated again when the page's language changes
 * @property {string} [hint] id of its tool tip
 * @property {string} [ask] id of what an empty field asks for
 * @property {string} [label] id of its name for screen readers
 * @property {unknown[]} [values] what stands in the braces of these words
 * @property {string} [text] text that is never translated
 * @property {Record<string, (event: any) => void>} [on] listeners
 */

/**
 * An element with what is in it; other properties are attributes, false and null leave them out.
 * @param {string} tag
 * @param {Properties & Record<string, any>} [properties]
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {any}
 */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  const { class: names, word, hint, ask, label, values, text, on, ...attributes } = properties;
  if (names) element.className = names;
  if (text !== undefined) element.textContent = text;
  for (const [kind, listener] of Object.entries(on ?? {})) element.addEventListener(kind, listener);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    element.setAttribute(name, value === true ? "" : String(value));
  }
  setWords(element, { word, hint, ask, label }, values);
  element.append(...children.filter((child) => child || child === ""));
  return element;
}

/**
 * Put words on an element and remember which, for `translate`.
 * @param {HTMLElement} element
 * @param {{word?: string, hint?: string, ask?: string, label?: string}} ids
 * @param {unknown[]} [values]
 */
export function setWords(element, ids, values = []) {
  for (const [place, id] of Object.entries(ids)) if (id) element.dataset[place] = id;
  if (values.length) element.dataset.values = JSON.stringify(values);
  else delete element.dataset.values;
  translateOne(element);
}

/** @param {HTMLElement} element */
function translateOne(element) {
  const { word, hint, ask, label, values } = element.dataset;
  const filled = values ? JSON.parse(values) : [];
  if (word) element.textContent = say(word, ...filled);
  if (hint) element.title = say(hint, ...filled);
  if (ask) element.setAttribute("placeholder", say(ask, ...filled));
  if (label) element.setAttribute("aria-label", say(label, ...filled));
}

/** Put the words of the language in use on everything that has some. */
export function translate() {
  for (const element of document.querySelectorAll("[data-word], [data-hint], [data-ask], [data-label]")) {
    translateOne(/** @type {HTMLElement} */ (element));
  }
}

/** @param {string} name a symbol of icons.svg @returns {SVGElement} */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `static/icons.svg#${name}`);
  svg.append(use);
  return svg;
}

/** Does the person want little movement? */
export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
