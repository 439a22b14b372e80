// @ts-check
/** The keys of the review. Deciding is one key each, and goes on by itself. */

import { askCodes, askComment, askKind } from "./forms.js";
import { stateOf } from "./proposal.js";

/**
 * @typedef {object} Doings
 * @property {(name: string) => void} act
 * @property {(digit: number) => void} choose
 * @property {() => void} alike
 * @property {() => void} filter
 * @property {import("./actions.js").Actions} actions
 * @property {import("./drawing.js").Drawing} drawing
 * @property {import("../viewer/extent.js").Extent} extent
 * @property {import("./screen.js").Screen} screen
 * @property {import("./model.js").Queue} queue
 */

/** What can be done with a finding beside accepting, rejecting and skipping it. @param {Doings} doings */
export function moreDoings(doings) {
  const { actions, drawing, queue, screen } = doings;
  const item = () => queue.current;
  const is = (/** @type {string[]} */ ...subjects) => () => subjects.includes(item()?.subject ?? "");
  const any = () => item() !== null;
  const kind = () => { const now = item(); if (now) askKind(now.subject, stateOf(now).kind, (to) => actions.decide(to === stateOf(now).kind ? "accept" : "change", { kind: to })); };
  const codes = () => { const now = item(); if (now) askCodes(stateOf(now).codes, screen.codes, (to) => actions.decide("change", { codes: to })); };
  const open = () => { const now = item(); if (now) location.assign(`/documents/${now.sha256}?page=${now.page}&ref=${now.ref}`); };
  return [
    { key: "k", text: "Another kind", group: "Change", run: kind, when: any },
    { key: "c", text: "Other codes", group: "Change", run: codes, when: is("redaction") },
    { key: "e", text: "Another extent", group: "Change", run: () => drawing.changeExtent(), when: any },
    { key: "t", text: "Correct a line's text", group: "Change", run: () => drawing.correct(), when: any },
    { key: "i", text: "Nobody can read it", group: "Change", run: () => actions.decide("illegible"), when: is("line") },
    { key: "d", text: "Draw a missed redaction", group: "What was missed", run: () => drawing.draw("redaction"), when: any },
    { key: "x", text: "Draw a missed strike", group: "What was missed", run: () => drawing.draw("strike"), when: any },
    { key: "m", text: "Comment", group: "Also", run: () => askComment((comment) => actions.comment(comment)), when: any },
    { key: "l", text: "Look-alikes together", group: "Also", run: doings.alike, when: () => (item()?.alike ?? 0) > 1 },
    { key: "o", text: "Open in the reader", group: "Also", run: open, when: any },
    { key: "u", text: "Undo", group: "Also", run: () => actions.undo(), when: () => true },
  ];
}

/** @param {Doings} doings @returns {import("../core/keys.js").Key[]} */
export function queueKeys(doings) {
  const { queue } = doings;
  const here = () => queue.current !== null && !doings.extent.active;
  /** @type {import("../core/keys.js").Key[]} */
  const decide = [
    { keys: ["a"], does: "Accept: it is as it says; in a conflict, keep what was decided", group: "Decide", run: () => doings.act("accept"), when: here },
    { keys: ["r"], does: "Reject: it is not there; in a conflict, give the decision up", group: "Decide", run: () => doings.act("reject"), when: here },
    { keys: ["s"], does: "Skip; it comes back later", group: "Decide", run: () => doings.act("skip"), when: here },
    { keys: Array.from("123456789"), shown: "1 – 9", does: "Take this code or answer", group: "Decide", run: (event) => doings.choose(Number(event.key) - 1), when: here },
  ];
  const more = moreDoings(doings).map((each) => ({ keys: each.key === "u" ? ["u", "Ctrl+z"] : [each.key], shown: each.key, does: each.text, group: each.group, run: each.run, when: () => each.when() && !doings.extent.active }));
  /** @type {import("../core/keys.js").Key[]} */
  const move = [
    { keys: ["n", "j"], does: "Next, without deciding", group: "Go", run: () => void queue.step(1) },
    { keys: ["p"], does: "Previous", group: "Go", run: () => void queue.step(-1) },
    { keys: ["f"], does: "Filter", group: "Go", run: doings.filter },
  ];
  return [...decide, ...more, ...move];
}
