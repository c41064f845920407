// The tour: what can be tried next, how one sees that it is done, and the lines that do it.

/**
 * @typedef {{state: any, hello: any, tray: import("./store.js").Item[], seen: Set<string>}} World
 * @typedef {{id: string, done: (world: World) => boolean, show: (world: World) => string, table: string,
 *   optional?: boolean, heap?: string, lines: (world: World) => string[]}} Step
 */

/** @param {World} world */
const polls = ({ state }) => Object.values(state.terminals).map((terminal) => terminal.polls);
/** @param {World} world @param {string} kind */
const hasSlip = ({ tray }, kind) => tray.some((item) => item.kind === "slip" && item.slip === kind);
/** @param {World} world the first voter whose card nobody has shown yet */
const nextCard = ({ tray, seen }) =>
  (tray.find((item) => item.kind === "id_card" && !seen.has(`shown ${item.id}`)) ?? tray[0]).id;

/** @type {Step[]} */
export const STEPS = [
  {
    id: "open", table: "tray", heap: "officials",
    done: (world) => polls(world).every((each) => each === "open" || each === "closed" || each === "suspended"),
    show: () => ".card.role_card, .screen",
    lines: () => ["open day"],
  },
  {
    id: "check_in", table: "tray", heap: "voters",
    done: (world) => world.state.counts.activations > 0 || hasSlip(world, "activation"),
    show: () => ".card.id_card, .terminal.desk .scanner",
    lines: (world) => [`desk scan ${nextCard(world)}`, "desk press ok"],
  },
  {
    id: "carry", table: "tray", heap: "slips",
    done: (world) => world.seen.has("slip at booth") || world.state.box.ballots > 0,
    show: () => ".terminal.desk .strip.cut, .card.slip, .terminal.booth .scanner",
    lines: () => ["booth-1 scan slip activation"],
  },
  {
    id: "vote", table: "tray",
    done: (world) => world.seen.has("ballot printed") || world.state.box.ballots > 0,
    show: () => ".terminal.booth .screen",
    lines: () => ["booth-1 vote"],
  },
  {
    id: "cast", table: "tray",
    done: (world) => world.state.box.ballots > 0,
    show: () => ".terminal.booth .screen, .terminal.booth .paper-way, .box",
    lines: () => ["booth-1 cast"],
  },
  {
    id: "break", optional: true, table: "faults",
    done: (world) => world.seen.has("power came back"),
    show: () => ".terminal .power",
    lines: () => ["booth-1 pull plug", "booth-1 plug"],
  },
  {
    id: "autopilot", optional: true, table: "tray",
    done: (world) => world.seen.has("autopilot ran"),
    show: () => ".pilot",
    lines: () => ["autopilot start 20"],
  },
  {
    id: "close", table: "tray", heap: "officials",
    done: (world) => polls(world).every((each) => each === "closed"),
    show: () => ".card.role_card, .screen",
    lines: () => ["close day"],
  },
  {
    id: "count", table: "tray", heap: "slips",
    done: (world) => hasSlip(world, "protocol"),
    show: () => ".card.slip, .card.key_card, .terminal.desk .scanner",
    lines: () => ["count"],
  },
  {
    id: "send", table: "centre", heap: "officials",
    done: (world) => world.seen.has("receipt came"),
    show: () => ".centre-state, .card.role_card, .terminal.desk .screen",
    lines: () => ["send"],
  },
];
