// A photograph of a code: the server reads it, and its codes can be held before a scanner like any card.

import { icon, make, setWords } from "./dom.js";
import { canBeTaken } from "./hand.js";
import { told } from "./words.js";

/** @returns {HTMLElement} */
export function makePhotoDrop() {
  const file = make("input", { type: "file", accept: "image/*", class: "unseen", tabindex: "-1" });
  const note = make("p", { class: "photo-note", word: "photo_note" });
  const found = make("div", { class: "found" });
  const choose = make("button", { type: "button", class: "drop-here", on: { click: () => file.click() } },
    icon("photo"), make("b", { word: "photo_drop" }), make("small", { word: "photo_choose" }));

  /** @param {File | undefined} picture */
  async function read(picture) {
    if (!picture) return;
    setWords(note, { word: "photo_reading" }, [picture.name]);
    const answer = await fetch("/photo", { method: "POST", body: picture }).catch(() => null);
    const said = await answer?.json().catch(() => null);
    if (!answer?.ok || !said) {
      setWords(note, { word: "photo_failed" }, [said ? told(said, said.error) : answer?.status ?? ""]);
      return;
    }
    setWords(note, { word: said.codes.length ? "photo_found" : "photo_nothing" }, [said.codes.length]);
    found.replaceChildren(...said.codes.map(codeCard));
  }

  file.addEventListener("change", () => read(file.files?.[0]));
  choose.addEventListener("dragover", (/** @type {DragEvent} */ event) => {
    if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
  });
  choose.addEventListener("drop", (/** @type {DragEvent} */ event) => {
    event.preventDefault();
    read(event.dataTransfer?.files[0]);
  });
  return make("div", { class: "photo", hidden: true }, choose, file, make("div", {}, note, found));
}

/** @param {string} code */
function codeCard(code) {
  const title = code.length > 26 ? `${code.slice(0, 24)}…` : code;
  const card = make("button", { type: "button", class: "code-card" }, icon("code"), make("span", { text: title }));
  canBeTaken(card, () => ({ id: `code ${title}`, kind: "code", title, text: code }));
  return card;
}
