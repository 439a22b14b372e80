// @ts-check
/** What the reviewer does with a finding, how it gets into the log, and how it is taken back. */

import { Gone, get, post } from "../core/api.js";
import { say, toast } from "../core/say.js";
import { label, propose, undoing } from "./proposal.js";
import { spoken } from "./panel.js";

/**
 * @typedef {import("../core/types.js").Item} Item
 * @typedef {import("../core/types.js").Act} Act
 * @typedef {import("../core/types.js").State} State
 * @typedef {import("../core/types.js").Proposal} Proposal
 * @typedef {import("../core/types.js").Decision} Decision
 * @typedef {import("../core/outbox.js").Entry} Entry
 *
 * @typedef {object} Done  Something that can be taken back.
 * @property {Entry} entry
 * @property {Item[]} items  As they were before.
 * @property {Decision[]} decisions  Once they are in the log.
 * @property {boolean} wanted  Back as soon as it is in the log.
 */

const MOST_UNDOS = 500;

export class Actions {
  /**
   * @param {import("./model.js").Queue} queue
   * @param {import("../core/outbox.js").Outbox} outbox
   */
  constructor(queue, outbox) {
    this.queue = queue;
    this.outbox = outbox;
    /** @type {Done[]} */
    this.stack = [];
    this.done = 0;
    outbox.addEventListener("logged", (event) => this.logged(/** @type {CustomEvent} */ (event).detail));
  }

  /**
   * Decides about the finding that is looked at, and goes on.
   *
   * @param {Act} act @param {Partial<State>} [after] what differs @param {string} [done] what is said of it
   */
  decide(act, after = {}, done = "") {
    const { current } = this.queue;
    if (current) this.send([propose(current, act, after)], [current], done && `${done}, page ${current.page}`);
  }

  /**
   * Sends decisions that belong together and takes their findings out of the list.
   *
   * @param {Proposal[]} proposals
   * @param {Item[]} items
   * @param {string} [said] what is said of it, where the first does not say it for all
   */
  send(proposals, items, said = "") {
    const text = said || label(proposals[0]);
    const entry = this.outbox.add(proposals, text);
    this.stack.push({ entry, items, decisions: [], wanted: false });
    if (this.stack.length > MOST_UNDOS) this.stack.shift();
    this.done += items.length;
    this.queue.take(items.map((each) => each.key));
    this.told(text);
  }

  /** @param {string} text */
  told(text) {
    const next = this.queue.current;
    toast(text, { action: "Undo", key: "U", does: () => this.undo(), quiet: true });
    say(next ? `${text}. Next: ${spoken(next)}` : `${text}. Nothing is left.`);
  }

  /** A word about the finding, which stays where it is. @param {string} comment */
  comment(comment) {
    const { current } = this.queue;
    if (!current) return;
    const proposal = propose(current, "comment", {}, comment);
    const entry = this.outbox.add([proposal], label(proposal));
    this.stack.push({ entry, items: [], decisions: [], wanted: false });
    toast("Written");
  }

  /** What was drawn or corrected beside the finding that is looked at. @param {Proposal} proposal */
  beside(proposal) {
    const entry = this.outbox.add([proposal], label(proposal));
    this.stack.push({ entry, items: [], decisions: [], wanted: false });
    toast(label(proposal), { action: "Undo", key: "U", does: () => this.undo() });
  }

  /** Ids of what was drawn here on the page of a finding, and not taken back. @param {Item} item */
  drawnOn(item) {
    const decisions = this.stack.flatMap((each) => each.entry.decisions);
    return decisions.filter((each) => each.act === "draw" && each.sha256 === item.sha256 && each.page === item.page).map((each) => each.ref);
  }

  /** Codes that were given here in the document of a finding, the last ones first. @param {Item} item */
  codesGiven(item) {
    const decisions = this.stack.flatMap((each) => each.entry.decisions).filter((each) => each.sha256 === item.sha256);
    return decisions.reverse().flatMap((each) => each.after?.codes ?? []);
  }

  /** Puts the finding off; it comes back later. */
  async skip() {
    const { current } = this.queue;
    if (!current) return;
    this.queue.take([current.key]);
    this.told("Skipped; it comes back later");
    this.skipped = current;
    try {
      await post("/skips", { sha256: current.sha256, ref: current.ref });
    } catch (problem) {
      if (!(problem instanceof Gone)) throw problem;
      toast("The server does not answer; the finding stays in the queue.", { bad: true });
    }
  }

  /** Takes the last thing back that was done here. */
  undo() {
    const last = this.stack.pop();
    if (!last) return void toast("Nothing to take back here; the log has everything older.");
    this.done = Math.max(0, this.done - last.items.length);
    if (this.outbox.withdraw(last.entry)) this.back(last);
    else if (last.entry.decisions.every((each) => each.act === "comment")) toast("What was written stays in the log.");
    else if (last.decisions.length) this.takeBack(last);
    else if (this.outbox.held.has(last.entry.request)) { this.outbox.drop(last.entry); this.back(last); }
    else {
      last.wanted = true;
      this.waitingUndo = last;
      toast("Taken back as soon as the log has it");
    }
  }

  /** @param {{entry: Entry, decisions: Decision[]}} detail */
  logged({ entry, decisions }) {
    const known = this.stack.find((each) => each.entry === entry);
    if (known) known.decisions = decisions;
    if (this.waitingUndo?.entry === entry) {
      const last = this.waitingUndo;
      this.waitingUndo = undefined;
      last.decisions = decisions;
      this.takeBack(last);
    }
    for (const { sha256, page } of decisions) this.queue.forget(sha256, page);
  }

  /** Says in the log that it no longer holds. @param {Done} done */
  takeBack(done) {
    const undos = done.decisions.map((each) => undoing(each));
    const entry = this.outbox.add(undos, `Took back: ${done.entry.label}`);
    const after = (/** @type {Event} */ event) => {
      const detail = /** @type {CustomEvent} */ (event).detail;
      if (detail.entry !== entry) return;
      this.outbox.removeEventListener("logged", after);
      const newest = new Map(detail.decisions.map((/** @type {Decision} */ each) => [`${each.sha256}/${each.ref}`, each.number]));
      for (const item of done.items) this.queue.renew({ ...item, version: newest.get(item.key) ?? item.version });
    };
    this.outbox.addEventListener("logged", after);
    this.back(done);
  }

  /** @param {Done} done */
  back(done) {
    for (const item of [...done.items].reverse()) this.queue.putBack(item);
    toast(`Taken back: ${done.entry.label}`);
  }

  /** The finding as the server has it now. @param {Item} item */
  async fresh(item) {
    const detail = await get(`/items/${item.sha256}/${item.ref}`);
    this.queue.renew(detail.item);
    return detail;
  }
}
