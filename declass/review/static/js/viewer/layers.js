// @ts-check
/**
 * What was found, drawn over the page. Each sort has its own colour and its own line as well: solid, dashed, dotted, round
 * corners, an underline; so that it can be told apart without seeing colours.
 */

import { s, show } from "../core/dom.js";

/**
 * @typedef {import("../core/types.js").Box} Box
 * @typedef {import("../core/types.js").PageData} PageData
 */

/** Points between a finding and the line around it. */
const AIR = 1.5;
const CORNER = 7;

/** The layers that can be turned on and off, with the key of a sample. @type {[name: string, text: string][]} */
export const LAYERS = [
  ["redactions", "Redactions"], ["strikes", "Strikes"], ["markings", "Markings"], ["unsure", "Unsure words"],
  ["rejected", "Candidates turned down"], ["words", "Words as read"],
];
export const LAYERS_AT_FIRST = ["redactions", "strikes"];

/**
 * Draws a page's findings anew.
 *
 * @param {SVGElement} layer
 * @param {PageData | null} page None while it is fetched.
 * @param {string} current ref of the finding that is looked at
 */
export function drawLayers(layer, page, current) {
  const others = (/** @type {{ref: string, bbox: Box}[]} */ marks) => marks.filter((mark) => mark.ref !== current);
  if (!page) return show(layer);
  show(layer,
    group("words", page.lines.flatMap((line) => line.words), (word) => frame(word.bbox, "mark", 0)),
    group("rejected", others(page.rejected), (mark) => [frame(mark.bbox, "mark"), cross(mark.bbox)]),
    group("markings", others(page.markings), (mark) => frame(mark.bbox, "mark", AIR, 4)),
    group("unsure", page.unsure, (mark) => underline(mark.bbox)),
    group("strikes", others(page.strikes), (mark) => [frame(mark.bbox, "halo"), frame(mark.bbox, "mark")]),
    group("redactions", others(page.redactions), (mark) => [frame(mark.bbox, "halo"), frame(mark.bbox, "mark")]),
  );
}

/**
 * The finding that is looked at: a frame with heavy corners.
 *
 * @param {SVGElement} layer
 * @param {Box | null} box
 */
export function drawCurrent(layer, box) {
  layer.querySelector(".layer-current")?.remove();
  if (!box) return;
  const g = s("g", { class: "layer-current" });
  g.append(frame(box, "halo", 3), frame(box, "mark", 3), s("path", { class: "corners", d: corners(box) }));
  layer.append(g);
}

/** Places to point out, such as the hits of a search. @param {SVGElement} layer @param {Box[]} boxes @param {string} [name] */
export function drawHits(layer, boxes, name = "hits") {
  layer.querySelector(`.layer-${name}`)?.remove();
  if (boxes.length) layer.append(group(name, boxes, (box) => frame(box, "mark", 1)));
}

/**
 * @template T
 * @param {string} name
 * @param {readonly T[]} items
 * @param {(item: T) => SVGElement | SVGElement[]} shape
 */
function group(name, items, shape) {
  return s("g", { class: `layer layer-${name}` }, items.flatMap((item) => shape(item)));
}

/** @param {Box} box @param {string} name @param {number} [air] @param {number} [round] */
function frame([x0, y0, x1, y1], name, air = AIR, round = 0) {
  return s("rect", { class: name, x: x0 - air, y: y0 - air, width: x1 - x0 + 2 * air, height: y1 - y0 + 2 * air, rx: round });
}

/** @param {Box} box */
function cross([x0, y0, x1, y1]) {
  return s("path", { class: "mark", d: `M${x0} ${y0}L${x1} ${y1}M${x1} ${y0}L${x0} ${y1}` });
}

/** @param {Box} box */
function underline([x0, , x1, y1]) {
  const step = 2.5;
  let d = `M${x0} ${y1 + 1.5}`;
  for (let x = x0, up = true; x < x1; x += step, up = !up) d += `q${step / 2} ${up ? -1.6 : 1.6} ${step} 0`;
  return s("path", { class: "mark", d });
}

/** @param {Box} box */
function corners([x0, y0, x1, y1]) {
  const [a, b, c, d] = [x0 - 3, y0 - 3, x1 + 3, y1 + 3];
  const w = Math.min(CORNER, (c - a) / 3);
  const t = Math.min(CORNER, (d - b) / 3);
  return `M${a} ${b + t}V${b}H${a + w}M${c - w} ${b}H${c}V${b + t}M${c} ${d - t}V${d}H${c - w}M${a + w} ${d}H${a}V${d - t}`;
}

/** A sample of a layer's line, for the legend. @param {string} name */
export function sample(name) {
  /** @type {Box} */
  const box = [4, 4, 24, 12];
  const shape = name === "unsure" ? [underline(box)] : name === "rejected" ? [frame(box, "mark"), cross(box)] : [frame(box, "mark", AIR, name === "markings" ? 4 : 0)];
  return s("svg", { class: "sample", viewBox: "0 0 28 16", "aria-hidden": "true" }, s("g", { class: `layer-${name}` }, shape));
}
