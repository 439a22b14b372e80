// @ts-check
/** Keeps what is seen in step with the queue: the page, the layers, the panel, the list. */

import { get } from "../core/api.js";
import { at, h, show } from "../core/dom.js";
import { say } from "../core/say.js";
import { drawCurrent, drawHits, drawLayers } from "../viewer/layers.js";
import { answersOf, choicesOf } from "./choices.js";
import { drawDetail, drawPanel, spoken } from "./panel.js";
import { countedAs, drawUpcoming } from "./upcoming.js";

/**
 * @typedef {import("../core/types.js").Item} Item
 * @typedef {import("../core/types.js").PageData} PageData
 */

/** What is printed and longer than this is a sentence about codes. */
const LONGEST_CODE = 16;

export class Screen {
  /**
   * @param {import("./model.js").Queue} queue
   * @param {import("../viewer/stage.js").Stage} stage
   * @param {import("./actions.js").Actions} actions
   * @param {{choose: (at: number) => void, alike: () => void, hidden: () => void, filter: (filters: Record<string, string>) => void}} does
   */
  constructor(queue, stage, actions, does) {
    this.queue = queue;
    this.stage = stage;
    this.actions = actions;
    this.does = does;
    /** @type {PageData | null} */
    this.page = null;
    /** @type {import("./choices.js").CodeChoice[]} */
    this.codes = [];
    /** Codes of the document of the finding, the most used first. @type {string[]} */
    this.codesThere = [];
    /** Key of the finding in the panel. */
    this.drawn = "";
    /** @type {import("./choices.js").Choice[]} */
    this.choices = [];
    queue.addEventListener("current", () => void this.current());
    queue.addEventListener("list", () => this.list());
  }

  async learnCodes() {
    this.codes = await get("/vocabulary").then((answer) => answer.codes, () => []);
    if (this.queue.current) this.panel(this.queue.current);
  }

  list() {
    drawUpcoming(this.queue, this.actions.done, this.does);
    if (!this.queue.current && !this.queue.loading) this.nothing();
  }

  async current() {
    const item = this.queue.current;
    this.list();
    if (!item) return;
    at("actions").hidden = false;
    this.buttons(item);
    this.address(item);
    this.page = null;
    this.codesThere = [];
    this.stage.show({ sha256: item.sha256, number: item.page, width: item.page_width, height: item.page_height }, item.bbox);
    drawLayers(this.stage.layer, null, item.ref);
    drawCurrent(this.stage.layer, item.bbox);
    this.panel(item);
    const here = () => this.queue.current?.key === item.key;
    const detailed = this.queue.detailOf(item).catch(() => null);
    const page = this.queue.pageOf(item.sha256, item.page).then(async (found) => {
      if (!here()) return null;
      this.page = found;
      this.stage.setWidths(found.widths ?? []);
      drawLayers(this.stage.layer, found, item.ref);
      drawCurrent(this.stage.layer, item.bbox);
      drawHits(this.stage.layer, found.unsure.filter((each) => each.line === item.ref && item.subject === "line").map((each) => each.bbox));
      this.codesThere = (await detailed)?.codes ?? [];
      if (here() && item.subject === "redaction" && item.reason !== "conflict") this.panel(item);
      return found;
    }, () => { if (here()) this.stage.setWidths([]); return null; });
    const [detail, found] = await Promise.all([detailed, page]);
    if (detail && here()) drawDetail(at("finding"), detail, found);
  }

  /** @param {Item} item */
  panel(item) {
    const near = this.page ? [...codesOn(this.page), ...this.actions.codesGiven(item), ...this.codesThere] : [];
    this.choices = choicesOf(item, this.codes, near);
    const root = at("finding");
    const history = root.querySelector("#history")?.cloneNode(true);
    drawPanel(root, item, this.choices, this.does);
    if (this.drawn === item.key && history) root.querySelector("#history")?.replaceWith(history);
    this.drawn = item.key;
  }

  /** What the two answers are called. @param {Item} item */
  buttons(item) {
    for (const [does, { button }] of Object.entries(answersOf(item))) {
      at("actions").querySelectorAll(`[data-do=${does}] [data-says]`).forEach((each, index) => { each.textContent = button[index]; });
    }
  }

  /** Where the page can be opened again. @param {Item} item */
  address(item) {
    history.replaceState(null, "", `${location.pathname}${location.search}#${item.key}`);
    document.title = `${item.title || item.document}, page ${item.page} · declass`;
  }

  nothing() {
    at("actions").hidden = true;
    history.replaceState(null, "", location.pathname + location.search);
    const filtered = Object.values(this.queue.filters).some(Boolean);
    const { done } = this.actions;
    const text = filtered ? "Nothing in the queue fits these filters." : done ? "Every finding that needed a person has been looked at." : "Nothing that was found needs a person.";
    show(at("finding"), h("div", { class: "empty" }, h("h2", { id: "finding-name" }, filtered ? "Nothing here" : "All clear"), h("p", {}, text),
      filtered && h("p", {}, h("button", { type: "button", class: "button", on: { click: () => this.does.filter({}) } }, "Show everything")),
      h("p", {}, h("a", { href: "/documents" }, "Read the documents"), " or ", h("a", { href: "/log" }, "see the log"))));
    say(text);
  }

  /** What a reviewer hears first. */
  greet() {
    const { current, total } = this.queue;
    if (current) say(`${total} ${countedAs(this.queue)}. ${spoken(current)}`);
  }
}

/** Codes on a page: of its redactions, and those printed by themselves. @param {PageData} page */
function codesOn(page) {
  const given = page.redactions.flatMap((each) => (each.codes ?? []).map((code) => code.code));
  const printed = page.markings.filter((each) => each.kind === "exemption").map((each) => each.text ?? "");
  return [...new Set([...given, ...printed])].filter((code) => code && code.length <= LONGEST_CODE);
}
