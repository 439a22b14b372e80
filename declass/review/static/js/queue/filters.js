// @ts-check
/** Which findings are in the queue: chosen in a dialog, kept in the address of the page. */

import { get } from "../core/api.js";
import { h } from "../core/dom.js";
import { footButton, openDialog } from "../core/dialog.js";
import { LINE_KINDS, MARKING_KINDS, REASONS, REDACTION_KINDS, STRIKE_KINDS, kindName, reasonName, sentence } from "../core/words.js";

const NAMES = ["reason", "batch", "document", "subject", "kind", "code", "least", "most", "reviewer", "state"];
const STATES = [["", "What waits"], ["skipped", "What I put off"], ["decided", "What is decided"]];

/** The filters in the address. @returns {Record<string, string>} */
export function filtersInAddress() {
  const given = new URLSearchParams(location.search);
  return Object.fromEntries(NAMES.map((name) => [name, given.get(name) ?? ""]).filter(([, value]) => value));
}

/** @param {Record<string, string>} filters */
export function filtersToAddress(filters) {
  const query = new URLSearchParams(Object.entries(filters).filter(([, value]) => value)).toString();
  history.replaceState(null, "", query ? `?${query}` : location.pathname);
}

/**
 * @param {Record<string, string>} now
 * @param {{code: string, meaning: string}[]} codes
 * @param {(filters: Record<string, string>) => void} chosen
 */
export async function openFilters(now, codes, chosen) {
  const batches = await get("/batches").then((answer) => answer.batches, () => []);
  const documents = await get("/documents", { limit: 200 }).then((answer) => answer.documents, () => []);
  const kinds = [...REDACTION_KINDS, ...STRIKE_KINDS, ...MARKING_KINDS, ...LINE_KINDS];
  const controls = {
    reason: select([["", "Any reason"], ...[...REASONS.keys()].map((each) => [each, reasonName(each)])], now.reason),
    state: select(STATES, now.state),
    batch: select([["", "All batches"], ...batches.map((/** @type {any} */ each) => [String(each.id), each.name])], now.batch),
    document: select([["", "All documents"], ...documents.map((/** @type {any} */ each) => [each.sha256, each.title || each.name])], now.document),
    subject: select([["", "Anything"], ["redaction", "Redactions"], ["strike", "Strikes"], ["marking", "Markings"], ["line", "Lines"]], now.subject),
    kind: select([["", "Any kind"], ...kinds.map((each) => [each, kindName(each)])], now.kind),
    code: select([["", "Any code"], ...codes.map((each) => [each.code, each.code])], now.code),
    least: select([["", "0%"], ...shares()], now.least),
    most: select([["", "100%"], ...shares()], now.most),
    reviewer: h("input", { type: "text", value: now.reviewer, autocomplete: "off" }),
  };
  const names = { reason: "Why", state: "Which", batch: "Batch", document: "Document", subject: "What", kind: "Kind", code: "Code", least: "Sure at least", most: "Sure at most", reviewer: "Decided by" };
  const keep = () => {
    dialog.close();
    chosen(Object.fromEntries(Object.entries(controls).map(([name, control]) => [name, control.value.trim()]).filter(([, value]) => value)));
  };
  const fields = Object.entries(controls).map(([name, control]) => h("label", { class: "field" }, h("span", {}, names[/** @type {keyof names} */ (name)] ?? sentence(name)), control));
  const dialog = openDialog("Filter", [h("form", { class: "filter-grid", on: { submit: (/** @type {Event} */ event) => { event.preventDefault(); keep(); } } }, fields, h("button", { class: "unseen", tabindex: "-1" }, "Show"))],
    { foot: [footButton("Everything", () => { dialog.close(); chosen({}); }, { start: true }), footButton("Show", keep, { main: true, key: "↵" })] });
}

function shares() {
  return Array.from({ length: 9 }, (_, at) => [String((at + 1) / 10), `${10 * (at + 1)}%`]);
}

/** @param {string[][]} options @param {string | undefined} now */
function select(options, now) {
  const made = h("select", {}, options.map(([value, text]) => h("option", { value }, text)));
  made.value = now ?? "";
  return made;
}
