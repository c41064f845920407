// Everything that is done here is one line of text; people, this page and test scripts say the same lines.

import { act } from "./connection.js";
import { make } from "./dom.js";
import { store } from "./store.js";
import { told } from "./words.js";

const KEPT = 300;

/** @returns {HTMLElement} */
export function makeCommands() {
  const list = make("ol", { class: "command-lines", tabindex: "0", label: "tab_commands" });
  const input = make("input", {
    type: "text", class: "command", label: "command", placeholder: 'desk scan card 17   ·   booth-1 touch "Next"   ·   help',
    spellcheck: "false", autocomplete: "off", autocapitalize: "off",
  });
  /** @type {string[]} */
  const said = [];
  let back = 0;

  /** @param {string} text @param {string} kind @param {string} [at] */
  function add(text, kind, at = "") {
    const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
    for (const line of text.split("\n")) {
      list.append(make("li", { class: kind }, at && make("span", { class: "at", text: at }), make("span", { text: line })));
    }
    while (list.childElementCount > KEPT) list.firstElementChild?.remove();
    if (atEnd) list.scrollTop = list.scrollHeight;
  }

  store.on("log", (line) => add(told(line, line.text), line.kind, line.kind === "act" ? "" : line.terminal));
  store.on("answer", ({ line, shown, ok, say }) => {
    if (say) add(say, ok ? "say" : "error");
    if (!ok && !shown) store.tell("refused", { line, say });
  });
  store.on("tab", () => { list.scrollTop = list.scrollHeight; });
  input.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    event.preventDefault();
    back = Math.min(said.length, Math.max(0, back + (event.key === "ArrowUp" ? 1 : -1)));
    input.value = back ? said[said.length - back] : "";
  });
  const form = make("form", {
    class: "command-form",
    on: {
      submit: (/** @type {Event} */ event) => {
        event.preventDefault();
        const line = input.value.trim();
        if (!line) return;
        said.push(line);
        back = 0;
        input.value = "";
        act(line);
      },
    },
  }, make("span", { class: "prompt", text: "›" }), input, make("button", { type: "submit", word: "do" }));
  return make("div", { class: "commands" }, list, form);
}
