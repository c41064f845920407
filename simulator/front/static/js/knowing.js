// Who knows what: the reason why there are two kinds of terminals, and only paper between them.

import { icon, make, setWords } from "./dom.js";
import { store } from "./store.js";

/** @returns {HTMLElement} */
export function makeKnowing() {
  const marked = make("output", {}), cast = make("output", {});
  store.on("state", ({ counts, box }) => {
    setWords(marked, { word: "desk_has_now" }, [counts.marked]);
    setWords(cast, { word: "booth_has_now" }, [box.ballots]);
  });
  return make("div", { class: "knowing" },
    side("desk", ["desk_k1", "desk_k2", "desk_k3"], ["desk_n1", "desk_n2"], marked),
    make("section", { class: "paper-side" },
      make("h3", { word: "paper_only" }),
      way("activation", "activation_way"), way("totals", "totals_way"), way("ballot", "ballot_way"),
      make("p", { word: "paper_why" })),
    side("booth", ["booth_k1", "booth_k2", "booth_k3"], ["booth_n1", "booth_n2"], cast));
}

/** @param {string} role @param {string[]} knows @param {string[]} never @param {HTMLElement} now */
function side(role, knows, never, now) {
  return make("section", { class: `side ${role}` },
    make("div", { class: "title" }, make("h3", { word: `${role}_title` }), now),
    make("div", { class: "lists" },
      make("div", {}, make("h4", { word: "knows" }), make("ul", { class: "yes" }, ...knows.map((word) => make("li", { word })))),
      make("div", {}, make("h4", { word: "never" }), make("ul", { class: "no" }, ...never.map((word) => make("li", { word }))))));
}

/** @param {string} slip @param {string} word */
function way(slip, word) {
  return make("div", { class: `way ${slip}` }, icon("slip"), make("span", { word }));
}
