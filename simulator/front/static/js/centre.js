// What the centre of the region has heard on the desk's line, and the result as it is in the signed protocol.

import { act } from "./connection.js";
import { icon, make, setWords, translate } from "./dom.js";
import { lines } from "./lines.js";
import { store } from "./store.js";
import { language, told } from "./words.js";

/** @returns {HTMLElement} */
export function makeCentre() {
  const title = make("b", { class: "centre-title", "aria-live": "polite" });
  const bar = make("progress", { label: "centre_line" });
  const facts = make("dl", { class: "centre-facts" });
  const send = make("button", { type: "button", class: "primary", word: "centre_send", on: { click: () => act(lines.send) } });
  const result = make("div", { class: "results" });
  const note = make("p", { class: "empty", word: "centre_note" });
  /** @type {any} */
  let now = null;

  function show() {
    if (!now) return;
    panel.dataset.centre = now.state;
    const [there, records] = now.records;
    const values = { receiving: now.records, interrupted: now.records, refused: [told(now, now.refusal)] }[now.state] ?? [];
    setWords(title, { word: `centre_${now.state}` }, values);
    bar.max = records || 1;
    bar.value = there;
    bar.hidden = now.state !== "receiving" && now.state !== "interrupted";
    facts.replaceChildren(...rows(now));
    result.replaceChildren(...now.result.map(contest));
    note.hidden = now.result.length > 0;
    translate();
  }

  const panel = make("div", { class: "centre" },
    make("section", { class: "centre-state" },
      make("div", { class: "centre-head" }, icon("centre"), title), bar, send, facts),
    result, note);
  store.on("centre", (news) => { now = news; show(); });
  store.on("language", show);
  store.on("state", () => {
    send.hidden = newest("protocol") <= newest("receipt") || now?.state === "receiving";
    send.disabled = store.terminal("desk")?.busy ?? true;
  });
  return panel;
}

/** The number of the newest slip of a kind: a protocol after the last receipt is to be sent. @param {string} kind */
const newest = (kind) => store.tray.findLast((item) => item.slip === kind)?.number ?? 0;

/** @param {any} centre the newest protocol's line of the journal, and what the line has carried */
function rows(centre) {
  const newest = centre.protocols.at(-1);
  const found = [];
  if (newest) {
    found.push(fact("centre_protocol", { word: "centre_protocol_is", values: [newest.number, newest.precinct] }));
    found.push(fact("centre_signature", { word: newest.signed ? "centre_signed" : "centre_unsigned" }));
    found.push(fact("centre_receipt", { word: "centre_receipt_is", values: [newest.journal, newest.received.slice(11, 16)] }));
  }
  if (centre.heard_bytes) {
    found.push(fact("centre_line", { word: "centre_bytes", values: [centre.heard_bytes, centre.said_bytes] }));
  }
  return found.flat();
}

/** @param {string} word @param {any} value */
const fact = (word, value) => [make("dt", { word }), make("dd", value)];

/** @param {any} contest */
function contest({ title, lines: own }) {
  const most = Math.max(1, ...own.map((/** @type {any} */ line) => (line.names ? together(line) ?? 0 : 0)));
  return make("figure", { class: "result" },
    make("figcaption", { text: title[language()] }),
    make("table", {},
      make("thead", {}, make("tr", {}, make("th"),
        ...["electronic", "paper", "together"].map((column) => make("th", { scope: "col", word: `centre_${column}` })))),
      make("tbody", {}, ...own.map((/** @type {any} */ line) => make("tr", {
        class: line.names ? "option" : "rest", style: `--share:${line.names ? (100 * (together(line) ?? 0)) / most : 0}%`,
      },
        make("th", { scope: "row", ...nameOf(line) }), ...[line.electronic, line.paper, together(line)].map(number))))));
}

/** @param {any} line */
const together = (line) => (line.rest === "unused" ? null : (line.electronic ?? 0) + (line.paper ?? 0));
/** @param {number | null} value nobody has counted what is null */
const number = (value) => make("td", { text: value === null ? "" : String(value) });
/** @param {any} line */
const nameOf = (line) => (line.names ? { text: line.names[language()] } : { word: `centre_${line.rest}` });
