// @ts-check
/**
 * Changing where something is, and drawing what was missed: by handles with mouse, pen or finger, and by arrow keys alone.
 */

import { h } from "../core/dom.js";
import { say } from "../core/say.js";
import { boxOf, moved } from "./box.js";
import { toPage } from "./camera.js";

/** How near to an edge a press takes hold of it, in pixels; more for a finger. */
const NEAR = { mouse: 9, touch: 22 };
const STEP = 1;
const LARGE_STEP = 10;
/** Points a side of what is drawn by keyboard, at first. */
const AT_FIRST = { width: 120, height: 16 };

/** What arrow keys move, one after another. @type {[sides: string, name: string][]} */
const PARTS = [["nswe", "the whole box"], ["w", "the left edge"], ["n", "the top edge"], ["e", "the right edge"], ["s", "the bottom edge"]];

/**
 * @typedef {import("../core/types.js").Box} Box
 * @typedef {{kept: (box: Box) => void, left: () => void, hint: string, draws: boolean}} Ask
 */

export class Extent {
  /** @param {import("./stage.js").Stage} stage */
  constructor(stage) {
    this.stage = stage;
    /** @type {Box | null} */
    this.box = null;
    this.part = 0;
    this.sides = "";
    this.start = { x: 0, y: 0 };
    this.handles = ["nw", "n", "ne", "e", "se", "s", "sw", "w"].map((side) => h("span", { class: "handle", data: { side } }));
    this.keys = h("div", { class: "extent-keys", tabindex: "0", role: "application", "aria-label": "Extent", on: { keydown: (/** @type {KeyboardEvent} */ event) => this.key(event) } }, this.handles);
    stage.addEventListener("camera", () => this.place());
  }

  get active() {
    return this.box !== null;
  }

  /**
   * Lets the reviewer change a box; without one, draw it.
   *
   * @param {Box | null} box
   * @param {Ask} ask
   */
  begin(box, ask) {
    const { stage } = this;
    if (!stage.page) return;
    this.ask = ask;
    this.box = box ?? this.middle();
    this.part = 0;
    stage.tool = { down: (at, event) => this.down(at, event), move: (at) => this.move(at), up: (_, kept) => this.up(kept) };
    stage.pane.dataset.tool = ask.draws ? "draw" : "extent";
    stage.over.append(this.keys);
    this.keys.setAttribute("aria-label", `${ask.hint}. Arrow keys move ${PARTS[0][1]}, Space takes the next edge, Shift makes large steps, Enter keeps, Escape leaves.`);
    this.place();
    this.keys.focus({ preventScroll: true });
  }

  /** A box in the middle of what is seen. @returns {Box} */
  middle() {
    const { stage } = this;
    const page = /** @type {import("./stage.js").Sheet} */ (stage.page);
    const at = toPage(stage.camera, stage.size.width / 2, stage.size.height / 2);
    return boxOf(at.x - AT_FIRST.width / 2, at.y - AT_FIRST.height / 2, at.x + AT_FIRST.width / 2, at.y + AT_FIRST.height / 2, page);
  }

  end() {
    this.box = null;
    this.stage.tool = null;
    delete this.stage.pane.dataset.tool;
    this.keys.remove();
  }

  keep() {
    const { box, ask } = this;
    this.end();
    if (box) ask?.kept(box);
  }

  leave() {
    this.end();
    this.ask?.left();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const { page } = this.stage;
    if (!this.box || !page) return;
    const by = event.shiftKey ? LARGE_STEP : STEP;
    const step = { ArrowLeft: [-by, 0], ArrowRight: [by, 0], ArrowUp: [0, -by], ArrowDown: [0, by] }[event.key];
    if (step) {
      this.set(moved(this.box, PARTS[this.part][0], step[0], step[1], page));
      say(this.box.map(Math.round).join(" "));
    } else if (event.key === " ") {
      this.part = (this.part + (event.shiftKey ? PARTS.length - 1 : 1)) % PARTS.length;
      this.place();
      say(`Arrow keys move ${PARTS[this.part][1]}`);
    } else if (event.key === "Enter") this.keep();
    else if (event.key === "Escape") this.leave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {{x: number, y: number}} at @param {PointerEvent} event */
  down(at, event) {
    if (!this.box) return false;
    const sides = this.sidesAt(at, event.pointerType === "mouse" ? NEAR.mouse : NEAR.touch);
    if (!sides && !this.ask?.draws) return false;
    this.before = this.box;
    this.sides = sides || "new";
    this.start = toPage(this.stage.camera, at.x, at.y);
    return true;
  }

  /** Which edges a press at this place takes hold of. @param {{x: number, y: number}} at @param {number} near */
  sidesAt(at, near) {
    const [x0, y0, x1, y1] = this.onScreen();
    if (at.x < x0 - near || at.x > x1 + near || at.y < y0 - near || at.y > y1 + near) return "";
    // Of a box that is small, a third of each side is its corner.
    const [wide, high] = [Math.min(near, (x1 - x0) / 3), Math.min(near, (y1 - y0) / 3)];
    const across = at.x < x0 + wide ? "w" : at.x > x1 - wide ? "e" : "";
    const down = at.y < y0 + high ? "n" : at.y > y1 - high ? "s" : "";
    return down + across || "nswe";
  }

  /** @param {{x: number, y: number}} at */
  move(at) {
    const { page, camera } = this.stage;
    if (!page || !this.before) return;
    const to = toPage(camera, at.x, at.y);
    if (this.sides === "new") this.set(boxOf(this.start.x, this.start.y, to.x, to.y, page));
    else this.set(moved(this.before, this.sides, to.x - this.start.x, to.y - this.start.y, page));
  }

  /** @param {boolean} kept */
  up(kept) {
    if (!kept && this.before) this.set(this.before);
    this.keys.focus({ preventScroll: true });
  }

  /** @param {Box} box */
  set(box) {
    this.box = box;
    this.place();
  }

  /** @returns {Box} */
  onScreen() {
    const { scale, x, y } = this.stage.camera;
    const [x0, y0, x1, y1] = /** @type {Box} */ (this.box);
    return [x + x0 * scale, y + y0 * scale, x + x1 * scale, y + y1 * scale];
  }

  /** Puts the frame with its handles where the box is. */
  place() {
    if (!this.box) return;
    const [x0, y0, x1, y1] = this.onScreen();
    Object.assign(this.keys.style, { left: `${x0}px`, top: `${y0}px`, width: `${x1 - x0}px`, height: `${y1 - y0}px` });
    this.keys.dataset.part = PARTS[this.part][0];
  }
}
