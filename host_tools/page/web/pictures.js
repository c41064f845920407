// A picture file at the sizes that readers like: what one size hides, another shows (measured on bad photographs).
const SCALES = [1, 1.5, 0.75, 2];
const BASE = 1800; // pixels of the longer side at scale 1
const TILE = 1600;

const canvas = document.createElement("canvas");
const context = canvas.getContext("2d", { willReadFrequently: true });

/** The pixels of a part of a picture or video. box: [left, top, width, height]; longest: of the result's sides. */
export function pixels(source, box, longest) {
  const [left, top, width, height] = box;
  const scale = longest / Math.max(width, height);
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  context.imageSmoothingQuality = "high";
  context.drawImage(source, left, top, width, height, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

/** Views of a picture, the promising ones first: the whole at several sizes, then overlapping tiles of a long one. */
export function* views(bitmap) {
  const { width, height } = bitmap;
  const [longer, shorter] = [Math.max(width, height), Math.min(width, height)];
  for (const scale of SCALES) yield pixels(bitmap, [0, 0, width, height], Math.min(Math.min(longer, BASE) * scale, 2 * longer));
  const side = Math.min(Math.max(shorter, 700), 2000);
  if (longer <= side) return;
  for (let begin = 0; begin < longer - 0.4 * side; begin += 0.6 * side) {
    const at = Math.min(begin, longer - side);
    yield pixels(bitmap, height >= width ? [0, at, width, side] : [at, 0, side, height], TILE);
  }
}

/** Whether tiles of this picture may show what the whole does not: a long slip, photographed or scanned whole. */
export const isLong = ({ width, height }) => Math.max(width, height) > 2 * Math.min(width, height);
