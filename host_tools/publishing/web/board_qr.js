// QR codes (ISO/IEC 18004) of Base45, level M, versions 1 to 17, as terminals print them: the same tables and the same mask.
export const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";  // QR's alphanumeric characters are those of Base45
const PER_BLOCK = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28];  // table 9: error correction codewords
const BLOCKS = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11];
const FORMAT = 0b101010000010010;  // level M, mask 0, with its correction (annex C)
const ALPHANUMERIC = 0b0010;

const EXPONENTS = new Uint8Array(510);  // of 2 in GF(256) modulo 0x11D, twice
const LOGARITHMS = new Uint8Array(256);
for (let at = 0, value = 1; at < 255; at += 1) {
  EXPONENTS[at] = EXPONENTS[at + 255] = value;
  LOGARITHMS[value] = at;
  value = (value << 1) ^ (value & 0x80 ? 0x11d : 0);
}
const times = (a, b) => a && b ? EXPONENTS[LOGARITHMS[a] + LOGARITHMS[b]] : 0;

const countBits = version => version < 10 ? 9 : 11;

/** Codewords for data. The modules that are no function patterns, less those of the error correction. */
function capacity(version) {
  const along = Math.floor(version / 7) + 2;
  const patterns = version < 2 ? 0 : (25 * along - 10) * along - 55 + (version < 7 ? 0 : 36);
  return Math.floor(((16 * version + 128) * version + 64 - patterns) / 8) - PER_BLOCK[version - 1] * BLOCKS[version - 1];
}

/** Mode, count, characters, terminator and padding as codewords (7.4). */
function dataOf(text, version) {
  const size = capacity(version);
  let bits = "";
  const put = (value, width) => { bits += value.toString(2).padStart(width, "0"); };
  put(ALPHANUMERIC, 4);
  put(text.length, countBits(version));
  for (let at = 0; at < text.length; at += 2) {
    const [first, second] = [ALPHABET.indexOf(text[at]), ALPHABET.indexOf(text[at + 1])];
    if (at + 1 < text.length) put(first * 45 + second, 11);
    else put(first, 6);
  }
  bits = bits.padEnd(Math.min(bits.length + 4, 8 * size), "0");
  const found = bits.match(/.{1,8}/g).map(byte => parseInt(byte.padEnd(8, "0"), 2));
  for (let at = 0; found.length < size; at += 1) found.push(at % 2 ? 0x11 : 0xec);
  return found;
}

/** The error correction codewords of a block: the remainder by (x - 1)(x - 2)(x - 4)… */
function correctionOf(block, count) {
  let generator = [1];
  for (let root = 0; root < count; root += 1) {
    generator = [...generator, 0].map((value, at) => value ^ (at ? times(generator[at - 1], EXPONENTS[root]) : 0));
  }
  const rest = [...block, ...Array(count).fill(0)];
  for (let at = 0; at < block.length; at += 1) {
    const factor = rest[at];
    generator.forEach((value, place) => { rest[at + place] ^= times(value, factor); });
  }
  return rest.slice(block.length);
}

/** All codewords, block by block in turns (7.6). */
function codewords(text, version) {
  const [data, count] = [dataOf(text, version), BLOCKS[version - 1]];
  const [short, longer] = [Math.floor(data.length / count), data.length % count];
  const blocks = Array.from({ length: count }, (_, at) => {
    const from = at * short + Math.max(0, at - (count - longer));
    return data.slice(from, from + short + (at >= count - longer ? 1 : 0));
  });
  const inTurns = parts => Array.from({ length: parts.at(-1).length }, (_, at) => parts.map(part => part[at])).flat()
    .filter(value => value !== undefined);
  return [...inTurns(blocks), ...inTurns(blocks.map(block => correctionOf(block, PER_BLOCK[version - 1])))];
}

/** Finders, timing, alignment patterns, format and version: rows of 0, 1, or undefined where data goes (6.3, 7.9, 7.10). */
function functionPatterns(version) {
  const size = 17 + 4 * version;
  const rows = Array.from({ length: size }, () => Array(size));
  const rings = (row, column, reach, light) => {
    for (let y = Math.max(0, row - reach); y <= Math.min(size - 1, row + reach); y += 1) {
      for (let x = Math.max(0, column - reach); x <= Math.min(size - 1, column + reach); x += 1) {
        rows[y][x] = light.includes(Math.max(Math.abs(y - row), Math.abs(x - column))) ? 0 : 1;
      }
    }
  };
  for (let at = 0; at < size; at += 1) rows[6][at] = rows[at][6] = (at + 1) & 1;
  [[3, 3], [3, size - 4], [size - 4, 3]].forEach(([row, column]) => rings(row, column, 4, [2, 4]));
  const along = Math.floor(version / 7) + 2;  // alignment patterns in a row, evenly spaced from the far end
  const step = version < 2 ? 0 : 2 * Math.ceil((size - 13) / (2 * along - 2));
  const centres = version < 2 ? [] : [6, ...Array.from({ length: along - 1 }, (_, at) => size - 7 - step * (along - 2 - at))];
  const last = centres.length - 1;
  centres.forEach((row, i) => centres.forEach((column, j) => {
    const isFinder = i === 0 ? j === 0 || j === last : i === last && j === 0;
    if (!isFinder) rings(row, column, 2, [1]);
  }));
  const bit = (value, at) => (value >> at) & 1;
  for (let at = 0; at < 15; at += 1) {
    rows[at < 6 ? at : at < 8 ? at + 1 : size - 15 + at][8] = bit(FORMAT, at);
    rows[8][at < 8 ? size - 1 - at : at < 9 ? 7 : 14 - at] = bit(FORMAT, at);
  }
  rows[size - 8][8] = 1;
  if (version >= 7) {
    let rest = version << 12;
    for (let at = 17; at >= 12; at -= 1) if (bit(rest, at)) rest ^= 0x1f25 << (at - 12);
    for (let at = 0; at < 18; at += 1) {
      const [across, down] = [size - 11 + at % 3, Math.floor(at / 3)];
      rows[across][down] = rows[down][across] = bit((version << 12) | rest, at);
    }
  }
  return rows;
}

/** The modules of a text's symbol: rows of 0 and 1, dark is 1, without a margin. */
export function symbol(text) {
  const version = BLOCKS.findIndex((_, at) => 4 + countBits(at + 1) + Math.ceil(5.5 * text.length) <= 8 * capacity(at + 1)) + 1;
  if (!version) throw new RangeError("too long for a code");
  const rows = functionPatterns(version);
  const [size, words] = [rows.length, codewords(text, version)];
  let at = 0;
  for (let column = size - 1, isUp = true; column > 0; column -= column === 8 ? 3 : 2, isUp = !isUp) {  // 7.7.3; column 6 is timing
    for (let step = 0; step < size; step += 1) {
      const row = isUp ? size - 1 - step : step;
      for (const x of [column, column - 1]) {
        if (rows[row][x] !== undefined) continue;
        const dark = at < 8 * words.length ? (words[at >> 3] >> (7 - (at & 7))) & 1 : 0;
        rows[row][x] = dark ^ ((row + x + 1) & 1);
        at += 1;
      }
    }
  }
  return rows;
}
