// @ts-check
/** Two reviewers decided about one finding: both are shown side by side, and a person settles it. */

import { h } from "../core/dom.js";
import { footButton, openDialog } from "../core/dialog.js";
import { alarm, toast } from "../core/say.js";
import { actName, sentence, when } from "../core/words.js";
import { side } from "./panel.js";
import { label, opinion } from "./proposal.js";

/**
 * @typedef {import("../core/types.js").Proposal} Proposal
 * @typedef {import("../core/types.js").Decision} Decision
 * @typedef {import("../core/outbox.js").Entry} Entry
 */

/**
 * Shows a clash. Until it is settled, the decision is kept on this machine.
 *
 * @param {Entry} entry
 * @param {Decision[]} newer
 * @param {import("./actions.js").Actions} actions
 */
export function openClash(entry, newer, actions) {
  const { outbox, queue } = actions;
  const last = new Map(newer.map((each) => [keyOf(each), each]));
  const clashing = entry.decisions.filter((each) => last.has(keyOf(each)));
  const rest = entry.decisions.filter((each) => !last.has(keyOf(each)));
  const theirs = () => {
    dialog.close();
    outbox.drop(entry);
    if (rest.length) outbox.add(rest, `${rest.length} of ${entry.decisions.length}: ${entry.label}`);
    for (const each of newer) queue.forget(each.sha256, each.page);
    toast(rest.length ? "Theirs is kept; the rest of yours goes to the log" : "Theirs is kept");
  };
  const mine = () => {
    dialog.close();
    outbox.drop(entry);
    outbox.add(entry.decisions.map((each) => ({ ...each, seen: last.get(keyOf(each))?.number ?? each.seen })), label(entry.decisions[0]));
    toast("Yours goes to the log, after theirs");
  };
  const pairs = clashing.map((each) => {
    const other = /** @type {Decision} */ (last.get(keyOf(each)));
    return h("section", { class: "pair" }, h("p", { class: "quiet small" }, `Page ${each.page}, ${each.ref}`), h("div", { class: "sides" },
      side("You", opinion(each), `${sentence(actName(each.act))} it, not in the log`),
      side(other.reviewer, opinion(other), `${sentence(actName(other.act))} it ${when(other.time)}${other.comment ? `: ${other.comment}` : ""}`)));
  });
  const who = [...new Set(newer.map((each) => each.reviewer))].join(" and ");
  const dialog = openDialog(`${who} decided while you looked`, [
    h("p", {}, "Nothing was overwritten. Which of the two shall hold? Both stay in the log."), ...pairs,
  ], { wide: true, foot: [footButton("Later", () => dialog.close(), { start: true }), footButton("Mine shall hold", mine), footButton("Keep theirs", theirs, { main: true })] });
  alarm(`${who} decided about this finding while you looked. Nothing was overwritten.`);
}

/** @param {{sha256: string, ref: string}} decision */
function keyOf(decision) {
  return `${decision.sha256}/${decision.ref}`;
}
