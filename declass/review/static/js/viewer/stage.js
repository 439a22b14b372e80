// @ts-check
/** The page picture in its window: what is shown, from where, and how large. Layers and tools lie on it. */

import { h, s, show } from "../core/dom.js";
import { clamp } from "./box.js";
import { fitBox, fitPage, fitWidth, settled, toPage, zoomed } from "./camera.js";
import { takeGestures } from "./gestures.js";
import { picture, stepFor } from "./pictures.js";

const GLIDE_MS = 220;
const SHARPEN_MS = 120;

/**
 * @typedef {import("../core/types.js").Box} Box
 * @typedef {{sha256: string, number: number, width: number, height: number, widths?: number[]}} Sheet
 * @typedef {"finding" | "page" | "width" | "free"} Fit
 */

export class Stage extends EventTarget {
  /** @param {HTMLElement} root */
  constructor(root) {
    super();
    this.pictures = h("div", { class: "stage-pictures" });
    this.layer = s("svg", { class: "stage-layer", "aria-hidden": "true", preserveAspectRatio: "none" });
    this.sheet = h("div", { class: "stage-sheet" }, this.pictures, this.layer);
    this.over = h("div", { class: "stage-over" });
    this.pane = h("div", { class: "stage-pane" }, this.sheet, this.over);
    root.append(this.pane);
    /** @type {Sheet | null} */
    this.page = null;
    /** @type {import("./camera.js").Camera} */
    this.camera = { scale: 1, x: 0, y: 0 };
    /** @type {Fit} */
    this.fit = "finding";
    /** @type {Box | null} */
    this.focus = null;
    this.cleaned = false;
    /** The picture that is in. @type {{sha256: string, page: number, width: number, cleaned: boolean} | null} */
    this.sharp = null;
    /** @type {import("./gestures.js").Tool | null} */
    this.tool = null;
    takeGestures(this.pane, {
      pan: (dx, dy) => this.pan(dx, dy),
      zoom: (factor, at) => this.zoom(factor, at),
      tap: (at) => this.emit("tap", toPage(this.camera, at.x, at.y)),
      twice: (at) => this.zoom(2, at),
      tool: () => this.tool,
    });
    new ResizeObserver(() => this.refit()).observe(this.pane);
  }

  get size() {
    return { width: this.pane.clientWidth || 1, height: this.pane.clientHeight || 1 };
  }

  /**
   * Shows a page, looking at `focus` where there is one.
   *
   * @param {Sheet} page
   * @param {Box | null} focus
   */
  show(page, focus) {
    const same = this.page && this.page.sha256 === page.sha256 && this.page.number === page.number;
    this.page = page;
    this.focus = focus;
    this.layer.setAttribute("viewBox", `0 0 ${page.width} ${page.height}`);
    if (!same) {
      this.sharp = null;
      this.pictures.replaceChildren();
      this.sheet.dataset.state = "loading";
    }
    const fit = this.fit === "free" ? "finding" : this.fit;
    this.look(fit, Boolean(same));
  }

  /** The widths that pictures of the page come in; until they are known none is fetched. @param {number[]} widths */
  setWidths(widths) {
    if (!this.page) return;
    this.page = { ...this.page, widths };
    void this.sharpen();
  }

  /** Looks at the finding, the page or its width. @param {Fit} fit @param {boolean} [glide] */
  look(fit, glide = true) {
    this.fit = fit;
    const to = this.fitted();
    if (to) this.go(to, glide);
    this.emit("fit", { fit });
  }

  fitted() {
    if (!this.page) return null;
    const middle = this.focus ? (this.focus[1] + this.focus[3]) / 2 : 0;
    if (this.fit === "page") return fitPage(this.page, this.size);
    if (this.fit === "width") return fitWidth(this.page, this.size, middle);
    if (this.fit === "finding") return this.focus ? fitBox(this.focus, this.page, this.size) : fitPage(this.page, this.size);
    return settled(this.camera, this.page, this.size);
  }

  refit() {
    const to = this.fitted();
    if (to) this.go(to, false);
  }

  /** @param {import("./camera.js").Camera} to @param {boolean} glide */
  go(to, glide) {
    cancelAnimationFrame(this.frame ?? 0);
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (!glide || still) return this.set(to);
    const from = this.camera;
    const start = performance.now();
    const step = (/** @type {number} */ now) => {
      const part = clamp((now - start) / GLIDE_MS, 0, 1);
      const eased = 1 - (1 - part) ** 3;
      const mix = (/** @type {number} */ a, /** @type {number} */ b) => a + (b - a) * eased;
      this.set({ scale: mix(from.scale, to.scale), x: mix(from.x, to.x), y: mix(from.y, to.y) });
      if (part < 1) this.frame = requestAnimationFrame(step);
    };
    this.frame = requestAnimationFrame(step);
  }

  /** @param {import("./camera.js").Camera} camera */
  set(camera) {
    this.camera = camera;
    if (!this.page) return;
    const { style } = this.sheet;
    style.width = `${this.page.width * camera.scale}px`;
    style.height = `${this.page.height * camera.scale}px`;
    style.transform = `translate(${camera.x}px, ${camera.y}px)`;
    this.emit("camera", camera);
    clearTimeout(this.sharpening);
    if (this.sharp) this.sharpening = setTimeout(() => void this.sharpen(), SHARPEN_MS);
    else void this.sharpen();
  }

  /** @param {number} dx @param {number} dy */
  pan(dx, dy) {
    if (!this.page) return;
    cancelAnimationFrame(this.frame ?? 0);
    this.free();
    this.set(settled({ ...this.camera, x: this.camera.x + dx, y: this.camera.y + dy }, this.page, this.size));
  }

  /** @param {number} factor @param {{x: number, y: number}} [at] */
  zoom(factor, at = { x: this.size.width / 2, y: this.size.height / 2 }) {
    if (!this.page) return;
    cancelAnimationFrame(this.frame ?? 0);
    this.free();
    this.set(settled(zoomed(this.camera, factor, at.x, at.y), this.page, this.size));
  }

  free() {
    if (this.fit === "free") return;
    this.fit = "free";
    this.emit("fit", { fit: "free" });
  }

  /** Before or after cleaning. @param {boolean} cleaned */
  setCleaned(cleaned) {
    this.cleaned = cleaned;
    void this.sharpen();
  }

  /** Puts the picture in that is sharp enough for what is seen. */
  async sharpen() {
    const { page, cleaned } = this;
    if (!page?.widths) return;
    const width = stepFor(page.width * this.camera.scale, page.widths);
    const { sharp } = this;
    // Never less sharp than it is already.
    if (sharp && sharp.sha256 === page.sha256 && sharp.page === page.number && sharp.cleaned === cleaned && sharp.width >= width) return;
    try {
      const image = await picture(page.sha256, page.number, width, cleaned);
      if (this.page?.sha256 !== page.sha256 || this.page.number !== page.number || this.cleaned !== cleaned) return;
      this.sharp = { page: page.number, sha256: page.sha256, cleaned, width };
      const shown = /** @type {HTMLImageElement} */ (image.cloneNode());
      shown.alt = "";
      shown.draggable = false;
      await shown.decode().catch(() => {});
      show(this.pictures, shown);
      this.sheet.dataset.state = "ready";
      this.emit("picture", { width });
    } catch {
      if (this.sharp || this.page?.sha256 !== page.sha256 || this.page.number !== page.number) return;
      this.sheet.dataset.state = "failed";
      show(this.pictures, h("p", { class: "stage-failed" }, "The picture of this page cannot be shown."));
    }
  }

  /** @param {string} type @param {object} detail */
  emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
