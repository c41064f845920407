// How terminals are named on the page, and what it is to hold a card or slip before one: below terminals and viewer.

import { act } from "./connection.js";
import { lines } from "./lines.js";
import { store } from "./store.js";

/** The words for a terminal's name. @param {import("./store.js").TerminalPlan} plan */
export const nameOf = (plan) => {
  const [role, number] = plan.name.split("-");
  return role === "booth" ? { word: "booth", values: [number] }
    : isOnlyDesk() ? { word: "desk", values: [] } : { word: "desk_number", values: [number ?? 1] };
};

const isOnlyDesk = () => store.terminals.filter((plan) => plan.role === "desk").length === 1;

/** Hold a thing before a terminal's scanner. @param {string} at @param {import("./hand.js").Held} thing */
export function bring(at, thing) {
  act(lines.show(at, thing, store.item(thing.id)?.codes));
  store.tell("shown", { at, thing });
}
