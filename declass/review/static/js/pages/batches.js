// @ts-check
/** All batches: how far each is, and what runs. */

import { Gone, get } from "../core/api.js";
import { at, h, show } from "../core/dom.js";
import { listenLive } from "../core/live.js";
import { toast } from "../core/say.js";
import { start } from "../core/shell.js";
import { numbers, reviewMeter, runLine } from "../batches/parts.js";

const PAUSE_MS = 800;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

await start();
listenLive((event) => {
  if (event.type === "decision") return;
  clearTimeout(timer);
  timer = setTimeout(() => void draw(), PAUSE_MS);
});
await draw();

async function draw() {
  try {
    const { batches } = await get("/batches");
    show(at("list"), batches.map(card));
    if (!batches.length) show(at("list"), h("div", { class: "empty" }, h("h2", {}, "No batches yet"), h("p", {}, "Read some files with ", h("span", { class: "mono" }, "declass ingest"), "; they appear here while they are read.")));
  } catch (problem) {
    if (!(problem instanceof Gone)) throw problem;
    toast("The server does not answer.", { bad: true, action: "Try again", does: () => void draw() });
  }
}

/** @param {any} batch */
function card(batch) {
  return h("article", { class: "batch" },
    h("div", {}, h("h2", { class: "one-line" }, h("a", { href: `/batches/${batch.id}` }, batch.name)), h("p", { class: "quiet small" }, runLine(batch.last))),
    h("p", {}, batch.open > 0 && h("a", { class: "button", href: `/queue?batch=${batch.id}` }, `${batch.open} to review`)),
    numbers(batch), reviewMeter(batch));
}
