// The lines of the command channel that the page's controls say. `help` in the command log lists them all.

/** @typedef {import("./hand.js").Held} Held */

/** @param {string} text */
const quoted = (text) => `"${text.replace(/["\\]/g, "\\$&")}"`;

export const lines = {
  /** @param {string} at @param {string} key */
  hold: (at, key) => `${at} hold ${key}`,
  /** @param {string} at @param {string} key */
  release: (at, key) => `${at} release ${key}`,
  /** @param {string} at @param {number} x @param {number} y */
  touchDown: (at, x, y) => `${at} touch-down ${x} ${y}`,
  /** @param {string} at @param {number} x @param {number} y */
  touchMove: (at, x, y) => `${at} touch-move ${x} ${y}`,
  /** @param {string} at */
  touchUp: (at) => `${at} touch-up`,
  /** A slip with several codes is held there code by code. @param {string} at @param {Held} thing @param {number} codes */
  show(at, thing, codes = 1) {
    if (thing.text === undefined) return `${at} ${codes > 1 ? "scan" : "show"} ${thing.id}`;
    return `${at} show ${/^\d+$/.test(thing.text) ? "bars" : "text"} ${quoted(thing.text)}`;
  },
  /** @param {string} at @param {string} card */
  typePin: (at, card) => `${at} type pin ${card}`,
  /** @param {string} at @param {boolean} on */
  power: (at, on) => (on ? `${at} plug` : `${at} pull plug`),
  /** @param {string} at @param {string} part @param {string} fault @param {string | number} value */
  fault: (at, part, fault, value) => `${at} fault ${part} ${fault} ${value}`.trimEnd(),
  /** @param {string} at */
  mendAll: (at) => `${at} fault off`,
  /** @param {Held} slip */
  intoBox: (slip) => `box drop ${slip.id}`,
  /** @param {string | number} speed */
  speed: (speed) => `speed ${speed}`,
  /** @param {number} voters */
  autopilot: (voters) => `autopilot start ${voters}`,
  /** @param {string} time of the day, as 20:00 */
  until: (time) => `until ${time}`,
  send: "send",
  beginAnew: "begin anew",
  stopAutopilot: "autopilot stop",
};
