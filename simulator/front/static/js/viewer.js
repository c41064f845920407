// A slip or card close up, and where to take it from there.

import { make } from "./dom.js";
import { take } from "./hand.js";
import { store } from "./store.js";
import { bring, nameOf } from "./show.js";
import { act } from "./connection.js";
import { lines } from "./lines.js";

const dialog = () => /** @type {HTMLDialogElement} */ (document.getElementById("viewer"));

/** @param {import("./hand.js").Held} thing @param {string} [picture] address; without it the server's */
export function enlarge(thing, picture) {
  const item = store.item(thing.id);
  const close = () => dialog().close();
  /** @param {() => void} then */
  const and = (then) => () => { close(); then(); };
  const actions = store.terminals.map((plan) =>
    make("button", { type: "button", on: { click: and(() => bring(plan.name, thing)) } },
      make("small", { word: "hold_before" }), make("b", nameOf(plan))),
  );
  if (thing.kind === "slip" && item?.where !== "box") {
    actions.push(make("button", { type: "button", on: { click: and(() => act(lines.intoBox(thing))) } },
      make("small", { word: "put_into" }), make("b", { word: "ballot_box" })));
  }
  actions.push(make("button", { type: "button", class: "quiet", word: "take_along", on: { click: and(() => take(thing)) } }));
  dialog().replaceChildren(
    make("header", {}, make("h2", { text: thing.title }), make("p", { text: item?.note ?? "" }),
      make("button", { type: "button", class: "quiet close", text: "×", label: "close", on: { click: close } })),
    make("div", { class: "close-up" }, make("img", { src: picture ?? item?.picture, alt: thing.title })),
    make("footer", {}, ...actions),
  );
  dialog().showModal();
}

/** A click beside the paper closes it. */
export function startViewer() {
  dialog().addEventListener("click", (event) => {
    if (event.target === dialog()) dialog().close();
  });
}
