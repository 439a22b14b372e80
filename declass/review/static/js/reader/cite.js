// @ts-check
/** Citing a page, a line or a quote: to be copied as a footnote, with the words, or for a reference manager. */

import { get } from "../core/api.js";
import { h } from "../core/dom.js";
import { footButton, openDialog } from "../core/dialog.js";
import { toast } from "../core/say.js";

const LONGEST_QUOTE = 600;

/**
 * Opens the citation of what is looked at.
 *
 * @param {string} sha256
 * @param {{page: number, ref: string}} place
 */
export async function openCitation(sha256, place) {
  const quote = (getSelection()?.toString() ?? "").replaceAll(/\s+/g, " ").trim().slice(0, LONGEST_QUOTE);
  const params = place.ref ? { ref: place.ref, quote } : { page: place.page, quote };
  let cited;
  try {
    cited = await get(`/documents/${sha256}/cite`, params);
  } catch (problem) {
    return toast(/** @type {Error} */ (problem).message, { bad: true });
  }
  const copied = (/** @type {string} */ text, /** @type {string} */ what) => void copy(text).then((done) => {
    dialog.close();
    toast(done ? `${what} copied` : "Your browser did not let it be copied", { bad: !done });
  });
  const dialog = openDialog("Cite", [
    h("p", { class: "serif cited", dir: "auto" }, cited.footnote),
    h("p", { class: "small quiet" }, "Id: ", h("span", { class: "mono" }, cited.id)),
  ], { foot: [
    footButton("Reference manager", () => copied(cited.csl, "CSL"), { start: true }),
    quote && footButton("Words and footnote", () => copied(`“${quote}”\n\n${cited.footnote}`, "Words and footnote")),
    footButton("Copy footnote", () => copied(cited.footnote, "Footnote"), { main: true }),
  ] });
}

/** @param {string} text */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyByHand(text);
  }
}

/** Where the clipboard may not be written to, as on addresses without TLS. @param {string} text */
function copyByHand(text) {
  const field = h("textarea", { class: "unseen", "aria-hidden": "true" }, text);
  (document.querySelector("dialog[open]") ?? document.body).append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done;
}
