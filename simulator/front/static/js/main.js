// The page: parts are made here and put in their places; they know the store, not each other.

import { makeBox } from "./box.js";
import { makeCentre } from "./centre.js";
import { makeCommands } from "./commands.js";
import { act, answered, connect } from "./connection.js";
import { make, setWords } from "./dom.js";
import { makeFaults } from "./faults.js";
import { makeGuide } from "./guide.js";
import { inHand, putBack } from "./hand.js";
import { makeHeader, makeModeBand } from "./header.js";
import { makeKnowing } from "./knowing.js";
import { makeDock } from "./dock.js";
import { makeStage } from "./stage.js";
import { bring } from "./show.js";
import { makeTray } from "./tray.js";
import { startViewer } from "./viewer.js";
import { makeWire } from "./wire.js";
import { loadWords } from "./words.js";
import { store } from "./store.js";

const NOTICE_MS = 5000;

await loadWords();
const page = /** @type {HTMLElement} */ (document.getElementById("page"));
page.append(
  makeHeader(),
  makeModeBand(),
  makeGuide(),
  makeStage(),
  makeDock({
    tray: makeTray(), faults: makeFaults(), wire: makeWire(), commands: makeCommands(), knowing: makeKnowing(),
    centre: makeCentre(),
  }, makeBox()),
);
startViewer();
watchConnection();
showRefusals();
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") putBack();
  const thing = inHand();
  const plan = store.terminals[Number(event.key) - 1];
  if (!thing || !plan || event.target instanceof HTMLInputElement) return;
  bring(plan.name, thing);
  putBack();
});
// A file that misses its place must not replace the page.
for (const kind of ["dragover", "drop"]) {
  document.addEventListener(kind, (event) => {
    if (/** @type {DragEvent} */ (event).dataTransfer?.types.includes("Files")) event.preventDefault();
  });
}
connect();

function watchConnection() {
  const note = make("p", { class: "no-line", word: "no_line", role: "alert", hidden: true });
  document.body.append(note);
  store.on("connected", (there) => { note.hidden = there; });
}

/** A line that was refused is said where everybody sees it, in the server's words. */
function showRefusals() {
  const notice = /** @type {HTMLElement} */ (document.getElementById("notice"));
  let timer = 0;
  store.on("refused", ({ line, say }) => {
    if (!say) return;
    setWords(/** @type {HTMLElement} */ (notice.querySelector("b")), { word: "refused" });
    /** @type {HTMLElement} */ (notice.querySelector("code")).textContent = line;
    /** @type {HTMLElement} */ (notice.querySelector("span")).textContent = say;
    notice.hidden = false;
    clearTimeout(timer);
    timer = setTimeout(() => { notice.hidden = true; }, NOTICE_MS);
  });
}

Object.assign(window, { tamga: { act, answered, store } }); // for whoever looks from the browser's console
