// @ts-check
/** A line of text with the redactions that lie in it, each as a black hole where it stands. */

import { h } from "../core/dom.js";
import { sideBySide } from "../viewer/box.js";

/**
 * @typedef {import("../core/types.js").Box} Box
 * @typedef {{ref: string, text: string, bbox: Box}} NearLine
 */

/** A hole belongs to a line that it shares so much of its height with. */
const SHARED = 0.5;
/** Nothing that is more than this times as high as the line stands in it. */
const TOO_HIGH = 2.2;

/**
 * @param {NearLine} line
 * @param {import("../core/types.js").PageData | null} page
 * @param {Box[]} holes
 * @returns {import("../core/dom.js").Child[]}
 */
export function lineWithHoles(line, page, holes) {
  const full = page?.lines.find((each) => each.ref === line.ref);
  const height = line.bbox[3] - line.bbox[1];
  const here = unique(holes).filter((hole) => sideBySide(hole, line.bbox) >= SHARED && hole[3] - hole[1] <= TOO_HIGH * height);
  if (!full || !full.words.length) return struckParts(line.text);
  /** @type {{at: number, node: import("../core/dom.js").Child}[]} */
  const parts = full.words.map((word) => ({ at: word.bbox[0], node: word.struck ? h("s", {}, word.text) : word.text }));
  for (const hole of here) parts.push({ at: hole[0], node: h("span", { class: "hole", role: "img", "aria-label": "redacted" }) });
  if (here.length) parts.sort((a, b) => a.at - b.at);
  return parts.flatMap((part, at) => (at ? [" ", part.node] : [part.node]));
}

/** Text of a record, in which struck words stand between `~~`. @param {string} text @returns {import("../core/dom.js").Child[]} */
export function struckParts(text) {
  const parts = text.split("~~");
  if (parts.length % 2 === 0) return [text];
  return parts.map((part, at) => (at % 2 ? h("s", {}, part) : part));
}

/** @param {Box[]} boxes */
function unique(boxes) {
  return [...new Map(boxes.map((box) => [box.map(Math.round).join(), box])).values()];
}
