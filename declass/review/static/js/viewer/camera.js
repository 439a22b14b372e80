// @ts-check
/** Where the page lies in its window: pixels a point, and the place of its top left corner. Pure arithmetic. */

import { clamp, heightOf, widthOf } from "./box.js";

const LEAST_SCALE = 0.08;
const LARGEST_SCALE = 12;
/** Points around a finding that are shown with it: some lines of context. */
const CONTEXT = { x: 190, y: 110 };
/** No finding is blown up beyond this (pixels a point): scans have no more to show. */
const FINDING_SCALE = 2;

/**
 * @typedef {import("../core/types.js").Box} Box
 * @typedef {{scale: number, x: number, y: number}} Camera
 * @typedef {{width: number, height: number}} Size
 */

/** The whole page. @param {Size} page @param {Size} pane @param {number} [margin] @returns {Camera} */
export function fitPage(page, pane, margin = 24) {
  const scale = limit(Math.min((pane.width - 2 * margin) / page.width, (pane.height - 2 * margin) / page.height));
  return centred(page.width / 2, page.height / 2, scale, pane);
}

/** The page's width, from where the eye is now. @param {Size} page @param {Size} pane @param {number} [y] point to keep in the middle */
export function fitWidth(page, pane, y = 0) {
  const scale = limit((pane.width - 32) / page.width);
  return settled(centred(page.width / 2, y, scale, pane), page, pane);
}

/** A finding with the lines around it. @param {Box} box @param {Size} page @param {Size} pane @returns {Camera} */
export function fitBox(box, page, pane) {
  const across = pane.width / (widthOf(box) + 2 * CONTEXT.x);
  const down = pane.height / (heightOf(box) + 2 * CONTEXT.y);
  const whole = fitPage(page, pane).scale;
  const scale = limit(clamp(Math.min(across, down), whole, FINDING_SCALE));
  return settled(centred((box[0] + box[2]) / 2, (box[1] + box[3]) / 2, scale, pane), page, pane);
}

/**
 * Larger or smaller, with the place under (x, y) staying under it.
 *
 * @param {Camera} camera @param {number} factor @param {number} x @param {number} y in pixels of the window
 * @returns {Camera}
 */
export function zoomed(camera, factor, x, y) {
  const scale = limit(camera.scale * factor);
  const by = scale / camera.scale;
  return { scale, x: x - (x - camera.x) * by, y: y - (y - camera.y) * by };
}

/** Moved so that the page fills the window where it can, and is centred where it is smaller. */
export function settled(/** @type {Camera} */ camera, /** @type {Size} */ page, /** @type {Size} */ pane) {
  const slack = 40;
  return {
    scale: camera.scale,
    x: kept(camera.x, page.width * camera.scale, pane.width, slack),
    y: kept(camera.y, page.height * camera.scale, pane.height, slack),
  };
}

/** @param {number} start @param {number} length @param {number} room @param {number} slack */
function kept(start, length, room, slack) {
  if (length + 2 * slack <= room) return (room - length) / 2;
  return clamp(start, room - length - slack, slack);
}

/** @param {number} px @param {number} py @param {number} scale @param {Size} pane @returns {Camera} */
function centred(px, py, scale, pane) {
  return { scale, x: pane.width / 2 - px * scale, y: pane.height / 2 - py * scale };
}

/** @param {number} scale */
function limit(scale) {
  return clamp(Number.isFinite(scale) && scale > 0 ? scale : 1, LEAST_SCALE, LARGEST_SCALE);
}

/** A place of the window as a place of the page. @param {Camera} camera @param {number} x @param {number} y */
export function toPage(camera, x, y) {
  return { x: (x - camera.x) / camera.scale, y: (y - camera.y) / camera.scale };
}
