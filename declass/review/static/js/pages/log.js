// @ts-check
/** The log of decisions, each of which can be taken back. */

import { Gone, get } from "../core/api.js";
import { at, h, icon, put, show } from "../core/dom.js";
import { listenLive } from "../core/live.js";
import { say, toast } from "../core/say.js";
import { start } from "../core/shell.js";
import { actName, kindName, subjectName, when } from "../core/words.js";
import { openClash } from "../queue/clash.js";
import { undoing } from "../queue/proposal.js";

const BATCH = 80;
const PAUSE_MS = 300;

/**
 * @typedef {import("../core/types.js").Decision} Decision
 * @typedef {{decision: Decision, document: string, title: string}} Line
 */

const field = /** @type {HTMLInputElement} */ (at("reviewer"));
const more = /** @type {HTMLButtonElement} */ (at("more"));
const given = new URLSearchParams(location.search);
/** @type {Line[]} */
let lines = [];
/** @type {number | null} */
let next = null;
let run = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

const { outbox } = await start();
field.value = given.get("reviewer") ?? "";
field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => void begin(), PAUSE_MS); });
more.addEventListener("click", () => void fetchMore());
outbox.addEventListener("logged", () => { say("In the log"); void begin(); });
outbox.addEventListener("clash", (event) => {
  const { entry, newer } = /** @type {CustomEvent} */ (event).detail;
  openClash(entry, newer, /** @type {any} */ ({ outbox, queue: { forget() {} } }));
});
listenLive((event) => {
  if (event.type !== "decision" && event.type !== "missed") return;
  clearTimeout(timer);
  timer = setTimeout(() => void begin(), PAUSE_MS);
});
await begin();

async function begin() {
  run += 1;
  next = null;
  lines = [];
  await fetchMore();
}

async function fetchMore() {
  const mine = run;
  try {
    const answer = await get("/decisions", { reviewer: field.value.trim(), document: given.get("document"), before: next, limit: BATCH });
    if (mine !== run) return;
    lines = [...lines, ...answer.lines];
    next = answer.next;
    more.hidden = !next;
    draw();
  } catch (problem) {
    if (!(problem instanceof Gone)) throw problem;
    toast("The server does not answer.", { bad: true, action: "Try again", does: () => void fetchMore() });
  }
}

/** Numbers of decisions that were taken back; an undo that was itself taken back takes nothing back. */
function undone() {
  const gone = new Set();
  for (const { decision } of lines) {
    if (decision.act === "undo" && decision.undoes && !gone.has(decision.number)) gone.add(decision.undoes);
  }
  return gone;
}

function draw() {
  const gone = undone();
  const list = at("list");
  list.replaceChildren();
  let day = "";
  for (const line of lines) {
    const date = new Date(line.decision.time).toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long", year: "numeric" });
    if (date !== day) {
      day = date;
      put(list, h("li", { class: "day" }, date));
    }
    put(list, row(line, gone.has(line.decision.number)));
  }
  if (!lines.length) show(list, h("li", {}, h("div", { class: "empty" }, h("h2", {}, "Nothing was decided yet"), h("p", {}, "What reviewers decide is listed here, with what it was before."))));
}

/** @param {Line} line @param {boolean} gone */
function row({ decision, document, title }, gone) {
  const { act, subject, sha256, page, ref, reviewer, time, comment, number } = decision;
  const place = h("a", { href: `/documents/${sha256}?page=${page}&ref=${ref}` }, `${title || document}, page ${page}`);
  const back = act !== "undo" && !gone && h("button", { type: "button", class: "button small plain", "aria-label": `Take back: ${reviewer} ${actName(act)} ${subjectName(subject)}, page ${page}`, on: { click: () => takeBack(decision) } }, icon("undo"), "Take back");
  return h("li", { "data-undone": gone },
    h("time", { datetime: time, class: "quiet small", title: time }, when(time)),
    h("div", {}, h("p", { class: "did" }, h("strong", {}, reviewer), ` ${actName(act)} a ${subjectName(subject)}`, change(decision), act === "undo" && ` (number ${decision.undoes})`),
      h("p", { class: "where" }, place, ` · ${ref} · number ${number}`, gone && " · taken back"),
      comment && h("blockquote", { dir: "auto" }, comment)),
    back);
}

/** What it was before and what it is since. @param {Decision} decision @returns {import("../core/dom.js").Child[]} */
function change({ act, before, after }) {
  if (act === "accept" || act === "comment" || act === "undo") return [before || after ? `: ${kindName((after ?? before)?.kind ?? "")} ${(after ?? before)?.codes.join(" ") ?? ""}`.trimEnd() : ""];
  if (act === "draw") return [": ", h("ins", {}, described(after))];
  if (act === "reject" || act === "illegible") return [": ", h("del", {}, described(before))];
  return [": ", h("del", {}, described(before)), " → ", h("ins", {}, described(after))];
}

/** @param {import("../core/types.js").State | null} state */
function described(state) {
  if (!state) return "nothing";
  if (state.text) return state.text;
  const struck = typeof state.struck === "boolean" ? (state.struck ? "crossed out" : "not crossed out") : "";
  return [kindName(state.kind), state.codes.join(" "), struck, state.bbox.map(Math.round).join(" ")].filter(Boolean).join(", ");
}

/** @param {Decision} decision */
function takeBack(decision) {
  const newest = lines.find((line) => line.decision.sha256 === decision.sha256 && line.decision.ref === decision.ref)?.decision.number ?? decision.number;
  outbox.add([undoing(decision, newest)], `Took back number ${decision.number}`);
  toast("Taken back");
}
