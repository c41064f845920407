// The board of a publication: looks for a newer signed list every two seconds, and shows what its files say.
import { objectIn, picture, textsOf } from "./board_codes.js";
import { OtherFile, Publication } from "./board_files.js";
import { contest, history, make, regions, tiles } from "./board_parts.js";
import { detail, grid, grouped, lists } from "./board_precincts.js";
import { LANGUAGES, words } from "./board_words.js";

const POLL_MS = 2000;
const LINKS = ["result.json", "precincts.csv", "votes.csv", "history.json", "publication.cose", "objects/", "nist/"];
const PAGE = "page/check.html";
const at = id => document.getElementById(id);
let [shown, result, past, rows, isLost, chosen] = [null, null, [], null, false, 0];

async function look() {
  try {
    const found = await Publication.current(shown);
    if (found !== shown) {
      const [newer, entries] = [await found.json("result.json"), await found.json("history.json")];
      const table = await found.rows("precincts.csv");
      [shown, result, past, rows, isLost] = [found, newer, entries, table, false];
      show();
    } else if (isLost) {
      isLost = false;
      showStatus();
    }
  } catch (error) {
    if (!(error instanceof OtherFile)) {  // replaced between two files: the next look finds the new list
      isLost = true;
      showStatus();
    }
  }
  setTimeout(look, POLL_MS);
}

function show() {
  document.documentElement.lang = words.code;
  at("languages").replaceChildren(...Object.entries(LANGUAGES).map(([code, name]) => make("button",
    { type: "button", lang: code, "aria-pressed": String(code === words.code), onclick: () => speak(code) }, name)));
  const page = shown?.files.get(PAGE);
  at("foot").replaceChildren(make("p", {}, words.say("check")),
    page ? make("p", {}, make("a", { href: PAGE }, words.say("phone_page")), `SHA-256 ${grouped(page.hash)}…`) : "", make("p", { class: "small" }, `${words.say("files")}: `,
    ...LINKS.flatMap(path => [make("a", { href: path }, path), " "])), make("p", { class: "small" }, words.say("page_note")));
  showStatus();
  if (!result) return;
  document.title = at("title").textContent = words.name(result.title);
  at("subtitle").textContent = result.date;
  const warnings = [shown.signed === false ? "signature_wrong" : null, result.mode === "official" ? null : "rehearsal"].filter(Boolean);
  at("band").hidden = !warnings.length;
  at("band").textContent = warnings.map(name => words.say(name)).join(" · ");
  document.body.classList.toggle("rehearsal", result.mode !== "official");
  at("tiles").replaceChildren(...tiles(result));
  fill("contests", "results", [make("div", { class: "cards" }, result.nation.contests.map(contest))]);
  showRegions();
  fill("precincts", "precincts", [finder(), ...grid(rows, ask)]);
  fill("lists", "lists", lists(result, ask));
  fill("history", "history", history(past, result.precincts, ask));
}

function fill(id, name, children) {
  at(id).replaceChildren(make("h2", {}, words.say(name)), ...children);
}

function showRegions() {
  const options = result.nation.contests.map(({ title }, place) => make("option", { value: place, selected: place === chosen }, words.name(title)));
  const select = make("select", { "aria-label": words.say("contest"), onchange: event => { chosen = Number(event.target.value); showRegions(); } }, options);
  fill("regions", "regions", [result.nation.contests.length > 1 ? select : null, ...regions(result, chosen)].filter(Boolean));
}

function showStatus() {
  const parts = shown ? [words.say("publication", shown.number), words.time(shown.madeS, true),
    words.say(shown.signed === null ? "list_open" : shown.signed ? "list_signed" : "signature_wrong")] : [words.say("waiting")];
  at("status").textContent = isLost && shown ? words.say("no_server", words.time(shown.madeS, true)) : parts.join(" · ");
  at("status").className = isLost ? "lost" : shown ? "live" : "";
}

function finder() {
  const field = make("input", { type: "text", inputmode: "numeric", "aria-label": words.say("find"), placeholder: words.say("find") });
  const said = make("span", { class: "small", role: "status" });
  const find = event => {
    event.preventDefault();
    const row = rows.find(({ precinct }) => precinct === field.value.trim());
    said.textContent = row ? "" : words.say("none_such");
    if (row) ask(Number(row.precinct));
  };
  return make("form", { class: "finder", onsubmit: find }, field, make("button", { type: "submit" }, words.say("show")), said);
}

/** What the files of a precinct's region are called: by its number in the order of names. */
function regionFile(number) {
  const { region } = rows.find(({ precinct }) => Number(precinct) === number);
  return `region-${String(Object.keys(result.regions).indexOf(region) + 1).padStart(2, "0")}`;
}

/** Show one precinct from the file of its region. */
async function ask(number) {
  try {
    const { precincts } = await shown.json(`regions/${regionFile(number)}.json`);
    const dialog = at("detail");
    const one = precincts.find(({ precinct }) => precinct === number);
    dialog.replaceChildren(...detail(one, result.nation.contests, codesOf, () => dialog.close()).filter(Boolean));
    dialog.showModal();
  } catch (error) {
    if (!(error instanceof OtherFile)) isLost = true;
    showStatus();
  }
}

/** The codes of a precinct's protocol as pictures, from the archive of its region. */
async function codesOf({ precinct, protocol, hash }) {
  const archive = await shown.read(`objects/${regionFile(precinct)}.tar.gz`);
  const data = await objectIn(archive, `${precinct}/protocol-${protocol}-${hash.slice(0, 16)}.cose`);
  return textsOf(data, hash).map(picture);
}

function speak(code) {
  words.code = code;
  globalThis.history.replaceState(null, "", `#${code}`);  // a link can say the language; nothing is stored
  show();
}

show();
look();
