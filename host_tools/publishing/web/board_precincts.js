// Every precinct as a square, those that are missing or contested by number, and one of them beside its paper.
import { words } from "./board_words.js";
import { draw, make } from "./board_parts.js";

const STATES = ["accepted", "proved", "received", "expected", "missing", "contested", "annulled"];
const STEP = 12;  // from a square to the next, in units of the picture
const MOST_NAMED = 120;  // precincts in a list

/** How a row of precincts.csv is drawn. What the commission says of it comes before how far it has come. */
function stateOf({ standing, progress }) {
  if (standing.startsWith("annulled")) return "annulled";
  return standing === "stands" || standing === "recounted" ? progress : "contested";
}

/** The squares of each region, and a legend with how many there are of each. ask: called with a precinct's number. */
export function grid(rows, ask) {
  const counts = Object.fromEntries(STATES.map(state => [state, 0]));
  const byRegion = new Map();
  for (const row of rows) {
    counts[stateOf(row)] += 1;
    if (!byRegion.has(row.region)) byRegion.set(row.region, []);
    byRegion.get(row.region).push(row);
  }
  const legend = STATES.filter(state => counts[state]).map(state => make("li", {},
    draw("svg", { class: "swatch", viewBox: "0 0 10 10", "aria-hidden": "true" }, square({ standing: "stands" }, state, 0, 0)),
    `${words.say(state)}: ${words.number(counts[state])}`));
  const scale = rows.length > 2000 ? 1 : 1.7;
  const regions = [...byRegion].sort(([a], [b]) => a.localeCompare(b)).map(([name, found]) => {
    const columns = Math.max(8, Math.min(40, Math.ceil(Math.sqrt(found.length * 2))));
    const squares = found.map((row, at) => {
      const one = square(row, stateOf(row), STEP * (at % columns), STEP * Math.floor(at / columns));
      one.append(draw("title", {}, `${words.say("precinct", row.precinct)}, ${row.district}: ${words.say(stateOf(row))}`));
      one.addEventListener("click", () => ask(Number(row.precinct)));
      return one;
    });
    const height = STEP * Math.ceil(found.length / columns);
    return make("figure", {}, make("figcaption", {}, `${name} (${words.number(found.length)})`),
      draw("svg", { class: "grid", viewBox: `0 0 ${STEP * columns} ${height}`, width: scale * STEP * columns, height: scale * height }, squares));
  });
  return [make("ul", { class: "key" }, legend), make("div", { class: "grids" }, regions)];
}

/** A square; contested and annulled ones have a sign in it too, for those who see no colour. */
function square(row, state, x, y) {
  const sign = { contested: "M2 8 8 2", annulled: "M2 2 8 8M2 8 8 2", missing: "M2 5H8" }[state];
  return draw("g", { class: `square ${state}`, transform: `translate(${x} ${y})` },
    draw("rect", { width: 10, height: 10, rx: 1.5 }), sign ? draw("path", { d: sign }) : null);
}

/** Missing and contested precincts, each a button. */
export function lists(result, ask) {
  const button = (number, more = "") => make("li", {}, make("button", { type: "button", onclick: () => ask(number) },
    `№ ${number}${more && ` · ${more}`}`));
  const missing = result.missing.slice(0, MOST_NAMED).map(number => button(number));
  if (result.missing.length > MOST_NAMED) missing.push(make("li", {}, words.say("more", result.missing.length - MOST_NAMED)));
  const contested = result.contested.map(({ precinct, standing }) => button(precinct, words.say(standing)));
  const none = result["polls closed"] ? "no_missing" : "missing_open";
  return [
    make("h3", {}, `${words.say("missing")}: ${result["polls closed"] ? words.number(result.missing.length) : "—"}`),
    missing.length ? make("ul", { class: "numbers" }, missing) : make("p", { class: "small" }, words.say(none)),
    make("h3", {}, `${words.say("contested_all")}: ${words.number(result.contested.length)}`),
    contested.length ? make("ul", { class: "numbers" }, contested) : make("p", { class: "small" }, words.say("no_contested")),
  ];
}

/** The digits of a hash that people compare. */
export const grouped = hash => hash.slice(0, 16).match(/.{4}/g).join(" ");

/** The codes of a protocol, drawn once somebody asks: the archive that they come from is larger than all that is shown. */
function codes(one, codesOf) {
  const place = make("div", { class: "codes" });
  const show = async ({ target }) => {
    if (!target.open || place.childElementCount) return;
    const found = await codesOf(one).catch(() => [make("p", { class: "small" }, words.say("codes_none"))]);
    place.replaceChildren(...found);
    target.scrollIntoView();
  };
  return make("details", { ontoggle: show }, make("summary", {}, words.say("codes")),
    make("p", { class: "small" }, words.say("codes_note")), place);
}

/** One precinct: its numbers beside the picture of its paper. contests: of the result, for names and order. codesOf: gives pictures. */
export function detail(one, contests, codesOf, close) {
  const fact = (name, value) => value === null || value === undefined || value === "" ? null
    : make("p", { class: "fact" }, make("span", {}, words.say(name)), " ", make("b", {}, typeof value === "number" ? words.number(value) : value));
  const tables = contests.map(contest => make("table", {}, make("caption", {}, words.name(contest.title)),
    make("thead", {}, make("tr", {}, ["votes", "terminal", "paper"].map(name => make("th", { scope: "col" }, words.say(name))))),
    make("tbody", {}, Object.entries(one.votes[contest.id] ?? {}).map(([id, [electronic, paper]]) => make("tr", {},
      make("th", { scope: "row" }, nameOf(contest, id)),
      ...[electronic, paper].map(count => make("td", {}, count === null ? "—" : words.number(count))))))));
  const paper = one.picture ? make("figure", {}, make("figcaption", {}, words.say("compare")),
    make("a", { href: one.picture }, make("img", { src: one.picture, alt: words.say("compare") }))) : null;
  const votes = one.counted ? tables : [];
  return [
    make("header", {}, make("h2", {}, `${words.say("precinct", String(one.precinct))} · ${words.name(one.name)}`),
      make("button", { type: "button", class: "close", onclick: close }, words.say("close"))),
    make("p", {}, `${one.district} · ${words.say(one.progress)} · ${words.say(one.standing)}`,
      one.terminals ? null : ` · ${words.say("by_hand")}`),
    one.protocol && !one.counted ? make("p", { class: "warning" }, words.say("not_counted")) : null,
    make("div", { class: "beside" },
      make("div", {},
        fact("on_list", one.on_list), fact("marked", one.marked), fact("terminal", one.electronic), fact("paper", one.paper),
        fact("turnout", one["turnout percent"] === null ? null : words.percent(one["turnout percent"])),
        fact("typed", one["typed percent"] === null ? null : words.percent(one["typed percent"])),
        one.protocol ? fact("code", grouped(one.hash)) : null,
        one.protocol ? make("p", { class: "small" }, `${words.say("protocol", String(one.protocol))}`
          + (one.signed_s ? ` · ${words.say("signed")} ${words.time(one.signed_s, true)}` : "")) : null,
        fact("corrected", one.correction), fact("explained", one.explained), fact("ruling", one.ruling),
        fact("agree", one.agree), fact("dissent", one.dissent.join(", ")),
        ...one.problems.map(text => fact("problems", text)), ...(paper ? votes : []),
        one.protocol && !paper ? make("p", { class: "small" }, words.say("no_picture")) : null),
      paper ?? make("div", {}, votes)),
    one.protocol ? codes(one, codesOf) : null,
  ];
}

function nameOf(contest, id) {
  const line = contest.lines.find(option => option.id === id);
  return line ? words.name(line.name) : words.say({ "votes not given": "not_given" }[id] ?? id);
}
