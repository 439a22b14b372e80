// @ts-check
/** The list at the left: how much is left, why, and what comes next. */

import { at, h, show } from "../core/dom.js";
import { REASONS, counted, percent, reasonName } from "../core/words.js";
import { nameOf } from "./panel.js";

/** Rows beyond this are not drawn; the list is a look ahead, no table. */
const SHOWN = 60;
const BEFORE = 4;

/**
 * @typedef {import("./model.js").Queue} Queue
 */

/**
 * @param {Queue} queue
 * @param {number} done decided in this sitting
 * @param {{filter: (filters: Record<string, string>) => void}} does
 */
export function drawUpcoming(queue, done, does) {
  at("left-count").textContent = queue.total.toLocaleString("en");
  at("left-text").textContent = done ? `${countedAs(queue)} · ${done} done` : countedAs(queue);
  drawReasons(queue, does);
  drawNext(queue);
}

/** What the number counts. @param {Queue} queue */
export function countedAs({ filters }) {
  return { decided: "decided", skipped: "put off" }[filters.state] ?? "to look at";
}

/** @param {Queue} queue @param {{filter: (filters: Record<string, string>) => void}} does */
function drawReasons(queue, does) {
  const { reason = "", ...others } = queue.filters;
  const rows = [...REASONS.keys()].filter((name) => (queue.counts[name] ?? 0) > 0 || name === reason);
  const all = Object.values(queue.counts).reduce((sum, count) => sum + count, 0);
  const button = (/** @type {string} */ name, /** @type {string} */ text, /** @type {number} */ count) =>
    h("button", { type: "button", "aria-pressed": String(reason === name), on: { click: () => does.filter({ ...others, ...(name && { reason: name }) }) } },
      h("span", {}, text), h("span", {}, count.toLocaleString("en")));
  const active = Object.entries(others).filter(([, value]) => value);
  show(at("reasons"),
    button("", "Everything", all), rows.map((name) => button(name, reasonName(name), queue.counts[name] ?? 0)),
    active.length > 0 && h("div", { class: "filtered" }, active.map(([name, value]) =>
      h("button", { type: "button", class: "chip", "aria-label": `Without the filter ${name}`, on: { click: () => does.filter({ ...queue.filters, [name]: "" }) } }, filterText(name, value), " ×"))));
}

/** A filter as it is shown. @param {string} name @param {string} value */
export function filterText(name, value) {
  if (name === "least") return `at least ${percent(Number(value))}`;
  if (name === "most") return `at most ${percent(Number(value))}`;
  if (name === "batch") return `batch ${value}`;
  return value.length > 26 ? `${value.slice(0, 24)}…` : value.replaceAll("_", " ");
}

/** @param {Queue} queue */
function drawNext(queue) {
  const from = Math.max(0, queue.place() - BEFORE);
  const list = at("next");
  /** @type {HTMLElement[]} */
  const rows = [];
  let reason = "";
  for (const item of queue.items.slice(from, from + SHOWN)) {
    if (item.reason !== reason) {
      reason = item.reason;
      rows.push(h("li", { class: "group" }, reasonName(item.reason)));
    }
    const now = item.key === queue.current?.key;
    rows.push(h("li", {}, h("button", { type: "button", "aria-current": now ? "true" : null, on: { click: () => queue.choose(item) } },
      h("span", { class: "one-line", dir: "auto" }, nameOf(item)), h("span", {}, `p. ${item.page}`), h("span", { class: "one-line" }, item.title || item.document))));
  }
  show(list, rows);
  list.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  list.setAttribute("aria-label", counted(queue.items.length, "finding"));
}
