// The one WebSocket: frames in, command lines out. The server sends everything anew after a lost connection.

import { store } from "./store.js";
import { told } from "./words.js";

/** @typedef {{ok: boolean, say: string, says?: Record<string, string>}} Answer `says`: the same by language */

const DISPLAY = 1, PAPER = 2;
const HEAD_BYTES = 6; // kind, terminal number, x and y (paper: piece and row), little endian
const AGAIN_MS = 1000;

/** @type {WebSocket | null} */
let socket = null;
let lastId = 0;
/** @type {Map<number, (answer: Answer) => void>} */
const waiting = new Map();
/** Pictures are decoded in the background; each terminal's are shown in the order in which they came. */
/** @type {Map<number, Promise<void>>} */
const order = new Map();

/** The last thing that each terminal's fingers did. @type {Map<string, Promise<any>>} */
const fingers = new Map();

/** Connect, and connect again whenever the line is lost. */
export function connect() {
  const url = new URL("/ws", location.href);
  url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  socket = new WebSocket(url);
  socket.binaryType = "arraybuffer";
  socket.addEventListener("open", () => store.tell("connected", true));
  socket.addEventListener("message", ({ data }) => (typeof data === "string" ? take(JSON.parse(data)) : takePicture(data)));
  socket.addEventListener("close", () => {
    for (const answer of waiting.values()) answer({ ok: false, say: "" });
    waiting.clear();
    store.tell("connected", false);
    setTimeout(connect, AGAIN_MS);
  });
}

/** @param {any} message */
function take(message) {
  switch (message.type) {
    case "hello":
      store.hello = message;
      store.tell("hello", message);
      store.tell("tray", store.tray);
      break;
    case "state":
      store.state = message;
      store.tell("state", message);
      break;
    case "tray":
      store.tray = message.items;
      store.tell("tray", store.tray);
      break;
    case "done":
      waiting.get(message.id)?.(message);
      waiting.delete(message.id);
      break;
    case "wire":
      store.tell("wire", message.events);
      break;
    case "slip":
    case "roll": {
      const number = store.terminals.findIndex((terminal) => terminal.name === message.terminal);
      inOrder(number, async () => store.tell(message.type, message));
      break;
    }
    default:
      store.tell(message.type, message);
  }
}

/** @param {number} terminal @param {() => Promise<void>} step */
function inOrder(terminal, step) {
  order.set(terminal, (order.get(terminal) ?? Promise.resolve()).then(step).catch(console.error));
}

/** @param {ArrayBuffer} data */
function takePicture(data) {
  const head = new DataView(data, 0, HEAD_BYTES);
  const [kind, number] = [head.getUint8(0), head.getUint8(1)];
  const [x, y] = [head.getUint16(2, true), head.getUint16(4, true)];
  const decoded = createImageBitmap(new Blob([data.slice(HEAD_BYTES)], { type: "image/png" }));
  inOrder(number, async () => {
    const picture = await decoded;
    const name = store.terminals[number]?.name;
    if (kind === DISPLAY) store.tell("display", { terminal: name, x, y, picture });
    if (kind === PAPER) store.tell("paper", { terminal: name, piece: x, row: y, picture });
  });
}

/**
 * Do one line of the command channel.
 * @param {string} line
 * @param {{quiet?: boolean, shown?: boolean}} [how] quiet lines (a finger that moves) are left out of the command log;
 *   shown: whoever says the line shows why it was refused
 * @returns {Promise<Answer>}
 */
export function act(line, { quiet = false, shown = false } = {}) {
  return new Promise((resolve) => {
    if (socket?.readyState !== WebSocket.OPEN) return resolve({ ok: false, say: "" });
    const id = ++lastId;
    waiting.set(id, (answer) => {
      if (!quiet || !answer.ok) store.tell("answer", { line, shown, ok: answer.ok, say: told(answer, answer.say) });
      resolve(answer);
    });
    socket.send(JSON.stringify({ id, do: line }));
  });
}

/**
 * What fingers do at one terminal, each thing after the one before is done: a finger never lifts before it came down.
 * @param {string} at @param {string} line
 * @param {{quiet?: boolean, notBefore?: number}} [how] notBefore: as `performance.now()` will say then
 */
export function byFinger(at, line, { quiet, notBefore = 0 } = {}) {
  const done = (fingers.get(at) ?? Promise.resolve())
    .then(() => new Promise((resolve) => setTimeout(resolve, Math.max(0, notBefore - performance.now()))))
    .then(() => act(line, { quiet }));
  fingers.set(at, done);
  return done;
}

/** Resolves when every line that was said has its answer, and every picture that came is shown. */
export async function answered() {
  await Promise.all(fingers.values());
  while (waiting.size) await new Promise((resolve) => setTimeout(resolve, 10));
  await Promise.all(order.values());
}
