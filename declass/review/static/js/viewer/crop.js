// @ts-check
/** A piece of a page picture with a finding in the middle. */

import { pictureOf } from "../core/api.js";
import { h, s } from "../core/dom.js";
import { clamp, heightOf, widthOf } from "./box.js";

/** Pixels of a page's width in a crop; two of them a point, more than a preview shows. */
const PICTURE_WIDTH = 1000;
const AROUND = { x: 60, y: 26 };

/**
 * @param {{sha256: string, page: number, bbox: import("../core/types.js").Box, page_width: number, page_height: number}} item
 * @param {{width: number, height: number}} size in pixels
 */
export function crop(item, size) {
  const { bbox, page_width: pageWidth, page_height: pageHeight } = item;
  const scale = clamp(Math.min(size.width / (widthOf(bbox) + 2 * AROUND.x), size.height / (heightOf(bbox) + 2 * AROUND.y)), 0.1, 1.6);
  const x = size.width / 2 - ((bbox[0] + bbox[2]) / 2) * scale;
  const y = size.height / 2 - ((bbox[1] + bbox[3]) / 2) * scale;
  const image = h("img", { alt: "", loading: "lazy", decoding: "async", src: pictureOf(item.sha256, item.page, PICTURE_WIDTH) });
  Object.assign(image.style, { left: `${x}px`, top: `${y}px`, width: `${pageWidth * scale}px`, height: `${pageHeight * scale}px` });
  const edge = 2;
  const frame = s("rect", {
    class: "corners", x: x + bbox[0] * scale - edge, y: y + bbox[1] * scale - edge,
    width: widthOf(bbox) * scale + 2 * edge, height: heightOf(bbox) * scale + 2 * edge,
  });
  const box = h("div", { class: "crop", role: "img", "aria-label": `Page ${item.page}` }, image, s("svg", { "aria-hidden": "true" }, frame));
  Object.assign(box.style, { width: `${size.width}px`, height: `${size.height}px`, maxWidth: "100%" });
  return box;
}
