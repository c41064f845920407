// QR codes in pixels: ZXing, compiled to WebAssembly, and a reader in plain JavaScript where that may not run.
import { decodeQr, prepareZXingModule, readBarcodes } from "./libraries.js";
import { unpacked } from "./unpacked.js";

const OPTIONS = {
  formats: ["QRCode"], tryHarder: true, tryRotate: true, tryInvert: false, tryDownscale: true, maxNumberOfSymbols: 16,
};
const MOST_PLAIN = 6; // codes that the plain reader looks for in one picture: it finds one at a time

export class Decoder {
  #ready;
  engine = ""; // "zxing" or "plain", once it is known

  /** packed: base64 of the compressed reader; plainOnly: as on a phone that forbids WebAssembly. */
  constructor(packed, plainOnly) {
    this.#ready = () => (this.#started ??= plainOnly ? Promise.resolve("plain") : started(packed));
  }

  #started;

  async prepare() {
    this.engine = await this.#ready();
    return this.engine;
  }

  /** Texts of the codes in an ImageData. */
  async texts(pixels) {
    if ((await this.prepare()) === "plain") return plainTexts(pixels);
    return (await readBarcodes(pixels, OPTIONS)).filter(one => one.isValid).map(one => one.text);
  }
}

async function started(packed) {
  try {
    const wasm = unpacked(packed);
    // locateFile is asked even though the program is given: it must answer, and nothing is loaded from there.
    await prepareZXingModule({ overrides: { wasmBinary: wasm.buffer, locateFile: path => path }, fireImmediately: true });
    return "zxing";
  } catch {
    return "plain"; // no WebAssembly here, as in the lockdown modes of some phones; the page says which reader runs
  }
}

/** The plain reader finds one code: what it found is painted over, and it looks again. */
function plainTexts(pixels) {
  const texts = [];
  for (let count = 0; count < MOST_PLAIN; count++) {
    let points = null;
    try {
      const options = { format: "RGBA", pointsOnDetect: found => { points = found; } };
      texts.push(decodeQr({ data: pixels.data, width: pixels.width, height: pixels.height }, options));
    } catch {
      return texts; // no further code
    }
    if (!points) return texts;
    paintOver(pixels, points.bounds);
  }
  return texts;
}

function paintOver({ data, width, height }, corners) {
  const middle = axis => corners.reduce((sum, corner) => sum + corner[axis], 0) / corners.length;
  const [x, y] = [middle("x"), middle("y")];
  const reach = 0.72 * Math.max(...corners.map(corner => Math.hypot(corner.x - x, corner.y - y)));
  const [left, right] = [Math.max(0, Math.floor(x - reach)), Math.min(width, Math.ceil(x + reach))];
  for (let row = Math.max(0, Math.floor(y - reach)); row < Math.min(height, y + reach); row++) {
    data.fill(200, 4 * (row * width + left), 4 * (row * width + right));
  }
}
