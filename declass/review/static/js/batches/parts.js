// @ts-check
/** Parts of the screens of batches. */

import { h } from "../core/dom.js";
import { counted, percent, when } from "../core/words.js";

/** @param {any} batch */
export function numbers(batch) {
  const pairs = [["Documents", batch.documents], ["Pages", batch.pages], ["Redactions", batch.redactions], ["To review", batch.open], ["Decided", batch.decided]];
  if (batch.pages_failed) pairs.push(["Pages not read", batch.pages_failed]);
  if (batch.unpublished) pairs.push(["To publish", batch.unpublished]);
  return h("dl", { class: "numbers" }, pairs.map(([name, count]) => h("div", {}, h("dt", {}, name), h("dd", {}, count.toLocaleString("en")))));
}

/** How far the review is. @param {any} batch */
export function reviewMeter(batch) {
  const all = batch.open + batch.decided;
  if (!all) return null;
  const share = batch.decided / all;
  return h("div", { class: "progress" }, meter(share), h("span", {}, `${percent(share)} of ${counted(all, "finding")} that needed a person are decided`));
}

/** @param {number} share 0..1 @param {boolean} [running] */
export function meter(share, running = false) {
  const bar = h("span", {});
  if (!running) bar.style.width = percent(share);
  return h("div", { class: "meter", "aria-hidden": "true", "data-running": running }, bar);
}

/** A run in a sentence. @param {any} run */
export function runLine(run) {
  if (!run) return "No run is known.";
  const read = `${counted(run.pages_read, "page")} read${run.pages_known ? `, ${run.pages_known.toLocaleString("en")} known before` : ""}${run.pages_failed ? `, ${run.pages_failed} not read` : ""}`;
  if (run.state === "running") return `Runs since ${when(run.started)}: ${read} so far.`;
  if (run.state === "elsewhere") return `Runs on another machine since ${when(run.started)}: ${read} so far.`;
  if (run.state === "stopped") return `Was stopped; began ${when(run.started)}. ${read}.`;
  return `Read ${when(run.ended)}: ${read}.`;
}
