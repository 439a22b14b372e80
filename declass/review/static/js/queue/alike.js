// @ts-check
/** Deciding about look-alikes together, each seen before. */

import { Gone, get } from "../core/api.js";
import { h, show } from "../core/dom.js";
import { footButton, openDialog } from "../core/dialog.js";
import { toast } from "../core/say.js";
import { counted } from "../core/words.js";
import { crop } from "../viewer/crop.js";
import { answersOf } from "./choices.js";
import { nameOf } from "./panel.js";
import { label, propose } from "./proposal.js";

const CROP = { width: 208, height: 104 };

/**
 * @typedef {import("../core/types.js").Item} Item
 */

/**
 * Shows what looks like the finding that is looked at, and decides about those that stay chosen.
 *
 * @param {Item} item
 * @param {import("./actions.js").Actions} actions
 */
export async function openAlike(item, actions) {
  /** @type {Item[]} */
  let items;
  try {
    items = (await get(`/items/${item.sha256}/${item.ref}/alike`)).items;
  } catch (problem) {
    if (problem instanceof Gone) return toast("The server does not answer.", { bad: true });
    throw problem;
  }
  const boxes = items.map(() => h("input", { type: "checkbox", checked: true, on: { change: () => tell() } }));
  const chosen = () => items.filter((_, at) => boxes[at].checked);
  const decide = (/** @type {"accept" | "reject"} */ act) => {
    const those = chosen();
    dialog.close();
    if (!those.length) return;
    const proposals = those.map((each) => { const answer = answersOf(each)[act]; return propose(each, answer.act, answer.after); });
    actions.send(proposals, those, those.length === 1 ? label(proposals[0]) : `${act === "accept" ? "Accepted" : "Rejected"} ${those.length} look-alikes`);
  };
  const accept = footButton("Accept", () => decide("accept"), { main: true, key: "A" });
  const reject = footButton("Reject", () => decide("reject"), { key: "R" });
  const none = footButton("Choose none", () => { const any = boxes.some((each) => each.checked); boxes.forEach((each) => { each.checked = !any; }); tell(); }, { start: true });
  const tell = () => {
    const many = chosen().length;
    show(accept, `Accept ${many}`, h("kbd", { "aria-hidden": "true" }, "A"));
    show(reject, `Reject ${many}`, h("kbd", { "aria-hidden": "true" }, "R"));
    show(none, many ? "Choose none" : "Choose all");
    accept.disabled = reject.disabled = many === 0;
  };
  const grid = h("div", { class: "crops" }, items.map((each, at) =>
    h("label", {}, crop(each, CROP), h("span", { class: "under" }, boxes[at], h("span", { class: "one-line" }, `${nameOf(each)}, p. ${each.page}`)))));
  const dialog = openDialog(`${counted(items.length, "finding")} that look alike`, [h("p", { class: "quiet" }, "Take out what does not belong; the others are decided together and can be taken back together."), grid], { wide: true, foot: [none, reject, accept] });
  dialog.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key !== "a" && event.key !== "r") return;
    event.preventDefault();
    decide(event.key === "a" ? "accept" : "reject");
  });
  tell();
}
