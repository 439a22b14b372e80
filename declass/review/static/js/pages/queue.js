// @ts-check
/** The review: puts queue, page, panel and keys together. */

import { get } from "../core/api.js";
import { at, h, icon, show } from "../core/dom.js";
import { addKeys } from "../core/keys.js";
import { listenLive } from "../core/live.js";
import { say, toast } from "../core/say.js";
import { start } from "../core/shell.js";
import { actName } from "../core/words.js";
import { Actions } from "../queue/actions.js";
import { openAlike } from "../queue/alike.js";
import { answersOf } from "../queue/choices.js";
import { openClash } from "../queue/clash.js";
import { Drawing } from "../queue/drawing.js";
import { filtersInAddress, filtersToAddress, openFilters } from "../queue/filters.js";
import { askHidden } from "../queue/hidden.js";
import { queueKeys } from "../queue/keys.js";
import { Queue } from "../queue/model.js";
import { openMore } from "../queue/more.js";
import { Screen } from "../queue/screen.js";
import { Extent } from "../viewer/extent.js";
import { Stage } from "../viewer/stage.js";
import { Tools, viewKeys } from "../viewer/tools.js";

const { outbox, reviewer } = await start();
const stage = new Stage(at("stage"));
const tools = new Tools(stage, at("stage"));
const queue = new Queue(() => stage.sharp?.width ?? 1400);
const actions = new Actions(queue, outbox);
const extent = new Extent(stage);
const note = h("div", { class: "stage-note", hidden: true });
at("stage").append(note);

const screen = new Screen(queue, stage, actions, {
  choose: (digit) => choose(digit),
  alike: () => alike(),
  hidden: () => { if (queue.current) askHidden(queue.current); },
  filter: (filters) => void refilter(filters),
});
const drawing = new Drawing(stage, extent, actions, {
  page: () => screen.page,
  codes: () => screen.codes,
  note: (text) => tell(text, text ? [["Keep", () => extent.keep()], ["Leave", () => extent.leave()]] : []),
});

/** A word over the page picture, for the eye and the ear, with what can be done about it. @param {string} text @param {[string, () => void][]} [buttons] */
function tell(text, buttons = []) {
  note.hidden = !text;
  if (text) say(buttons.length ? `${text}. Over the page: ${buttons.map(([name]) => name).join(", ")}` : text);
  show(note, h("span", {}, text), buttons.map(([name, does]) => h("button", { type: "button", class: "button small", on: { click: does } }, name)));
}

/** @param {number} digit */
function choose(digit) {
  const choice = screen.choices[digit];
  if (choice?.anew) drawing.drawAnew();
  else if (choice) actions.decide(choice.act, choice.after, choice.done);
}

function alike() {
  if (queue.current && queue.current.alike > 1) void openAlike(queue.current, actions);
  else toast("Nothing else in the queue looks like it");
}

/** @param {Record<string, string>} filters */
async function refilter(filters) {
  filtersToAddress(filters);
  await queue.restart(filters);
}

/** @param {string} name */
function act(name) {
  if ((name === "accept" || name === "reject") && queue.current) {
    const answer = answersOf(queue.current)[name];
    actions.decide(answer.act, answer.after, answer.done);
  }
  if (name === "skip") void actions.skip();
  if (name === "more") openMore(at("actions"), doings);
}

const doings = {
  act, choose, alike, actions, drawing, extent, screen, queue,
  filter: () => void openFilters(queue.filters, screen.codes, (filters) => void refilter(filters)),
};

at("actions").addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("button[data-do]") : null;
  if (button) act(/** @type {HTMLElement} */ (button).dataset.do ?? "");
});
at("filter").addEventListener("click", doings.filter);
addKeys([...queueKeys(doings), ...viewKeys(stage, tools)]);

const listButton = h("button", { type: "button", class: "round open-list", "aria-label": "What comes next", "aria-expanded": "false", on: { click: toggleList } }, icon("list"));
tools.bar.prepend(listButton);
function toggleList() {
  const open = at("upcoming").toggleAttribute("data-open");
  listButton.setAttribute("aria-expanded", String(open));
  if (open) at("upcoming").querySelector("button")?.focus();
}
document.addEventListener("pointerdown", (event) => {
  const target = /** @type {Node} */ (event.target);
  if (at("upcoming").hasAttribute("data-open") && !at("upcoming").contains(target) && !listButton.contains(target)) toggleList();
});
at("upcoming").addEventListener("keydown", (event) => {
  if (event.key === "Escape" && at("upcoming").hasAttribute("data-open")) { toggleList(); listButton.focus(); }
});

outbox.addEventListener("clash", (event) => {
  const { entry, newer } = /** @type {CustomEvent} */ (event).detail;
  if (!document.querySelector("dialog[open]")) openClash(entry, newer, actions);
  else toast("Somebody else decided about one of these; see “to settle” above.", { bad: true });
});

/** @type {ReturnType<typeof setTimeout> | undefined} */
let counting;
listenLive((event) => {
  if (event.type === "decision" && event.reviewer !== reviewer) others(event);
  // The server may be gone again: then the next stream that opens asks once more.
  if (event.type === "missed") again().catch(() => {});
  if (event.type === "queue" || event.type === "decision" || event.type === "missed") {
    clearTimeout(counting);
    counting = setTimeout(() => void recount(), 1500);
  }
}, (open) => { if (open) outbox.soon(); });

/** Another reviewer decided. @param {{key: string, sha256: string, page: number, reviewer: string, act: string, undoes: number | null}} event */
function others(event) {
  queue.forget(event.sha256, event.page);
  const listed = queue.items.find((each) => each.key === event.key);
  const ended = event.act === "undo" && listed?.reason === "conflict" && listed.decided?.number === event.undoes;
  if (queue.current?.key === event.key) {
    tell(`${event.reviewer} ${actName(event.act)} this just now`, [["Go on", () => { tell(""); queue.take([event.key]); }], ["Look again", () => { tell(""); void again(); }]]);
  } else if (ended || (event.act !== "comment" && event.act !== "undo")) queue.take([event.key]);
}

async function again() {
  const item = queue.current;
  if (!item) return;
  await actions.fresh(item);
  await screen.current();
}

/** What is left, as the server counts it. */
async function recount() {
  if (outbox.waiting.length) return;
  const answer = await get("/queue", { ...queue.filters, limit: 1 }).catch(() => null);
  if (!answer) return;
  queue.total = answer.total;
  queue.counts = await queue.countsNow(answer.counts);
  queue.tell("list");
  if (!queue.items.length && answer.total) await queue.restart(queue.filters);
}

queue.addEventListener("current", () => { if (!extent.active) tell(""); });

/** The finding that the address names. */
async function named() {
  const [, sha256, ref] = /^#([0-9a-f]{64})\/([\w.:-]+)$/.exec(location.hash) ?? [];
  if (!sha256) return null;
  return get(`/items/${sha256}/${ref}`).then((detail) => detail.item, () => null);
}

void screen.learnCodes();
await queue.restart(filtersInAddress(), await named());
screen.greet();
