// @ts-check
/** Telling what happened: to the eye as a toast, to a screen reader as a live region. */

import { at, h, kbd, show } from "./dom.js";

const STAY_MS = 5000;
const STAY_LONG_MS = 12_000;

/** @type {ReturnType<typeof setTimeout> | undefined} */
let clearing;

/** Says it to a screen reader alone, after what it is saying now. @param {string} text */
export function say(text) {
  const said = at("said");
  // The same words twice are said twice only if they differ.
  said.textContent = said.textContent === text ? `${text}\u00a0` : text;
}

/** Says it at once. @param {string} text */
export function alarm(text) {
  at("alarm").textContent = text;
}

/**
 * A short word at the foot of the window; the one before goes.
 *
 * @param {string} text
 * @param {{action?: string, key?: string, does?: () => void, bad?: boolean, quiet?: boolean}} [more]
 *   `quiet`: a screen reader is told by somebody else
 */
export function toast(text, more = {}) {
  clearTimeout(clearing);
  const button = more.action
    ? h("button", { type: "button", on: { click: () => { clear(); more.does?.(); } } }, more.action, more.key && kbd(more.key))
    : null;
  show(at("toasts"), h("div", { class: more.bad ? "toast bad" : "toast" }, h("span", {}, text), button));
  if (more.bad) alarm(text);
  else if (!more.quiet) say(text);
  clearing = setTimeout(clear, more.bad ? STAY_LONG_MS : STAY_MS);
}

function clear() {
  const toasts = at("toasts");
  // What has the focus or the pointer stays.
  if (toasts.contains(document.activeElement) || toasts.matches(":hover")) clearing = setTimeout(clear, STAY_MS);
  else toasts.replaceChildren();
}
