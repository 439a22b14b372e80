// @ts-check
/** Changing the extent of a finding, drawing what was missed, correcting a line: all that needs the page as well. */

import { toast } from "../core/say.js";
import { drawnRef, gap } from "../viewer/box.js";
import { askDrawn, askLine } from "./forms.js";

/**
 * @typedef {import("../core/types.js").Item} Item
 * @typedef {import("../core/types.js").PageData} PageData
 * @typedef {import("../core/types.js").Proposal} Proposal
 * @typedef {import("../core/types.js").Box} Box
 */

const LINES_OFFERED = 12;

/**
 * What was drawn as a decision.
 *
 * @param {Item} item the finding on whose page it was drawn
 * @param {PageData | null} page
 * @param {Iterable<string>} given ids that were given here since the page was fetched
 * @param {"redaction" | "strike"} subject
 * @param {Box} bbox
 * @param {{kind: string, codes: string[], text: string, what: string}} said
 * @returns {Proposal}
 */
export function drawn(item, page, given, subject, bbox, said) {
  const after = { bbox, ...said, struck: null, status: "", confidence: 1 };
  return { sha256: item.sha256, page: item.page, ref: freeRef(drawnRef(subject, item.page, bbox), page, given), subject, act: "draw", before: null, after, comment: "", undoes: null, seen: 0 };
}

/** An id that nothing on the page has. @param {string} ref @param {PageData | null} page @param {Iterable<string>} given */
function freeRef(ref, page, given) {
  const found = page ? [...page.redactions, ...page.rejected, ...page.strikes, ...page.markings].map((each) => each.ref) : [];
  const taken = new Set([...found, ...given]);
  let free = ref;
  for (let count = 2; taken.has(free); count += 1) free = `${ref}_${count}`;
  return free;
}

export class Drawing {
  /**
   * @param {import("../viewer/stage.js").Stage} stage
   * @param {import("../viewer/extent.js").Extent} extent
   * @param {import("./actions.js").Actions} actions
   * @param {{page: () => PageData | null, codes: () => import("./choices.js").CodeChoice[], note: (text: string) => void}} around
   */
  constructor(stage, extent, actions, around) {
    this.stage = stage;
    this.extent = extent;
    this.actions = actions;
    this.around = around;
  }

  /** @param {boolean} on */
  editing(on) {
    if (on) this.stage.layer.setAttribute("data-editing", "");
    else this.stage.layer.removeAttribute("data-editing");
  }

  /** Where the finding is. */
  changeExtent() {
    const item = this.actions.queue.current;
    if (!item || this.extent.active) return;
    this.editing(true);
    this.around.note("Drag an edge, or use the arrow keys; Space takes the next edge, Enter keeps it");
    this.extent.begin(item.bbox, { hint: "Extent of the finding", draws: false, left: () => this.leave(), kept: (bbox) => { this.leave(); if (bbox.join() !== item.bbox.join()) this.actions.decide("change", { bbox }); } });
  }

  /** A finding that a person decided, in another place. */
  drawAnew() {
    const item = this.actions.queue.current;
    if (!item || this.extent.active) return;
    this.editing(true);
    this.around.note("Drag over it, or move the box by arrow keys; Enter keeps it");
    this.extent.begin(item.bbox, { hint: "Where it is", draws: true, left: () => this.leave(), kept: (bbox) => { this.leave(); this.actions.decide("draw", { bbox }); } });
  }

  /** What the machine missed. @param {"redaction" | "strike"} subject */
  draw(subject) {
    const item = this.actions.queue.current;
    if (!item || this.extent.active) return;
    this.around.note(`Drag over the missed ${subject}, or move the box by arrow keys; Enter keeps it`);
    this.extent.begin(null, {
      hint: `A missed ${subject}`, draws: true, left: () => this.leave(),
      kept: (bbox) => { this.leave(); askDrawn(subject, this.around.codes(), (said) => this.actions.beside(drawn(item, this.around.page(), this.actions.drawnOn(item), subject, bbox, said))); },
    });
  }

  leave() {
    this.editing(false);
    this.around.note("");
  }

  /** The text of a line: of the finding itself, or of one near it. */
  correct() {
    const item = this.actions.queue.current;
    if (!item) return;
    const page = this.around.page();
    if (!page) return void toast("The page is still being fetched");
    const lines = page.lines.filter((each) => each.ref === item.ref || item.subject !== "line").sort((a, b) => gap(a.bbox, item.bbox) - gap(b.bbox, item.bbox)).slice(0, LINES_OFFERED);
    if (!lines.length) return void toast("No line was read near it");
    askLine(lines, 0, (line, text) => {
      if (item.subject === "line" && line.ref === item.ref) {
        if (text === null) this.actions.decide("illegible");
        else this.actions.decide("correct", { text });
        return;
      }
      const before = { bbox: line.bbox, kind: line.kind, codes: [], text: line.text, what: "", struck: null, status: "found", confidence: line.confidence };
      this.actions.beside({
        sha256: item.sha256, page: item.page, ref: line.ref, subject: "line", act: text === null ? "illegible" : "correct",
        before, after: text === null ? null : { ...before, text, status: "", confidence: 1 }, comment: "", undoes: null, seen: line.version,
      });
    });
  }
}
