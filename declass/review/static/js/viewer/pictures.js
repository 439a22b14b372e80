// @ts-check
/** Pictures of pages: which width to ask for, and pictures fetched before they are needed. */

import { pictureOf } from "../core/api.js";

/** Pixels; the server gives the nearest that it has, no wider than the scan. */
const STEPS = [200, 800, 1400, 2400, 6000];
const KEPT = 14;
/** A phone need not show every pixel of its screen. */
const LARGEST_DENSITY = 2;

/** @type {Map<string, Promise<HTMLImageElement>>} */
const held = new Map();

/**
 * The least width that shows all there is to see.
 *
 * @param {number} width of the page on the screen, in pixels
 * @param {number[] | undefined} steps that the server has
 */
export function stepFor(width, steps) {
  const known = steps?.length ? steps : STEPS;
  const wanted = width * Math.min(window.devicePixelRatio || 1, LARGEST_DENSITY);
  return known.find((step) => step >= wanted * 0.92) ?? known[known.length - 1];
}

/**
 * A picture, ready to be shown.
 *
 * @param {string} sha256 @param {number} page @param {number} width @param {boolean} [cleaned]
 * @returns {Promise<HTMLImageElement>}
 */
export function picture(sha256, page, width, cleaned = false) {
  const url = pictureOf(sha256, page, width, cleaned);
  const known = held.get(url);
  if (known) {
    held.delete(url);
    held.set(url, known);
    return known;
  }
  const image = new Image();
  image.decoding = "async";
  image.src = url;
  const ready = image.decode().then(() => image);
  ready.catch(() => held.delete(url));
  held.set(url, ready);
  while (held.size > KEPT) held.delete(/** @type {string} */ (held.keys().next().value));
  return ready;
}
