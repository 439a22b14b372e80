// @ts-check
/** Dialogs: the browser's own, so that focus stays in them and goes back where it was. */

import { h, icon, kbd } from "./dom.js";

/**
 * @typedef {object} DialogMore
 * @property {boolean} [wide]
 * @property {import("./dom.js").Child[]} [foot]
 * @property {(dialog: HTMLDialogElement) => void} [done]  Called when it closes, however that came about.
 */

/**
 * Opens a dialog and gives it back.
 *
 * @param {string} title
 * @param {import("./dom.js").Child[]} body
 * @param {DialogMore} [more]
 */
export function openDialog(title, body, more = {}) {
  const before = /** @type {HTMLElement | null} */ (document.activeElement);
  const close = h("button", { type: "button", class: "round", "aria-label": "Close", on: { click: () => dialog.close() } }, icon("cross"));
  const dialog = h(
    "dialog", { class: more.wide ? "wide" : "", "aria-label": title },
    h("div", { class: "dialog-head" }, h("h2", {}, title), close),
    h("div", { class: "dialog-body", tabindex: "0" }, body),
    more.foot && h("div", { class: "dialog-foot" }, more.foot),
  );
  dialog.addEventListener("close", () => {
    dialog.remove();
    more.done?.(dialog);
    if (before?.isConnected) before.focus({ preventScroll: true });
  });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  document.body.append(dialog);
  dialog.showModal();
  const first = dialog.querySelector("[autofocus], .dialog-body input, .dialog-body textarea, .dialog-body select, .dialog-foot .main");
  if (first instanceof HTMLElement) first.focus();
  return dialog;
}

/**
 * A button for the foot of a dialog.
 *
 * @param {string} text
 * @param {() => void} does
 * @param {{main?: boolean, key?: string, start?: boolean}} [more]
 */
export function footButton(text, does, more = {}) {
  const looks = ["button", more.main ? "main" : "", more.start ? "start" : ""].join(" ").trim();
  return h("button", { type: "button", class: looks, on: { click: does } }, text, more.key && kbd(more.key));
}
