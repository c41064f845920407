// The page: buttons, the camera, pictures, and the cards of what was read. Nothing leaves the phone.
import { hex } from "./bytes.js";
import { Camera } from "./camera.js";
import { card } from "./cards.js";
import { Decoder } from "./decoding.js";
import { make } from "./elements.js";
import { isVerified, judge } from "./judging.js";
import { isLong, views } from "./pictures.js";
import { sha256 } from "./libraries.js";
import { Refused } from "./refused.js";
import { Slips } from "./slips.js";
import { Trust } from "./trust.js";
import { unpacked } from "./unpacked.js";
import { Words } from "./words.js";

const part = id => document.getElementById(id);
const packed = id => JSON.parse(new TextDecoder().decode(unpacked(part(id).textContent)));
const table = packed("table");
const trust = new Trust(JSON.parse(part("trust").textContent), table);
const words = new Words(packed("words"));
const decoder = new Decoder(part("reader").textContent, location.hash === "#plain");
const camera = new Camera(part("video"));
const parts = new Slips();
const read = new Map(); // hash of an object → its judged slip
let noticed = "";

/** Take a text of a code; whether it was one of ours. */
function take(text) {
  try {
    const found = parts.take(text);
    if (found?.bytes) {
      const slip = judge(found.kind, found.bytes, trust, table);
      read.set(hex(sha256(found.bytes)) + found.kind, slip);
      navigator.vibrate?.(isVerified(slip) ? 60 : [60, 60, 60]);
    }
    if (found && found !== "known") draw();
    return found !== null;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    notice(error.word);
    return error.word !== "why_code";
  }
}

function notice(word) {
  noticed = word;
  part("notice").hidden = !word;
  part("notice").textContent = word ? words.say(word) : "";
}

async function readPicture(file) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    notice("why_picture");
    return;
  }
  let found = false;
  for (const pixels of views(bitmap)) {
    for (const text of await decoder.texts(pixels)) found = take(text) || found;
    if (found && !parts.unfinished().length && !isLong(bitmap)) break;
    await new Promise(resolve => setTimeout(resolve));
  }
  bitmap.close();
  if (!found && !noticed) notice("why_nothing");
}

async function readPictures(files) {
  if (!files.length) return;
  notice("");
  part("busy").hidden = false;
  for (const file of files) await readPicture(file);
  part("busy").hidden = true;
  draw();
  document.body.dataset.done = Number(document.body.dataset.done || 0) + 1;
}

async function startCamera() {
  notice("");
  part("view").hidden = false;
  const word = await camera.start(async pixels => {
    let hit = false;
    for (const text of await decoder.texts(pixels)) hit = take(text) || hit;
    part("view").classList.toggle("hit", hit);
    part("view").dataset.frames = camera.frames;
  });
  if (word) notice(word);
  draw();
}

function stopCamera() {
  camera.stop();
  draw();
}

function draw() {
  document.documentElement.lang = words.language;
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = words.say(element.dataset.word);
  for (const button of part("languages").children) button.setAttribute("aria-pressed", button.value === words.language);
  notice(noticed);
  document.body.dataset.engine = decoder.engine;
  part("view").hidden = !camera.isOn;
  part("lamp").hidden = !camera.hasLamp;
  part("camera").hidden = camera.isOn;
  part("start").hidden = camera.isOn || read.size > 0;
  part("clear").hidden = !read.size && !parts.unfinished().length;
  part("progress").replaceChildren(...parts.unfinished().map(progress));
  const slips = [...read.values()].reverse(); // the newest on top, but for a protocol: the others say something about it
  const isMain = slip => slip.kind === "P" && isVerified(slip);
  const ordered = [...slips.filter(isMain), ...slips.filter(slip => !isMain(slip))];
  part("cards").replaceChildren(...ordered.map(slip => card(slip, slips, words, draw)));
  part("about").textContent = words.say("about", trust.precincts, hex(sha256(trust.authority)).slice(0, 16).match(/..../g).join(" "));
}

function progress({ kind, parts: count, have, missing }) {
  const tiles = Array.from({ length: count }, (_, at) => make("span", have.includes(at + 1) ? "have" : "", have.includes(at + 1) ? "✓" : String(at + 1)));
  const still = words.say("missing", missing.map(one => `${kind} ${one}/${count}`).join(", "));
  return make("div", "parts", make("b", "", words.say(`kind_${kind}`)), make("div", "tiles", ...tiles), make("div", "", still));
}

part("camera").onclick = startCamera;
part("stop").onclick = stopCamera;
let isLit = false;
part("lamp").onclick = () => camera.light((isLit = !isLit));
part("pictures").onchange = async event => {
  await readPictures([...event.target.files]);
  event.target.value = ""; // or the same picture could not be chosen twice
};
part("clear").onclick = () => {
  parts.clear();
  read.clear();
  notice("");
  draw();
};
part("languages").onclick = ({ target }) => {
  if (target.value) words.choose(target.value);
  draw();
};
document.addEventListener("visibilitychange", () => {
  if (document.hidden && camera.isOn) stopCamera();
});
document.addEventListener("paste", event => readPictures([...event.clipboardData.files]));
document.addEventListener("dragover", event => event.preventDefault());
document.addEventListener("drop", event => {
  event.preventDefault();
  readPictures([...event.dataTransfer.files]);
});
if ("installable" in document.documentElement.dataset) navigator.serviceWorker?.register("worker.js");
decoder.prepare().then(draw);
draw();
