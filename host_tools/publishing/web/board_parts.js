// What the board is made of: tiles, bars of a contest, the table of regions, the line of the history.
import { words } from "./board_words.js";

const SVG = "http://www.w3.org/2000/svg";
const MOST_CHANGED = 6;  // precincts that are named of a publication
export const COLOURS = 8;  // classes line-0 to line-7 of the style sheet; further lines begin again

/** An element with attributes and children; null children are left out. */
export function make(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

/** The same in SVG. */
export function draw(tag, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter(child => child !== null && child !== undefined));
  return element;
}

/** A bar of a share. percent: 0 to 100. */
const bar = (percent, name) => draw("svg", { class: "bar", viewBox: "0 0 100 4", preserveAspectRatio: "none", "aria-hidden": "true" },
  draw("rect", { class: "ground", width: 100, height: 4 }), draw("rect", { class: name, width: percent ?? 0, height: 4 }));

function tile(title, big, small, percent) {
  return make("div", { class: "tile" }, make("h2", {}, title), make("p", { class: "big" }, big),
    percent === undefined ? null : bar(percent, "share"), ...small.filter(Boolean).map(line => make("p", { class: "small" }, line)));
}

export function tiles(result) {
  const { nation } = result;
  const reported = result.precincts - (result.progress.expected ?? 0) - (result.progress.missing ?? 0);
  const open = result["without contested"];
  return [
    tile(words.say("reported"), words.percent(result["reported percent"]), [words.say("of", reported, result.precincts),
      words.say(result["polls closed"] ? "polls_closed" : "polls_open")], result["reported percent"]),
    tile(words.say("turnout"), words.percent(nation["turnout percent"]), [words.say("turnout_of", nation["voters on the list"]),
      words.say("turnout_note"),
      nation["checked in at desks"] ? words.say("typed_note", nation["checked in by a typed number"], nation["checked in at desks"]) : null],
      nation["turnout percent"]),
    tile(words.say("ballots"), words.number(nation.ballots), [words.say("devices", nation.electronic, nation.paper),
      result.contested.length ? `${words.say("uncontested")}: ${words.say("uncontested_note", open.ballots, open.precincts)}` : null]),
  ];
}

/** A contest: its lines with the most votes first. */
export function contest(said) {
  const lines = said.lines.map((line, at) => ({ ...line, at })).sort((a, b) => b.votes - a.votes || a.at - b.at);
  const rest = [["blank", said.blank.electronic + said.blank.paper], ["invalid", said.invalid], ["not_given", said["votes not given"]],
    ["uncounted", said["valid, not counted"]]];
  return make("article", { class: "card" },
    make("h2", {}, words.name(said.title)),
    make("p", { class: "small" }, words.say(`percent_${said["percent of"]}`, said["percent base"])),
    make("ol", { class: "lines" }, lines.map(line => make("li", {},
      make("span", { class: "name" }, words.name(line.name)),
      make("span", { class: "percent" }, words.percent(line.percent)),
      bar(line.percent, `line-${line.at % COLOURS}`),
      make("span", { class: "small" }, `${words.number(line.votes)} ${words.say("votes")} · `
        + `${words.number(line.electronic)} ${words.say("terminal")} + ${words.number(line.paper)} ${words.say("paper")}`)))),
    make("p", { class: "small rest" }, rest.filter(([, count]) => count !== null)
      .map(([name, count]) => `${words.say(name)}: ${words.number(count)}`).join(" · ")));
}

/** The lines of a contest in one bar, in the order of the ballot. */
function stacked(said) {
  let from = 0;
  const parts = said.lines.map((line, at) => {
    const width = line.percent ?? 0;
    from += width;
    return draw("rect", { class: `line-${at % COLOURS}`, x: from - width, width, height: 4 },
      draw("title", {}, `${words.name(line.name)}: ${words.percent(line.percent)}`));
  });
  const scale = Math.max(from, 100);  // where several votes are allowed the lines are more than all ballots
  return draw("svg", { class: "bar stacked", viewBox: `0 0 ${scale} 4`, preserveAspectRatio: "none" },
    draw("rect", { class: "ground", width: scale, height: 4 }), parts);
}

/** Regions of a contest. at: its place. */
export function regions(result, at) {
  const heads = ["region", "reported", "turnout", "ballots", "results"];
  const rows = Object.entries(result.regions).map(([name, place]) => make("tr", {}, make("th", { scope: "row" }, name),
    make("td", {}, words.percent(place["reported percent"]), " ", make("span", { class: "small" }, words.say("of", place["of precincts"]
      - (place.progress.expected ?? 0) - (place.progress.missing ?? 0), place["of precincts"])), bar(place["reported percent"], "share")),
    make("td", {}, words.percent(place["turnout percent"])), make("td", {}, words.number(place.ballots)),
    make("td", { class: "wide" }, stacked(place.contests[at]))));
  const key = result.nation.contests[at].lines.map((line, place) => make("li", {},
    draw("svg", { class: "swatch", viewBox: "0 0 1 1", "aria-hidden": "true" }, draw("rect", { class: `line-${place % COLOURS}`, width: 1, height: 1 })),
    words.name(line.name)));
  return [make("ul", { class: "key" }, key), make("div", { class: "scroll" }, make("table", {},
    make("thead", {}, make("tr", {}, heads.map(name => make("th", { scope: "col" }, words.say(name))))), make("tbody", {}, rows)))];
}

/** What changed in a publication, precinct by precinct. ask: called with a precinct's number. */
function changes({ changed = [] }, ask) {
  const named = changed.slice(0, MOST_CHANGED).map(one => make("button", { type: "button", class: "plain", onclick: () => ask(one.precinct) },
    `№ ${one.precinct} ${words.say(one.standing === "stands" ? one.progress : one.standing)}`
      + (one.protocol > 1 ? ` (${words.say("protocol", String(one.protocol))})` : "")));
  const more = changed.length > MOST_CHANGED ? make("span", {}, words.say("more", changed.length - MOST_CHANGED)) : null;
  return changed.length ? make("tr", { class: "changed" }, make("td", { colspan: 4 }, named, more)) : null;
}

/** The number of precincts that were counted, publication by publication, as a line and the last ones as a table. */
export function history(entries, precincts, ask) {
  const [first, last] = [entries[0].made_s, entries.at(-1).made_s];
  const x = seconds => last === first ? 300 : 300 * (seconds - first) / (last - first);
  const y = count => 78 - 76 * count / precincts;
  const points = entries.flatMap((one, at) => [...(at ? [[x(one.made_s), y(entries[at - 1].precincts)]] : []), [x(one.made_s), y(one.precincts)]]);
  const line = points.map(([a, b]) => `${a.toFixed(1)},${b.toFixed(1)}`).join(" ");
  const rows = entries.slice(-6).reverse().map(one => [make("tr", {}, make("th", { scope: "row" }, `№ ${one.publication}`),
    make("td", {}, words.time(one.made_s)), make("td", {}, words.number(one.precincts)), make("td", {}, words.number(one.ballots))),
    changes(one, ask)].filter(Boolean)).flat();
  return [
    make("p", { class: "small" }, words.say("history_note")),
    draw("svg", { class: "chart", viewBox: "-2 -2 304 84", role: "img", "aria-label": words.say("history_note") },
      [0, 0.25, 0.5, 0.75, 1].map(part => draw("line", { class: "rule", x1: 0, x2: 300, y1: y(part * precincts), y2: y(part * precincts) })),
      draw("polygon", { class: "area", points: `0,78 ${line} ${x(last).toFixed(1)},78` }), draw("polyline", { class: "curve", points: line }),
      draw("circle", { class: "end", cx: points.at(-1)[0], cy: points.at(-1)[1], r: 2.2 })),
    make("div", { class: "scroll" }, make("table", {}, make("thead", {}, make("tr", {}, ["publications", "time", "precincts", "ballots"].map(name =>
      make("th", { scope: "col" }, words.say(name))))), make("tbody", {}, rows))),
  ];
}
