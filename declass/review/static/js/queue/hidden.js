// @ts-check
/** Text that survives under redactions: shown only when asked for, with a reason, which is logged. */

import { post } from "../core/api.js";
import { h } from "../core/dom.js";
import { footButton, openDialog } from "../core/dialog.js";
import { toast } from "../core/say.js";
import { sentence } from "../core/words.js";

/** @param {import("../core/types.js").Item} item */
export function askHidden(item) {
  const why = h("input", { type: "text", autofocus: true, maxlength: "500", autocomplete: "off" });
  const ask = async () => {
    if (!why.value.trim()) return why.focus();
    dialog.close();
    try {
      const { places } = await post(`/documents/${item.sha256}/pages/${item.page}/hidden`, { why: why.value.trim() });
      showPlaces(item.page, places);
    } catch (problem) {
      toast(/** @type {Error} */ (problem).message, { bad: true });
    }
  };
  const dialog = openDialog("Show the text that survives?", [
    h("p", {}, "It may name people who were meant to stay unnamed. That you looked, when, and why is logged; the text itself is kept nowhere."),
    h("form", { on: { submit: (/** @type {Event} */ event) => { event.preventDefault(); void ask(); } } }, h("label", { class: "field" }, h("span", {}, "Why do you look?"), why)),
  ], { foot: [footButton("Leave", () => dialog.close()), footButton("Show it", () => void ask(), { main: true })] });
}

/** @param {number} page @param {{kind: string, text: string, reason: string}[]} places */
function showPlaces(page, places) {
  openDialog(`What survives on page ${page}`, places.length
    ? places.map((each) => h("section", { class: "part" }, h("h3", {}, sentence(each.kind)), h("p", { class: "printed", dir: "auto" }, each.text), h("p", { class: "small quiet" }, each.reason)))
    : [h("p", {}, "Nothing survives on this page.")]);
}
