// @ts-check
/** The finding beside its page: what it is, why it is here, what one key decides, what is known. */

import { h, icon, kbd, show } from "../core/dom.js";
import { actName, hiddenWords, kindName, percent, reasonName, reasonWhy, sentence, subjectName, thereNow, when } from "../core/words.js";
import { lineWithHoles } from "./near.js";
import { disputed, opinion, stateOf } from "./proposal.js";

/**
 * @typedef {import("../core/types.js").Item} Item
 * @typedef {import("../core/types.js").Box} Box
 * @typedef {import("./choices.js").Choice} Choice
 * @typedef {import("./model.js").Detail} Detail
 * @typedef {import("../core/types.js").PageData} PageData
 */

/** What a finding is called in a line. @param {Item} item */
export function nameOf(item) {
  const { kind, text, codes } = disputed(item) ?? stateOf(item);
  const sort = kindName(kind) || sentence(subjectName(item.subject));
  if (item.subject === "line") return short(item.reason === "unsure_word" && item.what ? `“${item.what}”` : text) || sort;
  if (item.subject === "strike") return text ? `Struck “${short(text)}”` : sort;
  if (item.subject === "marking") return short(text) || sort;
  return codes.length ? `${sort}, ${codes.join(" ")}` : sort;
}

/** The text of a line, with the words in it that were read unsurely. @param {Item} item @returns {import("../core/dom.js").Child[]} */
function marked(item) {
  const words = item.reason === "unsure_word" ? item.what.split(/\s+/).filter(Boolean) : [];
  return item.text.split(/(\s+)/).map((each) => (words.includes(each.replaceAll("~~", "")) ? h("mark", {}, each) : each));
}

/** @param {string} text */
function short(text) {
  return text.length > 60 ? `${text.slice(0, 58)}…` : text;
}

/** The finding for a screen reader, in one breath. @param {Item} item */
export function spoken(item) {
  const why = item.reason === "conflict" ? `: ${reasonWhy(item)}` : ".";
  return `${nameOf(item)}. ${reasonName(item.reason)}${why} Page ${item.page} of ${item.title || item.document}.`;
}

/**
 * Draws the panel. What is not fetched yet comes later, in the places kept for it.
 *
 * @param {HTMLElement} root
 * @param {Item} item
 * @param {Choice[]} choices
 * @param {{choose: (index: number) => void, alike: () => void, hidden: () => void}} does
 */
export function drawPanel(root, item, choices, does) {
  show(root,
    h("header", { class: "finding-head" },
      h("p", { class: "finding-where" },
        h("a", { class: "one-line", href: `/documents/${item.sha256}?page=${item.page}&ref=${item.ref}`, title: "Open in the reader" }, item.title || item.document),
        h("span", {}, `Page ${item.page}`)),
      h("h2", { id: "finding-name", class: item.subject === "marking" ? "printed-name" : "", tabindex: "-1", dir: "auto" }, nameOf(item)),
      h("p", {}, h("span", { class: `chip ${urgent(item) ? "warn" : ""}` }, reasonName(item.reason))),
      h("p", { class: "finding-why" }, reasonWhy(item) || item.reason_text)),
    item.text && item.subject !== "marking" && item.reason !== "conflict" && part(item.subject === "strike" ? "What was struck" : "As read", h("p", { class: "printed", dir: "auto" }, marked(item))),
    conflict(item),
    choices.length > 0 && part(choices[0].code ? "Which code is it?" : "Which is it?", choiceList(choices, does.choose)),
    item.alike > 1 && h("p", { class: "part" }, h("button", { type: "button", class: "button small", on: { click: does.alike } }, `${item.alike} look alike`, kbd("L"))),
    item.reason === "possible_leak" && h("p", { class: "part" }, h("button", { type: "button", class: "button small", on: { click: does.hidden } }, icon("eye"), "Show the text that survives…")),
    h("div", { id: "near" }),
    part("What is known", facts(item)),
    h("div", { id: "history" }),
  );
  root.scrollTop = 0;
}

/** @param {Item} item */
function urgent(item) {
  return item.reason === "conflict" || item.reason === "possible_leak";
}

/** @param {string} title @param {...import("../core/dom.js").Child} children */
function part(title, ...children) {
  return h("section", { class: "part" }, h("h3", {}, title), children);
}

/** @param {Choice[]} choices @param {(index: number) => void} choose */
function choiceList(choices, choose) {
  return h("div", { class: choices[0].code ? "choices codes" : "choices", role: "group", "aria-label": "Choices by digit" }, choices.map((each, at) =>
    h("button", { type: "button", "aria-keyshortcuts": String(at + 1), title: each.means || null, on: { click: () => choose(at) } },
      kbd(String(at + 1)), h("span", { class: "choice" }, each.text), h("span", { class: "means" }, each.means), h("span", { class: "share" }, each.share))));
}

/** @param {Item} item */
function conflict(item) {
  if (item.reason !== "conflict" || !item.decided) return null;
  const { decided } = item;
  return h("section", { class: "part sides" },
    side(`${decided.reviewer} decided`, opinion(decided), `${sentence(actName(decided.act))} it ${when(decided.time)}`),
    now(item));
}

/** What is there now where a decision does not fit. @param {Item} item */
function now(item) {
  const there = thereNow(item.what);
  const codes = item.codes.map((each) => each.code).join(" ") || (there ? "" : "none");
  const title = item.what === "overlap" ? "In the same place" : "The machine reads now";
  return h("div", { class: "side" }, h("h3", {}, title), there && h("p", {}, there), h("dl", { class: "facts" },
    item.subject === "redaction" && codes && [h("dt", {}, "Codes"), h("dd", { class: "printed" }, codes)],
    item.text && [h("dt", {}, "Text"), h("dd", { class: "printed", dir: "auto" }, item.text)]));
}

/**
 * One of two opinions.
 *
 * @param {string} title
 * @param {{kind: string, codes: string[], text: string, struck?: boolean | null} | null} state
 * @param {string} under
 */
export function side(title, state, under) {
  return h("div", { class: "side" }, h("h3", {}, title), state
    ? h("dl", { class: "facts" },
      h("dt", {}, "Kind"), h("dd", {}, kindName(state.kind)),
      state.codes.length > 0 && [h("dt", {}, "Codes"), h("dd", { class: "printed" }, state.codes.join(" "))],
      state.text && [h("dt", {}, "Text"), h("dd", { class: "printed", dir: "auto" }, state.text)],
      typeof state.struck === "boolean" && [h("dt", {}, "Crossed out"), h("dd", {}, state.struck ? "Yes" : "No")])
    : h("p", {}, "No finding"), h("p", { class: "small quiet" }, under));
}

/** @param {Item} item */
function facts(item) {
  const bar = h("span", { class: "bar", "aria-hidden": "true" }, h("span", {}));
  /** @type {HTMLElement} */ (bar.firstElementChild).style.width = percent(item.confidence);
  const [x0, y0, x1, y1] = item.bbox;
  const conflicts = item.reason === "conflict";
  return h("dl", { class: "facts" },
    h("dt", {}, "Kind"), h("dd", {}, `${kindName(stateOf(item).kind)} (${subjectName(item.subject)})`),
    !conflicts && [h("dt", {}, "Sure"), h("dd", {}, bar, percent(item.confidence))],
    !conflicts && item.subject === "redaction" && [h("dt", {}, "Codes"), h("dd", {}, item.codes.length ? item.codes.map((each) => each.code).join(" ") : "none")],
    item.hidden_characters && [h("dt", {}, "Hides"), h("dd", {}, `about ${hiddenWords(item.hidden_characters)}`)],
    !conflicts && item.subject === "strike" && item.what && [h("dt", {}, "Struck"), h("dd", {}, sentence(item.what))],
    item.status === "rejected" && item.what && [h("dt", {}, "Turned down"), h("dd", {}, sentence(item.what))],
    h("dt", {}, "Size"), h("dd", {}, `${Math.round(x1 - x0)} × ${Math.round(y1 - y0)} points`),
    h("dt", {}, "Id"), h("dd", { class: "mono" }, item.ref));
}

/**
 * Puts in what comes later: the lines near it and its history.
 *
 * @param {HTMLElement} root
 * @param {Detail} detail
 * @param {PageData | null} page
 */
export function drawDetail(root, detail, page) {
  const near = root.querySelector("#near");
  const history = root.querySelector("#history");
  const { item, lines } = detail;
  const holes = page ? page.redactions.map((each) => each.bbox) : [];
  if (item.subject === "redaction" && !(page && isOverWords(item, page))) holes.push(item.bbox);
  if (near) {
    show(near, lines.length > 0 && part("Near it", h("div", { class: "near" }, lines.map((line) =>
      h("p", { dir: "auto", "data-here": line.ref === item.ref }, lineWithHoles(line, page, holes))))));
  }
  if (history) show(history, detail.history.length > 0 && part("So far", historyList(detail.history)));
}

/** Whether words were read inside a candidate that was turned down: those are not to be shown as a hole. @param {Item} item @param {import("../core/types.js").PageData} page */
function isOverWords(item, page) {
  const inside = (/** @type {Box} */ box) => within((box[0] + box[2]) / 2, item.bbox[0], item.bbox[2]) && within((box[1] + box[3]) / 2, item.bbox[1], item.bbox[3]);
  return item.status === "rejected" && page.lines.some((line) => line.words.some((word) => inside(word.bbox)));
}

/** @param {number} value @param {number} low @param {number} high */
function within(value, low, high) {
  return low < value && value < high;
}

/** @param {import("../core/types.js").Decision[]} decisions */
export function historyList(decisions) {
  return h("ul", { class: "history" }, [...decisions].reverse().map((each) =>
    h("li", {}, h("strong", {}, each.reviewer), ` ${actName(each.act)} it`, each.after && each.act !== "accept" && after(each.after),
      h("span", { class: "quiet" }, ` · ${when(each.time)}`), each.comment && h("blockquote", { dir: "auto" }, each.comment))));
}

/** @param {import("../core/types.js").State} state */
function after(state) {
  return `: ${[kindName(state.kind), state.codes.join(" "), state.text && `“${short(state.text)}”`].filter(Boolean).join(", ")}`;
}
