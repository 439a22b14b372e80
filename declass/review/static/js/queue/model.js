// @ts-check
/** The queue as the reviewer sees it: a list that runs ahead of them, and the place in it. */

import { Gone, get } from "../core/api.js";
import { picture } from "../viewer/pictures.js";

/**
 * @typedef {import("../core/types.js").Item} Item
 * @typedef {import("../core/types.js").PageData} PageData
 * @typedef {{item: Item, history: import("../core/types.js").Decision[], lines: {ref: string, text: string, bbox: import("../core/types.js").Box}[], codes: string[]}} Detail
 */

const BATCH = 60;
/** Fetch more when fewer than these are left. */
const AHEAD = 20;
/** Pages and details of so many next findings are fetched before they are needed. */
const WARMED = 3;
const KEPT_PAGES = 12;
const RETRY_MS = 2000;

export class Queue extends EventTarget {
  /** @param {() => number} widthNow the width of pictures that is asked for just now */
  constructor(widthNow) {
    super();
    this.widthNow = widthNow;
    /** @type {Item[]} */
    this.items = [];
    /** @type {Item | null} */
    this.current = null;
    /** @type {Record<string, string>} */
    this.filters = {};
    /** @type {string | null} */
    this.cursor = null;
    this.total = 0;
    /** @type {Record<string, number>} */
    this.counts = {};
    this.run = 0;
    this.loading = false;
    /** Decided here, and not in the queue again before a reload. @type {Set<string>} */
    this.gone = new Set();
    /** @type {Map<string, Promise<PageData>>} */
    this.pages = new Map();
    /** @type {Map<string, Promise<Detail>>} */
    this.details = new Map();
  }

  /**
   * Begins anew with these filters, at `first` where one is given.
   *
   * @param {Record<string, string>} filters
   * @param {Item | null} [first]
   */
  async restart(filters, first = null) {
    this.filters = filters;
    this.run += 1;
    this.items = first ? [first] : [];
    this.cursor = null;
    this.loading = false;
    await this.more(true);
    this.choose(first ?? this.items[0] ?? null);
  }

  /** Fetches the next part of the list. @param {boolean} [fresh] */
  async more(fresh = false) {
    if (this.loading || (!fresh && !this.cursor)) return;
    this.loading = true;
    const { run } = this;
    try {
      const answer = await this.ask({ ...this.filters, cursor: this.cursor ?? "", limit: BATCH }, run);
      if (!answer || run !== this.run) return;
      const known = new Set(this.items.map((each) => each.key));
      this.items.push(...answer.items.filter((/** @type {Item} */ each) => !known.has(each.key) && !this.gone.has(each.key)));
      this.cursor = answer.next;
      this.total = answer.total;
      if (fresh) this.counts = await this.countsNow(answer.counts);
    } finally {
      if (run === this.run) this.loading = false;
    }
    this.tell("list");
  }

  /** How many there are for each reason, also for those that the filter leaves out. @param {Record<string, number>} counts */
  async countsNow(counts) {
    const { reason, ...others } = this.filters;
    if (!reason) return counts;
    return get("/queue", { ...others, limit: 1 }).then((answer) => answer.counts, () => counts);
  }

  /** Asks until the server answers. @param {Record<string, string | number>} params @param {number} run */
  async ask(params, run) {
    while (run === this.run) {
      try {
        return await get("/queue", params);
      } catch (problem) {
        if (!(problem instanceof Gone)) throw problem;
        this.tell("gone");
        await new Promise((done) => setTimeout(done, RETRY_MS));
      }
    }
    return null;
  }

  /** @param {Item | null} item */
  choose(item) {
    this.current = item;
    this.tell("current");
    this.warm();
    if (this.ahead() < AHEAD) void this.more();
  }

  ahead() {
    return this.items.length - 1 - this.place();
  }

  place() {
    return this.current ? this.items.findIndex((each) => each.key === this.current?.key) : -1;
  }

  /** Goes on without deciding. @param {number} by */
  step(by) {
    const to = this.items[this.place() + by];
    if (to) this.choose(to);
    return Boolean(to);
  }

  /**
   * Takes findings out of the list, since they are decided or put off, and goes on to what follows.
   *
   * @param {string[]} keys
   */
  take(keys) {
    const away = new Set(keys);
    for (const key of keys) this.gone.add(key);
    const from = this.place();
    const leaving = this.items.filter((each) => away.has(each.key));
    const next = this.items.slice(Math.max(0, from)).find((each) => !away.has(each.key)) ?? this.items.filter((each) => !away.has(each.key)).at(-1) ?? null;
    this.items = this.items.filter((each) => !away.has(each.key));
    this.total = Math.max(0, this.total - leaving.length);
    for (const { reason } of leaving) this.counts[reason] = Math.max(0, (this.counts[reason] ?? 0) - 1);
    this.tell("list");
    if (this.current && away.has(this.current.key)) this.choose(next);
  }

  /** Puts a finding back, before the one that is looked at. @param {Item} item */
  putBack(item) {
    this.gone.delete(item.key);
    this.details.delete(item.key);
    this.items = this.items.filter((each) => each.key !== item.key);
    this.items.splice(Math.max(0, this.place()), 0, item);
    this.total += 1;
    this.counts[item.reason] = (this.counts[item.reason] ?? 0) + 1;
    this.tell("list");
    this.choose(item);
  }

  /** Another state of a finding in the list. @param {Item} item */
  renew(item) {
    this.items = this.items.map((each) => (each.key === item.key ? item : each));
    if (this.current?.key === item.key) this.current = item;
    this.details.delete(item.key);
  }

  /** All that was found on a page. @param {string} sha256 @param {number} page @returns {Promise<PageData>} */
  pageOf(sha256, page) {
    return remembered(this.pages, `${sha256}/${page}`, () => get(`/documents/${sha256}/pages/${page}`), KEPT_PAGES);
  }

  /** @param {Item} item @returns {Promise<Detail>} */
  detailOf(item) {
    return remembered(this.details, item.key, () => get(`/items/${item.sha256}/${item.ref}`), 2 * KEPT_PAGES);
  }

  /** Forgets what it knows of a page, since it changed. @param {string} sha256 @param {number} page */
  forget(sha256, page) {
    this.pages.delete(`${sha256}/${page}`);
    for (const key of [...this.details.keys()]) if (key.startsWith(sha256)) this.details.delete(key);
  }

  /** Fetches what comes next, so that it shows at once. */
  warm() {
    const from = this.place();
    for (const item of this.items.slice(from + 1, from + 1 + WARMED)) {
      this.detailOf(item).catch(() => {});
      this.pageOf(item.sha256, item.page).then((page) => picture(item.sha256, item.page, nearest(page.widths, this.widthNow()))).catch(() => {});
    }
  }

  /** @param {string} type */
  tell(type) {
    this.dispatchEvent(new CustomEvent(type));
  }
}

/** @param {number[] | undefined} widths @param {number} wanted */
function nearest(widths, wanted) {
  return widths?.find((each) => each >= wanted) ?? widths?.at(-1) ?? wanted;
}

/**
 * @template T
 * @param {Map<string, Promise<T>>} kept
 * @param {string} key
 * @param {() => Promise<T>} fetch
 * @param {number} most
 */
function remembered(kept, key, fetch, most) {
  const known = kept.get(key);
  if (known) return known;
  const asked = fetch();
  asked.catch(() => kept.delete(key));
  kept.set(key, asked);
  while (kept.size > most) kept.delete(/** @type {string} */ (kept.keys().next().value));
  return asked;
}
