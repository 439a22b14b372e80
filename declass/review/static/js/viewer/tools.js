// @ts-check
/** The small bar under the page picture: fit, zoom, before and after cleaning, layers. */

import { h, icon } from "../core/dom.js";
import { say } from "../core/say.js";
import { LAYERS, LAYERS_AT_FIRST, sample } from "./layers.js";

const ZOOM_STEP = 1.35;
const KEPT = "declass.layers";

/** @typedef {import("./stage.js").Stage} Stage */

export class Tools {
  /**
   * @param {Stage} stage
   * @param {HTMLElement} root
   * @param {{finding?: boolean}} [has]
   */
  constructor(stage, root, has = {}) {
    this.stage = stage;
    this.on = new Set(kept());
    this.fits = {
      finding: this.button("target", "Fit the finding", () => stage.look("finding")),
      page: this.button("page", "Fit the page", () => stage.look("page")),
      width: this.button("width", "Fit the width", () => stage.look("width")),
    };
    this.clean = this.button("clean", "Show the page as cleaned for reading", () => this.turnClean());
    this.layers = this.button("layers", "Layers", () => this.openLayers());
    this.layers.setAttribute("aria-expanded", "false");
    this.zoom = h("span", { class: "zoom wide-only" }, "100%");
    this.bar = h("div", { class: "tools", role: "toolbar", "aria-label": "Page picture" },
      has.finding !== false && this.fits.finding, this.fits.page, this.fits.width, h("i"),
      this.button("minus", "Smaller", () => stage.zoom(1 / ZOOM_STEP), "wide-only"), this.zoom, this.button("plus", "Larger", () => stage.zoom(ZOOM_STEP), "wide-only"), h("i", { class: "wide-only" }),
      this.clean, this.layers);
    root.append(this.bar);
    stage.addEventListener("fit", (event) => this.press(/** @type {CustomEvent} */ (event).detail.fit));
    stage.addEventListener("camera", () => { this.zoom.textContent = `${Math.round(100 * stage.camera.scale)}%`; });
    this.apply();
  }

  /** @param {string} name @param {string} text @param {() => void} does @param {string} [looks] */
  button(name, text, does, looks = "") {
    return h("button", { type: "button", class: `round ${looks}`.trim(), "aria-label": text, title: text, on: { click: does } }, icon(name));
  }

  /** @param {string} fit */
  press(fit) {
    for (const [name, button] of Object.entries(this.fits)) button.setAttribute("aria-pressed", String(name === fit));
  }

  turnClean() {
    const cleaned = !this.stage.cleaned;
    this.stage.setCleaned(cleaned);
    this.clean.setAttribute("aria-pressed", String(cleaned));
    say(cleaned ? "The page as cleaned for reading" : "The page as it is");
  }

  apply() {
    this.stage.layer.setAttribute("data-on", [...this.on].join(" "));
  }

  openLayers() {
    if (this.menu) return this.closeLayers();
    const rows = LAYERS.map(([name, text]) => {
      const box = h("input", { type: "checkbox", on: { change: () => this.turn(name, box.checked) } });
      box.checked = this.on.has(name);
      return h("label", { class: "check" }, box, text, sample(name));
    });
    const away = (/** @type {Event} */ event) => {
      if (event instanceof KeyboardEvent ? event.key === "Escape" : !this.bar.contains(/** @type {Node} */ (event.target))) this.closeLayers();
    };
    this.menu = h("div", { class: "menu layers-menu", role: "group", "aria-label": "Layers" }, rows);
    this.away = away;
    this.bar.append(this.menu);
    this.layers.setAttribute("aria-expanded", "true");
    rows[0].querySelector("input")?.focus();
    document.addEventListener("pointerdown", away);
    this.menu.addEventListener("keydown", away);
  }

  closeLayers() {
    if (!this.menu) return;
    const had = this.menu.contains(document.activeElement);
    this.menu.remove();
    this.menu = undefined;
    if (this.away) document.removeEventListener("pointerdown", this.away);
    this.layers.setAttribute("aria-expanded", "false");
    if (had) this.layers.focus();
  }

  /** @param {string} name @param {boolean} on */
  turn(name, on) {
    if (on) this.on.add(name);
    else this.on.delete(name);
    try { localStorage.setItem(KEPT, JSON.stringify([...this.on])); } catch { /* then only until the page is left */ }
    this.apply();
  }
}

/** @returns {string[]} */
function kept() {
  try {
    const names = JSON.parse(localStorage.getItem(KEPT) ?? "null");
    return Array.isArray(names) ? names : LAYERS_AT_FIRST;
  } catch {
    return LAYERS_AT_FIRST;
  }
}

/**
 * The keys of a page picture.
 *
 * @param {Stage} stage @param {Tools} tools @param {{finding?: boolean}} [has]
 * @returns {import("../core/keys.js").Key[]}
 */
export function viewKeys(stage, tools, has = {}) {
  const group = "The page picture";
  const step = (/** @type {KeyboardEvent} */ event) => (event.shiftKey ? 320 : 80);
  /** @type {import("../core/keys.js").Key[]} */
  const keys = [
    { keys: ["z"], does: "Fit the finding", group, run: () => stage.look("finding") },
    { keys: ["v"], does: "Fit the page", group, run: () => stage.look("page") },
    { keys: ["w"], does: "Fit the width", group, run: () => stage.look("width") },
    { keys: ["+", "="], shown: "+", does: "Larger", group, run: () => stage.zoom(ZOOM_STEP) },
    { keys: ["-"], does: "Smaller", group, run: () => stage.zoom(1 / ZOOM_STEP) },
    { keys: ["b"], does: "Before and after cleaning", group, run: () => tools.turnClean() },
    { keys: ["y"], does: "Layers", group, run: () => tools.openLayers() },
    { keys: ["ArrowLeft", "Shift+ArrowLeft"], shown: "← ↑ ↓ →", does: "Move the page", group, run: (event) => stage.pan(step(event), 0) },
    { keys: ["ArrowRight", "Shift+ArrowRight"], does: "", hidden: true, group, run: (event) => stage.pan(-step(event), 0) },
    { keys: ["ArrowUp", "Shift+ArrowUp"], does: "", hidden: true, group, run: (event) => stage.pan(0, step(event)) },
    { keys: ["ArrowDown", "Shift+ArrowDown"], does: "", hidden: true, group, run: (event) => stage.pan(0, -step(event)) },
  ];
  return has.finding === false ? keys.slice(1) : keys;
}
