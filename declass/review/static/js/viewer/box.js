// @ts-check
/** Arithmetic of boxes in points; all pure. @typedef {import("../core/types.js").Box} Box */

export const LEAST_SIDE = 3;

/** @param {Box} box */
export const widthOf = (box) => box[2] - box[0];
/** @param {Box} box */
export const heightOf = (box) => box[3] - box[1];

/**
 * The box between two corners, in whichever order, kept on the page and no smaller than a letter's dot.
 *
 * @param {number} x0 @param {number} y0 @param {number} x1 @param {number} y1
 * @param {{width: number, height: number}} page
 * @returns {Box}
 */
export function boxOf(x0, y0, x1, y1, page) {
  const left = clamp(Math.min(x0, x1), 0, page.width - LEAST_SIDE);
  const top = clamp(Math.min(y0, y1), 0, page.height - LEAST_SIDE);
  const right = clamp(Math.max(x0, x1), left + LEAST_SIDE, page.width);
  const bottom = clamp(Math.max(y0, y1), top + LEAST_SIDE, page.height);
  return /** @type {Box} */ ([left, top, right, bottom].map(rounded));
}

/**
 * The box with the named sides moved; `n`, `s`, `w`, `e`, or all four to move the whole.
 *
 * @param {Box} box @param {string} sides @param {number} dx @param {number} dy
 * @param {{width: number, height: number}} page
 * @returns {Box}
 */
export function moved(box, sides, dx, dy, page) {
  let [x0, y0, x1, y1] = box;
  if (sides === "nswe") {
    const right = clamp(dx, -x0, page.width - x1);
    const down = clamp(dy, -y0, page.height - y1);
    return /** @type {Box} */ ([x0 + right, y0 + down, x1 + right, y1 + down].map(rounded));
  }
  if (sides.includes("w")) x0 = clamp(x0 + dx, 0, x1 - LEAST_SIDE);
  if (sides.includes("e")) x1 = clamp(x1 + dx, x0 + LEAST_SIDE, page.width);
  if (sides.includes("n")) y0 = clamp(y0 + dy, 0, y1 - LEAST_SIDE);
  if (sides.includes("s")) y1 = clamp(y1 + dy, y0 + LEAST_SIDE, page.height);
  return /** @type {Box} */ ([x0, y0, x1, y1].map(rounded));
}

/** How far two boxes are apart in points, 0 where they meet. @param {Box} a @param {Box} b */
export function gap(a, b) {
  const dx = Math.max(0, Math.max(a[0], b[0]) - Math.min(a[2], b[2]));
  const dy = Math.max(0, Math.max(a[1], b[1]) - Math.min(a[3], b[3]));
  return Math.hypot(dx, dy);
}

/** The part of the height that two boxes share, of the smaller height. @param {Box} a @param {Box} b */
export function sideBySide(a, b) {
  const shared = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  return Math.max(0, shared) / Math.max(1e-6, Math.min(heightOf(a), heightOf(b)));
}

/** @param {number} value @param {number} low @param {number} high */
export function clamp(value, low, high) {
  return Math.max(low, Math.min(high, value));
}

/** Hundredths of a point, as in the record. @param {number} value */
function rounded(value) {
  return Math.round(100 * value) / 100;
}

/**
 * The id of something drawn, made from its corner as the machine makes its own.
 *
 * @param {"redaction" | "strike" | "marking" | "line"} subject @param {number} page @param {Box} box
 */
export function drawnRef(subject, page, box) {
  return `p${page}-${{ redaction: "r", strike: "s", marking: "m", line: "l" }[subject]}${Math.round(box[0])}x${Math.round(box[1])}`;
}
