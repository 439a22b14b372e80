// @ts-check
/** The menu of what else can be done with a finding. */

import { h, kbd } from "../core/dom.js";
import { printed } from "../core/keys.js";
import { moreDoings } from "./keys.js";

/**
 * Opens the menu, or closes it.
 *
 * @param {HTMLElement} root
 * @param {import("./keys.js").Doings} doings
 */
export function openMore(root, doings) {
  const button = /** @type {HTMLElement} */ (root.querySelector("[data-do=more]"));
  const old = root.querySelector(".menu");
  if (old) return old.dispatchEvent(new Event("shut"));
  const items = moreDoings(doings).filter((each) => each.when()).map((each) =>
    h("button", { type: "button", role: "menuitem", tabindex: "-1", on: { click: () => { shut(); each.run(); } } }, each.text, kbd(printed(each.key))));
  const shut = () => {
    menu.remove();
    button.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", away);
    button.focus();
  };
  const away = (/** @type {Event} */ event) => { if (!root.contains(/** @type {Node} */ (event.target))) shut(); };
  const menu = h("div", { class: "menu more-menu", role: "menu", "aria-label": "More" }, items);
  menu.addEventListener("shut", shut);
  menu.addEventListener("keydown", (event) => {
    const at = items.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (to !== undefined) items[(to + items.length) % items.length].focus();
    else if (event.key === "Escape" || event.key === "Tab") shut();
    else if (event.key !== "Enter" && event.key !== " ") return;
    if (event.key !== "Enter" && event.key !== " ") event.preventDefault();
    event.stopPropagation();
  });
  root.append(menu);
  button.setAttribute("aria-expanded", "true");
  document.addEventListener("pointerdown", away);
  items[0]?.focus();
}
