// The tour: what can be tried next, how one sees that it is done, and the lines that do it from whatever stands there.

import { pageId, sentences } from "./reading.js";

/**
 * @typedef {{state: any, hello: any, tray: import("./store.js").Item[], seen: Set<string>}} World
 * @typedef {{word: string, values?: unknown[], lines: string[], stays?: boolean}} Offer a button, and what it does; stays:
 *   the step is not done by it
 * @typedef {{id: string, done: (world: World) => boolean, show: (world: World) => string, table: string,
 *   optional?: boolean, heap?: string, quick?: boolean, explains?: (world: World) => boolean, text?: (world: World) => {word: string, values?: unknown[]},
 *   offers: (world: World) => Offer[]}} Step quick: time is let run while it is done for somebody; explains: its text
 *   says already why a line was refused
 */

/** @param {World} world */
const polls = ({ state }) => Object.values(state.terminals).map((terminal) => terminal.polls);
/** @param {World} world @param {string} kind */
const newest = ({ tray }, kind) => tray.findLast((item) => item.kind === "slip" && item.slip === kind);
/** @param {World} world @param {string} at what a panel asks or says, as the id of its text */
const page = ({ state }, at) => pageId(state.terminals[at]?.page ?? []);
/** @param {World} world the booth that the newest slip is for */
const booth = (world) => `booth-${newest(world, "activation")?.booth ?? 1}`;
/** @param {World} world the first voter whose card nobody has shown yet */
const nextCard = ({ tray, seen }) =>
  (tray.find((item) => item.kind === "id_card" && !seen.has(`shown ${item.id}`)) ?? tray[0]).id;
/** @param {string[]} lines @returns {Offer[]} */
const forMe = (lines) => [{ word: "do_for_me", lines }];
/** @param {World} world */
const isBreach = (world) => page(world, "desk") === "breach";

/** @param {World} world */
const hasDesks = ({ state }) => "desk-2" in state.terminals;
/** @param {World} world @param {string} id of a step, which says something else where there are several desks */
const textOf = (world, id) => ({ word: hasDesks(world) ? `step.${id}.desks` : `step.${id}.text` });

/** @param {World} world */
const asksForKey = (world) => Object.keys(world.state.terminals).some((at) => page(world, at) === "key_of_precinct");

const WHY = "\"пропал бюллетень\""; // in the letters of the desk

/** @type {Step[]} */
export const STEPS = [
  {
    id: "open", table: "tray", heap: "officials", quick: true,
    done: (world) => polls(world).every((each) => each === "open" || each === "closed" || each === "suspended"),
    show: () => ".card.role_card, .screen",
    text: (world) => ({ word: asksForKey(world) ? "step.open.key" : "step.open.text" }),
    offers: () => forMe(["open day"]),
  },
  {
    id: "check_in", table: "tray", heap: "voters",
    done: (world) => world.state.counts.activations > 0 || Boolean(newest(world, "activation")),
    show: () => ".card.id_card, .terminal.desk .scanner",
    text: (world) => textOf(world, "check_in"),
    offers: (world) => [
      ...(hasDesks(world) ? [{ word: "wrong_desk", lines: [`desk-2 scan ${nextCard(world)}`], stays: true }] : []),
      ...forMe([`give ${nextCard(world)} 1`]),
    ],
  },
  {
    id: "carry", table: "tray", heap: "slips",
    done: (world) => world.seen.has("slip at booth") || world.state.box.ballots > 0,
    show: () => ".terminal.desk .strip.cut, .card.slip, .terminal.booth .scanner",
    offers: (world) => forMe([`${booth(world)} scan slip activation`]),
  },
  {
    id: "vote", table: "tray",
    done: (world) => page(world, booth(world)) === "compare" || world.state.box.ballots > 0,
    show: () => ".terminal.booth .screen",
    offers: (world) => forMe([`${booth(world)} vote`]),
  },
  {
    id: "cast", table: "tray",
    done: (world) => world.state.box.ballots > 0,
    show: () => ".terminal.booth .screen, .terminal.booth .paper-way, .box",
    offers: (world) => forMe([`${booth(world)} vote`, `${booth(world)} cast`]),
  },
  {
    id: "break", optional: true, table: "faults",
    done: (world) => world.seen.has("power came back"),
    show: () => ".terminal .power",
    offers: ({ state }) => forMe([...(state.terminals["booth-1"].powered ? ["booth-1 pull plug"] : []), "booth-1 plug"]),
  },
  {
    id: "autopilot", optional: true, table: "tray",
    done: (world) => world.seen.has("autopilot ran") && !world.state.autopilot.running,
    show: () => ".pilot",
    text: ({ state }) => (state.autopilot.running
      ? { word: "step.autopilot.running", values: [state.autopilot.left] } : { word: "step.autopilot.text" }),
    offers: ({ state }) => (state.autopilot.running
      ? [{ word: "stop_them", lines: ["autopilot stop"] }] : forMe(["autopilot start 20"])),
  },
  {
    id: "close", table: "tray", heap: "officials", quick: true,
    done: (world) => polls(world).every((each) => each === "closed"),
    show: () => ".card.role_card, .screen",
    text: (world) => textOf(world, "close"),
    offers: () => forMe(["close day"]),
  },
  {
    id: "count", table: "tray", heap: "slips", quick: true,
    done: (world) => (newest(world, "protocol")?.number ?? 0) > (newest(world, "totals")?.number ?? 0),
    show: () => ".card.slip, .card.key_card, .terminal.desk .scanner",
    text: (world) => (isBreach(world)
      ? { word: "step.count.breach", values: [sentences(world.state.terminals.desk.page)] } : textOf(world, "count")),
    explains: isBreach,
    offers: (world) => (isBreach(world)
      ? [{ word: "count_again", lines: ["count"] }, { word: "accept_breach", lines: [`count because ${WHY}`] }]
      : forMe(["count"])),
  },
  {
    id: "send", table: "centre", heap: "officials", quick: true,
    done: (world) => world.seen.has("receipt came"),
    show: () => ".centre-state, .card.role_card, .terminal.desk .screen",
    text: (world) => textOf(world, "send"),
    offers: () => forMe(["send"]),
  },
];
