// Making parts of the page: text is always text, never markup.

/** An element with classes and children; null children are left out. */
export function make(tag, classes, ...children) {
  const element = document.createElement(tag);
  if (classes) element.className = classes;
  element.append(...children.filter(child => child !== null));
  return element;
}

export const row = (...cells) => make("tr", "", ...cells.map(cell => (cell instanceof Node ? cell : make("td", "", String(cell)))));

export const number = (value, classes = "") => make("td", `number ${classes}`.trim(), String(value));

/** Seconds since 1970 UTC as the precinct's clock shows them. */
export function when(seconds, minutesEast) {
  if (!seconds) return "—";
  return new Date((seconds + 60 * minutesEast) * 1000).toISOString().replace("T", " ").slice(0, 16);
}
