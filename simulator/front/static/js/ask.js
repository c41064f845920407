// A question before something that cannot be taken back.

import { make } from "./dom.js";

/** Ask, and resolve to whether the person said yes. @param {string} question @param {string} yes ids of words */
export function ask(question, yes) {
  return new Promise((resolve) => {
    const dialog = make("dialog", { class: "question", "aria-labelledby": "question" });
    const end = (/** @type {boolean} */ answer) => () => { dialog.close(); dialog.remove(); resolve(answer); };
    dialog.append(
      make("p", { id: "question", word: question }),
      make("footer", {},
        make("button", { type: "button", class: "quiet", word: "no_go_back", on: { click: end(false) } }),
        make("button", { type: "button", class: "primary", word: yes, on: { click: end(true) } })));
    dialog.addEventListener("cancel", end(false));
    document.body.append(dialog);
    dialog.showModal();
  });
}
