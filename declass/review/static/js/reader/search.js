// @ts-check
/** Searching in a document: what the server finds, marked on the page and in the text. */

import { Gone, get } from "../core/api.js";
import { at, h, show } from "../core/dom.js";
import { say, toast } from "../core/say.js";
import { counted } from "../core/words.js";

const PAUSE_MS = 250;
const LEAST_LETTERS = 2;

/** @typedef {{page: number, line: string, before: string, match: string, after: string, boxes: import("../core/types.js").Box[]}} Hit */

export class Search {
  /**
   * @param {string} sha256
   * @param {(hit: Hit) => void} goTo
   */
  constructor(sha256, goTo) {
    this.sha256 = sha256;
    this.goTo = goTo;
    /** @type {Hit[]} */
    this.hits = [];
    this.now = -1;
    this.asked = 0;
    this.field = /** @type {HTMLInputElement} */ (at("search"));
    this.field.addEventListener("input", () => this.later());
    this.field.addEventListener("keydown", (event) => this.key(event));
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.ask(), PAUSE_MS);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.key === "Enter") {
      event.preventDefault();
      if (this.field.value.trim() === this.words) this.step(event.shiftKey ? -1 : 1);
      else void this.ask();
    } else if (event.key === "Escape") {
      this.field.value = "";
      void this.ask();
      this.field.blur();
    }
  }

  async ask() {
    clearTimeout(this.timer);
    const words = this.field.value.trim();
    const run = (this.asked += 1);
    this.words = words;
    if (words.length < LEAST_LETTERS) return this.take([], false);
    try {
      const answer = await get(`/documents/${this.sha256}/search`, { q: words });
      if (run === this.asked) this.take(answer.hits, answer.more);
    } catch (problem) {
      if (problem instanceof Gone) toast("The server does not answer.", { bad: true });
      else this.take([], false);
    }
  }

  /** @param {Hit[]} hits @param {boolean} more */
  take(hits, more) {
    this.hits = hits;
    this.now = -1;
    const list = at("hits");
    list.hidden = !this.words;
    show(list, this.words && h("p", { class: "quiet small" }, hits.length ? `${counted(hits.length, "place")}${more ? ", and more" : ""}` : "Nowhere in this document"),
      h("ol", {}, hits.map((hit, index) => h("li", {}, h("button", { type: "button", on: { click: () => this.choose(index) } },
        h("span", { dir: "auto" }, `${hit.before} `, h("mark", {}, hit.match), ` ${hit.after}`), h("span", { class: "quiet" }, `p. ${hit.page}`))))));
    if (this.words) say(hits.length ? `${counted(hits.length, "place")}` : "Nowhere in this document");
    if (hits.length) this.choose(0);
  }

  /** @param {number} by */
  step(by) {
    if (this.hits.length) this.choose((this.now + by + this.hits.length) % this.hits.length);
  }

  /** @param {number} index */
  choose(index) {
    this.now = index;
    const buttons = at("hits").querySelectorAll("button");
    buttons.forEach((button, each) => button.toggleAttribute("data-now", each === index));
    buttons[index]?.scrollIntoView({ block: "nearest" });
    this.goTo(this.hits[index]);
  }

  /** Where the words stand on a page. @param {number} page */
  boxes(page) {
    return this.hits.filter((hit) => hit.page === page).flatMap((hit) => hit.boxes);
  }
}
