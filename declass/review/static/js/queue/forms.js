// @ts-check
/** Small dialogs in which the reviewer says more than one key can. */

import { h } from "../core/dom.js";
import { footButton, openDialog } from "../core/dialog.js";
import { kindName, kindsOf, sentence } from "../core/words.js";

const STRUCK_WHAT = ["classification", "portion_mark", "body", "stamp"];

/**
 * @typedef {import("./choices.js").CodeChoice} CodeChoice
 */

/**
 * A dialog with one form; Enter keeps, Escape leaves.
 *
 * @param {string} title
 * @param {import("../core/dom.js").Child[]} fields
 * @param {string} keep
 * @param {() => void} kept
 */
function form(title, fields, keep, kept) {
  const done = () => { dialog.close(); kept(); };
  const body = h("form", { class: "form", on: { submit: (/** @type {Event} */ event) => { event.preventDefault(); done(); } } }, fields, h("button", { class: "unseen", tabindex: "-1" }, keep));
  // In a list of choices browsers take Enter for opening it.
  body.addEventListener("keydown", (event) => { if (event.key === "Enter" && event.target instanceof HTMLSelectElement) { event.preventDefault(); done(); } });
  const dialog = openDialog(title, [body], { foot: [footButton("Leave", () => dialog.close(), { key: "Esc" }), footButton(keep, done, { main: true, key: "↵" })] });
  return dialog;
}

/** @param {string} text @param {HTMLElement} control */
function field(text, control) {
  return h("label", { class: "field" }, h("span", {}, text), control);
}

/**
 * Which kind it is: a digit, or a press.
 *
 * @param {string} subject @param {string} now @param {(kind: string) => void} chosen
 */
export function askKind(subject, now, chosen) {
  const kinds = kindsOf(subject);
  const choose = (/** @type {string} */ kind) => { dialog.close(); chosen(kind); };
  const digit = (/** @type {number} */ at) => (at === 9 ? "0" : String(at + 1));
  const list = h("div", { class: "choices kinds" }, kinds.map((kind, at) =>
    h("button", { type: "button", "aria-pressed": String(kind === now), autofocus: kind === now, on: { click: () => choose(kind) } },
      h("kbd", { "aria-hidden": "true" }, digit(at)), h("span", {}, kindName(kind)), kind === now && h("span", { class: "share" }, "now"))));
  const dialog = openDialog("Which kind is it?", [list]);
  dialog.addEventListener("keydown", (event) => {
    const at = kinds.findIndex((_, index) => digit(index) === event.key);
    if (at >= 0) { event.preventDefault(); choose(kinds[at]); }
  });
}

/**
 * Which codes stand there.
 *
 * @param {string[]} now @param {CodeChoice[]} known @param {(codes: string[]) => void} chosen
 */
export function askCodes(now, known, chosen) {
  const list = h("datalist", { id: "known-codes" }, known.map((each) => h("option", { value: each.code }, each.meaning)));
  const input = h("input", { type: "text", value: now.join("; "), autocomplete: "off", spellcheck: "false", autofocus: true, list: "known-codes" });
  const told = h("p", { class: "small quiet" });
  const tell = () => {
    const codes = splitCodes(input.value);
    const words = codes.map((code) => `${code} – ${known.find((each) => each.code === code)?.meaning || "not among the known codes"}`);
    told.textContent = words.join("; ") || "Without a code.";
  };
  input.addEventListener("input", tell);
  tell();
  form("Exemption codes", [field("As printed, with a semicolon between two", input), told, list], "Keep", () => chosen(splitCodes(input.value)));
  input.select();
}

/**
 * Codes between semicolons; `(b)(1) (b)(3)` are two without one. Blanks and commas may belong to a code: `b7E-1, 2`.
 *
 * @param {string} text
 */
export function splitCodes(text) {
  const parts = text.split(/;|(?<=\))[,\s]+(?=\()/).map((each) => each.trim()).filter(Boolean);
  return [...new Set(parts)];
}

/**
 * The text of a line, as it is on the page. Of several lines one is chosen first.
 *
 * @template {{ref: string, text: string}} L
 * @param {L[]} lines @param {number} at the one to begin with
 * @param {(line: L, text: string | null) => void} chosen null: nobody can read it
 */
export function askLine(lines, at, chosen) {
  const input = h("textarea", { rows: "3", autofocus: true, dir: "auto", class: "printed", spellcheck: "false" });
  const which = h("select", { on: { change: () => take() } }, lines.map((line, index) => h("option", { value: index }, line.text || "(empty)")));
  which.value = String(at);
  const line = () => lines[Number(which.value)];
  const take = () => { input.value = line().text; };
  take();
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); input.form?.requestSubmit(); }
  });
  const fields = [lines.length > 1 && field("Line", which), field("As it is on the page; struck words stand between ~~", input)];
  const dialog = form("Correct a line", fields, "Keep", () => {
    const text = input.value.replaceAll(/\s*\n\s*/g, " ").trim();
    if (text && text !== line().text) chosen(line(), text);
  });
  dialog.querySelector(".dialog-foot")?.prepend(footButton("Nobody can read it", () => { dialog.close(); chosen(line(), null); }, { start: true }));
  input.focus();
}

/** A word about the finding. @param {(comment: string) => void} chosen */
export function askComment(chosen) {
  const input = h("textarea", { rows: "4", autofocus: true, dir: "auto", maxlength: "4000" });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) input.form?.requestSubmit();
  });
  form("Comment", [field("For whoever looks at this next; it decides nothing", input)], "Write", () => {
    if (input.value.trim()) chosen(input.value.trim());
  });
}

/**
 * What was drawn.
 *
 * @param {"redaction" | "strike"} subject @param {CodeChoice[]} known
 * @param {(said: {kind: string, codes: string[], text: string, what: string}) => void} chosen
 */
export function askDrawn(subject, known, chosen) {
  const kind = h("select", { autofocus: true }, kindsOf(subject).map((each) => h("option", { value: each }, kindName(each))));
  const codes = h("input", { type: "text", autocomplete: "off", spellcheck: "false", list: "known-codes" });
  const text = h("input", { type: "text", autocomplete: "off", dir: "auto" });
  const what = h("select", {}, STRUCK_WHAT.map((each) => h("option", { value: each }, sentence(each))));
  what.value = "body";
  const fields = subject === "redaction"
    ? [field("Kind", kind), field("Codes, as printed, with a semicolon between two; empty if none", codes), h("datalist", { id: "known-codes" }, known.map((each) => h("option", { value: each.code }, each.meaning)))]
    : [field("Kind", kind), field("What was struck", what), field("Text under the stroke; empty if it cannot be read", text)];
  form(subject === "redaction" ? "A redaction was missed here" : "A strike was missed here", fields, "Keep", () =>
    chosen({ kind: kind.value, codes: splitCodes(codes.value), text: text.value.trim(), what: subject === "strike" ? what.value : "" }));
}
