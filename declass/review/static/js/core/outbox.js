// @ts-check
/**
 * Decisions on their way to the log. Each is kept on this machine until the server has said that it is in the log, and is
 * sent again under the same `request` key, which the log takes once only: nothing is lost, nothing is doubled.
 */

import { Gone, Refused, SignedOut, post } from "./api.js";

const FIRST_WAIT_MS = 800;
const LONGEST_WAIT_MS = 15_000;
const ENTRY = "declass.outbox.";

/**
 * @typedef {import("./types.js").Proposal} Proposal
 * @typedef {import("./types.js").Decision} Decision
 * @typedef {{why: "refused" | "clash", message: string, newer: Decision[]}} Hold  Why it is not sent again as it is.
 * @typedef {{request: string, decisions: Proposal[], at: number, label: string, hold?: Hold}} Entry
 * @typedef {"ok" | "sending" | "gone" | "out"} Link
 */

export class Outbox extends EventTarget {
  /** @param {string} reviewer whose decisions these are */
  constructor(reviewer) {
    super();
    this.prefix = `${ENTRY}${reviewer}.`;
    /** @type {Entry[]} */
    this.waiting = [];
    /** @type {Link} */
    this.link = "ok";
    this.wait = FIRST_WAIT_MS;
    this.busy = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    /** What a person must settle: refused, or another decided meanwhile. @type {Map<string, Entry>} */
    this.held = new Map();
    /** Requests that may have reached the server. @type {Set<string>} */
    this.tried = new Set();
    /** @type {Entry | undefined} */
    this.inFlight = undefined;
    this.load();
    window.addEventListener("online", () => this.soon());
    window.addEventListener("beforeunload", (event) => { if (this.waiting.length && !this.kept) event.preventDefault(); });
    if (this.waiting.length) this.soon();
  }

  /** Whether storage keeps entries over the end of the page. */
  get kept() {
    return this.waiting.every((entry) => read(this.prefix + entry.request) !== null);
  }

  load() {
    for (const name of names(this.prefix)) {
      const entry = parse(read(name));
      if (entry?.hold) this.held.set(entry.request, entry);
      else if (entry) this.waiting.push(entry);
    }
    this.waiting.sort((a, b) => a.at - b.at);
  }

  /**
   * Takes decisions that belong together.
   *
   * @param {Proposal[]} decisions
   * @param {string} label what the reviewer did, for what is said of it later
   * @returns {Entry}
   */
  add(decisions, label) {
    const last = this.waiting.at(-1)?.at ?? 0;
    const entry = { request: key(), decisions, at: Math.max(Date.now(), last + 1), label };
    this.waiting.push(entry);
    write(this.prefix + entry.request, JSON.stringify(entry));
    this.tell();
    this.soon();
    return entry;
  }

  /** Takes back what was not sent yet; false where it is on its way or in the log. @param {Entry} entry */
  withdraw(entry) {
    if (!this.waiting.includes(entry) || this.inFlight === entry) return false;
    // A request that failed may have reached the log all the same.
    if (this.tried.has(entry.request)) return false;
    this.drop(entry);
    return true;
  }

  /** Sends now rather than later. */
  soon() {
    clearTimeout(this.timer);
    void this.pump();
  }

  async pump() {
    if (this.busy) return;
    this.busy = true;
    try {
      while (this.waiting.length) {
        const entry = this.waiting[0];
        if (!(await this.send(entry))) break;
      }
    } finally {
      this.busy = false;
      this.tell();
    }
  }

  /**
   * Sends one entry; true where the next may go.
   *
   * @param {Entry} entry
   */
  async send(entry) {
    this.inFlight = entry;
    this.tried.add(entry.request);
    try {
      const answer = await post("/decisions", { request: entry.request, decisions: entry.decisions });
      this.drop(entry);
      this.turn("ok");
      this.wait = FIRST_WAIT_MS;
      this.emit("logged", { entry, decisions: answer.decisions });
      return true;
    } catch (problem) {
      return this.failed(entry, problem);
    } finally {
      this.inFlight = undefined;
    }
  }

  /**
   * @param {Entry} entry
   * @param {unknown} problem
   */
  failed(entry, problem) {
    if (problem instanceof Refused) {
      this.turn("ok");
      const newer = problem.body?.newer ?? problem.body?.detail?.newer ?? [];
      this.hold(entry, { why: problem.status === 409 ? "clash" : "refused", message: problem.message, newer });
      return true;
    }
    this.turn(problem instanceof SignedOut ? "out" : "gone");
    if (!(problem instanceof Gone || problem instanceof SignedOut)) console.error(problem);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.pump(), this.wait);
    this.wait = Math.min(2 * this.wait, LONGEST_WAIT_MS);
    return false;
  }

  /**
   * Keeps an entry until a person has settled it.
   *
   * @param {Entry} entry
   * @param {Hold} hold
   */
  hold(entry, hold) {
    entry.hold = hold;
    this.waiting = this.waiting.filter((each) => each !== entry);
    this.held.set(entry.request, entry);
    write(this.prefix + entry.request, JSON.stringify(entry));
    this.tell();
    this.emit(hold.why, { entry, ...hold });
  }

  /** @param {Entry} entry */
  drop(entry) {
    this.waiting = this.waiting.filter((each) => each !== entry);
    this.held.delete(entry.request);
    write(this.prefix + entry.request, null);
    this.tell();
  }

  /** @param {Link} link */
  turn(link) {
    if (this.link === link) return;
    this.link = link;
    this.tell();
  }

  tell() {
    this.emit("change", { waiting: this.waiting.length, link: this.link });
  }

  /** @param {string} type @param {object} detail */
  emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

/** A key that nobody else makes; `crypto.randomUUID` is missing where the address is no secure one. */
function key() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {string} prefix */
function names(prefix) {
  try { return Object.keys(localStorage).filter((name) => name.startsWith(prefix)); } catch { return []; }
}

/** @param {string} name */
function read(name) {
  try { return localStorage.getItem(name); } catch { return null; }
}

/** @param {string} name @param {string | null} text */
function write(name, text) {
  try {
    if (text === null) localStorage.removeItem(name);
    else localStorage.setItem(name, text);
  } catch { /* full or forbidden: then the page asks before it is left */ }
}

/** @param {string | null} text @returns {Entry | null} */
function parse(text) {
  try {
    const entry = JSON.parse(text ?? "");
    return Array.isArray(entry?.decisions) && typeof entry.request === "string" ? entry : null;
  } catch {
    return null;
  }
}
