// The tray: voters' ID cards, role and key cards, slips, and codes from photographs.

import { make, setWords } from "./dom.js";
import { makeCard } from "./cards.js";
import { makePhotoDrop } from "./photo.js";
import { store } from "./store.js";

const MOST_SHOWN = 60; // cards in the row at once; the search finds the others
const HEAPS = /** @type {const} */ ({
  voters: (/** @type {any} */ item) => item.kind === "id_card" || item.kind === "foreign",
  officials: (/** @type {any} */ item) => item.kind === "role_card" || item.kind === "key_card",
  slips: (/** @type {any} */ item) => item.kind === "slip" && item.where !== "box",
  photo: () => false,
});

/** @returns {HTMLElement} */
export function makeTray() {
  /** @type {keyof typeof HEAPS} */
  let heap = "voters";
  let shown = "";
  const row = make("div", { class: "cards", tabindex: "-1" });
  const search = make("input", { type: "search", class: "search", label: "search", ask: "search", on: { input: show } });
  const photo = makePhotoDrop();
  const heaps = Object.keys(HEAPS).map((name) =>
    make("button", {
      type: "button", class: "heap", "data-heap": name, "aria-pressed": String(name === heap),
      on: { click: () => choose(/** @type {keyof typeof HEAPS} */ (name)) },
    }, make("span", { word: `heap_${name}` }), name === "slips" && make("b", { class: "count" })),
  );
  const empty = make("p", { class: "empty" });

  /** @param {keyof typeof HEAPS} name */
  function choose(name) {
    heap = name;
    for (const button of heaps) button.setAttribute("aria-pressed", String(button.dataset.heap === name));
    search.hidden = name !== "voters";
    show();
  }

  function show() {
    const wanted = search.value.trim().toLowerCase();
    const items = store.tray.filter(HEAPS[heap])
      .filter((item) => heap !== "voters" || `${item.title} ${item.note} ${item.id}`.toLowerCase().includes(wanted));
    if (heap === "slips") items.reverse();
    const cards = items.slice(0, MOST_SHOWN);
    const now = heap + JSON.stringify(cards);
    if (now === shown) return;
    const before = shown.startsWith(heap) ? row.scrollLeft : 0;
    shown = now;
    row.replaceChildren(...cards.map(makeCard));
    row.scrollLeft = before;
    photo.hidden = heap !== "photo";
    row.hidden = heap === "photo";
    empty.hidden = heap === "photo" || items.length > 0;
    setWords(empty, { word: heap === "slips" ? "no_slips" : "no_cards" });
  }

  store.on("tray", () => {
    const slips = store.tray.filter(HEAPS.slips).length;
    for (const count of document.querySelectorAll(".heap .count")) count.textContent = slips ? String(slips) : "";
    show();
  });
  store.on("show_heap", choose);
  return make("div", { class: "tray" },
    make("nav", { class: "heaps", label: "tray" }, ...heaps, search),
    make("div", { class: "heap-body" }, row, empty, photo),
  );
}
