// @ts-check
/** Keys of a screen: what each does, when it counts, and the sheet that lists them. */

import { h, isTyping, kbd, put } from "./dom.js";
import { openDialog } from "./dialog.js";

/**
 * @typedef {object} Key
 * @property {string[]} keys  As `KeyboardEvent.key`, in small letters; `Shift+D`, `Ctrl+z` with what is held.
 * @property {string} does  In the help sheet.
 * @property {string} group
 * @property {(event: KeyboardEvent) => void} run
 * @property {() => boolean} [when]
 * @property {string} [shown]  In place of `keys` in the help sheet.
 * @property {boolean} [hidden]  Not in the help sheet.
 */

/** @type {Key[]} */
const known = [];
const OFF = "declass.keys.off";
const NAMES = new Map([["ArrowLeft", "←"], ["ArrowRight", "→"], ["ArrowUp", "↑"], ["ArrowDown", "↓"], ["Escape", "Esc"], [" ", "Space"]]);

/** Single letters can be turned off, for speech input and for fingers that stray. */
export function keysAreOff() {
  try { return localStorage.getItem(OFF) === "1"; } catch { return false; }
}

/** @param {Key[]} keys */
export function addKeys(keys) {
  known.push(...keys);
}

/** @param {KeyboardEvent} event */
function nameOf(event) {
  const held = [event.ctrlKey || event.metaKey ? "Ctrl" : "", event.altKey ? "Alt" : ""].filter(Boolean);
  const letter = event.key.length === 1;
  if (event.shiftKey && (!letter || /[a-z]/i.test(event.key))) held.push("Shift");
  return [...held, letter ? event.key.toLowerCase() : event.key].join("+");
}

/** Begins to listen; call once. */
export function listen() {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    // A dialog may have closed on this very key.
    if (isTyping(event.target) || document.querySelector("dialog[open]") || (event.target instanceof Element && event.target.closest("dialog"))) return;
    const name = nameOf(event);
    if (keysAreOff() && name.length === 1) return;
    // Space and Enter belong to the button that has the focus.
    const pressing = event.target instanceof Element && event.target.closest("button, a, summary, [role=menuitem]");
    if (pressing && (name === "Enter" || name === " ")) return;
    const key = known.find((each) => each.keys.includes(name) && (each.when?.() ?? true));
    if (!key) return;
    event.preventDefault();
    key.run(event);
  });
}

/** The sheet that lists all keys of the screen. */
export function openHelp() {
  const groups = new Map();
  for (const key of known) {
    if (!key.hidden) groups.set(key.group, [...(groups.get(key.group) ?? []), key]);
  }
  const list = h("div", { class: "keys" });
  for (const [group, keys] of groups) {
    put(list, h("section", {}, h("h3", {}, group), h("dl", {}, keys.map(row))));
  }
  const off = h("input", { type: "checkbox", on: { change: () => turn(off.checked) } });
  off.checked = !keysAreOff();
  openDialog("Keys", [list], { wide: true, foot: [h("label", { class: "check start" }, off, "Single letters work as keys")] });
}

/** @param {boolean} on */
function turn(on) {
  try { localStorage.setItem(OFF, on ? "0" : "1"); } catch { /* then only until the page is left */ }
}

/** @param {Key} key */
function row(key) {
  const shown = key.shown ? [key.shown] : key.keys;
  return h("div", {}, h("dt", {}, shown.map((each) => h("kbd", {}, printed(each)))), h("dd", {}, key.does));
}

/** A key as the sheet prints it. @param {string} name */
export function printed(name) {
  return name.split("+").filter((part, at, all) => part || all.length === 1)
    .map((part) => NAMES.get(part) ?? (part.length === 1 ? part.toUpperCase() : part)).join(" ") || "+";
}

export { kbd };
