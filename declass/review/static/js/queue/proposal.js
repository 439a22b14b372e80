// @ts-check
/** A decision made of what the reviewer sees and does. Pure. */

import { kindName, subjectName } from "../core/words.js";

/**
 * @typedef {import("../core/types.js").Item} Item
 * @typedef {import("../core/types.js").State} State
 * @typedef {import("../core/types.js").Act} Act
 * @typedef {import("../core/types.js").Proposal} Proposal
 */

/** What a person said that a finding is; null where that is nothing. @param {Proposal | import("../core/types.js").Decision} decision @returns {State | null} */
export function opinion({ act, before, after }) {
  if (act === "accept" || after) return after ?? before;
  return act === "illegible" && before ? { ...before, text: "(illegible)" } : null;
}

/** What a decision that is in conflict is about; null where the finding is in none. @param {Item} item @returns {State | null} */
export function disputed({ reason, decided }) {
  return reason === "conflict" ? decided?.after ?? decided?.before ?? null : null;
}

/** The finding as the reviewer sees it. @param {Item} item @returns {State} */
export function stateOf(item) {
  // Of a conflict the queue has place, text and codes as they are read now; the rest is as it was decided.
  const known = disputed(item);
  return {
    bbox: item.bbox,
    kind: item.kind || known?.kind || "",
    codes: item.subject === "redaction" ? item.codes.map((each) => each.code) : [],
    text: item.subject === "redaction" ? "" : item.text,
    what: item.subject === "strike" ? known?.what ?? item.what : "",
    struck: item.subject === "marking" ? known?.struck ?? Boolean(item.struck) : null,
    status: item.status,
    confidence: item.confidence,
  };
}

/** As a person says it: with no doubt left. @param {Item} item @param {Partial<State>} [other] @returns {State} */
export function saidOf(item, other = {}) {
  return { ...stateOf(item), ...other, status: "", confidence: 1 };
}

/**
 * @param {Item} item
 * @param {Act} act
 * @param {Partial<State>} [other] what differs from what is seen
 * @param {string} [comment]
 * @returns {Proposal}
 */
export function propose(item, act, other = {}, comment = "") {
  const leaves = act === "accept" || act === "change" || act === "correct" || act === "draw";
  // What the machine has no more, or not as one, stands when it is drawn: accepted, it would be the same conflict again.
  const kept = leaves && item.reason === "conflict" && ["gone", "several", "overlap"].includes(item.what) ? item.decided?.after : null;
  return {
    sha256: item.sha256, page: item.page, ref: item.ref, subject: item.subject, act: kept ? "draw" : act,
    before: act === "comment" || act === "undo" || kept ? null : stateOf(item),
    after: leaves ? saidOf(item, { ...kept, ...other }) : null,
    comment, undoes: act === "undo" ? item.decided?.number ?? null : null, seen: item.version,
  };
}

/** What takes a decision back. @param {import("../core/types.js").Decision} decision @param {number} [seen] @returns {Proposal} */
export function undoing(decision, seen = decision.number) {
  const { sha256, page, ref, subject, number } = decision;
  return { sha256, page, ref, subject, act: "undo", before: null, after: null, comment: "", undoes: number, seen };
}

/** What was done, as is said of it. @param {Proposal} proposal */
export function label(proposal) {
  const { act, subject, page, before, after } = proposal;
  const thing = (after ?? before)?.kind ? kindName((after ?? before)?.kind ?? "").toLowerCase() : subjectName(subject);
  const where = `page ${page}`;
  if (act === "accept") return `Accepted ${thing}, ${where}`;
  if (act === "reject") return `Rejected ${thing}, ${where}`;
  if (act === "draw") return `Drew ${thing}, ${where}`;
  if (act === "correct") return `Corrected a line, ${where}`;
  if (act === "illegible") return `Marked a line as illegible, ${where}`;
  if (act === "comment") return `Commented, ${where}`;
  if (act === "undo") return `Took it back, ${where}`;
  return `${changed(before, after)}, ${where}`;
}

/** @param {State | null} before @param {State | null} after */
function changed(before, after) {
  if (!before || !after) return "Changed";
  if (before.codes.join() !== after.codes.join()) return after.codes.length ? `Codes are ${after.codes.join(" ")}` : "Without a code";
  if (before.kind !== after.kind) return `Is a ${kindName(after.kind).toLowerCase()}`;
  if (before.struck !== after.struck) return after.struck ? "Crossed out" : "Not crossed out";
  if (before.bbox.join() !== after.bbox.join()) return "Extent changed";
  return "Changed";
}
