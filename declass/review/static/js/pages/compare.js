// @ts-check
/** Two releases of one document: the list of what changed, and both places beside each other. */

import { get } from "../core/api.js";
import { at, h, show } from "../core/dom.js";
import { addKeys } from "../core/keys.js";
import { say, toast } from "../core/say.js";
import { start } from "../core/shell.js";
import { counted, percent } from "../core/words.js";
import { drawHits, drawLayers } from "../viewer/layers.js";
import { Stage } from "../viewer/stage.js";

/** What a change is called, and a sign that tells it without colour. @type {Record<string, [sign: string, text: string]>} */
const KINDS = {
  opened: ["+", "Opened"], closed: ["−", "Closed"], codes_changed: ["≠", "Codes changed"], struck: ["S", "Struck"], unstruck: ["U", "No longer struck"],
};
const DOCUMENTS = 500;

/**
 * @typedef {{page: number, boxes: import("../core/types.js").Box[], codes: string[], hidden_characters: {low: number, high: number} | null}} Spot
 * @typedef {{id: string, kind: string, status: string, reason: string, text: string, confidence: number, a: Spot | null, b: Spot | null, before: string, after: string, partly: boolean}} Change
 */

const main = at("main");
const selects = { a: /** @type {HTMLSelectElement} */ (at("a")), b: /** @type {HTMLSelectElement} */ (at("b")) };
/** @type {Change[]} */
let changes = [];
let now = -1;
/** @type {Map<string, Promise<any>>} */
const pages = new Map();

await start();
const sides = { a: side("a"), b: side("b") };
await fillSelects();
at("choose").addEventListener("submit", (event) => {
  event.preventDefault();
  history.replaceState(null, "", `?a=${selects.a.value}&b=${selects.b.value}`);
  void compare();
});
addKeys([
  { keys: ["n", "j"], does: "Next change", group: "Changes", run: () => choose(now + 1) },
  { keys: ["p", "k"], does: "Change before", group: "Changes", run: () => choose(now - 1) },
]);
if (main.dataset.a && main.dataset.b) await compare();
else nothing();

/** @param {"a" | "b"} name */
function side(name) {
  const root = at(`stage-${name}`);
  const where = h("p", { class: "stage-where" });
  const stage = new Stage(root);
  stage.layer.setAttribute("data-on", "redactions strikes");
  root.append(where);
  return { stage, where };
}

async function fillSelects() {
  const { documents } = await get("/documents", { limit: DOCUMENTS }).catch(() => ({ documents: [] }));
  for (const name of /** @type {const} */ (["a", "b"])) {
    const wanted = main.dataset[name] ?? "";
    show(selects[name], h("option", { value: "" }, "Choose…"), documents.map((/** @type {any} */ each) =>
      // Releases of one document share their title: the file tells them apart, also where there is little room.
      h("option", { value: each.sha256 }, each.title && each.title !== each.name ? `${each.name} (${each.title})` : each.name)),
      wanted && !documents.some((/** @type {any} */ each) => each.sha256 === wanted) && h("option", { value: wanted }, wanted.slice(0, 12)));
    selects[name].value = wanted;
  }
}

function nothing() {
  show(at("counts"), h("p", { class: "quiet" }, "Choose two releases of one document. What one shows and the other withholds is listed here, with both places beside each other."));
}

async function compare() {
  const [a, b] = [selects.a.value, selects.b.value];
  show(at("counts"), h("p", { class: "quiet" }, "Comparing…"));
  at("changes").replaceChildren();
  try {
    const result = await get("/compare", { a, b });
    changes = result.changes;
    summary(result);
    list();
    if (changes.length) choose(0);
    else await Promise.all([look("a", { page: 1, boxes: [], codes: [], hidden_characters: null }), look("b", { page: 1, boxes: [], codes: [], hidden_characters: null })]);
  } catch (problem) {
    nothing();
    toast(/** @type {Error} */ (problem).message, { bad: true });
  }
}

/** @param {any} result */
function summary({ counts, likeness }) {
  const parts = [[counts.opened, "opened"], [counts.closed, "closed"], [counts.codes_changed, "with other codes"], [counts.strikes_changed, "struck otherwise"], [counts.unsure, "unsure"]];
  const said = parts.filter(([count]) => count).map(([count, text]) => `${count} ${text}`).join(", ");
  show(at("counts"), h("p", {}, h("strong", {}, changes.length ? `${counted(changes.length, "change")}: ` : "No change"), said),
    h("p", { class: "small quiet" }, `${percent(likeness)} of the words of the shorter one are in the other`),
    likeness < 0.3 && h("p", { class: "small warn" }, "These do not look like releases of one document."));
}

function list() {
  show(at("changes"), changes.map((change, index) => {
    const [sign, text] = KINDS[change.kind] ?? ["·", change.kind];
    return h("li", {}, h("button", { type: "button", on: { click: () => choose(index) } },
      h("span", { class: `sign ${change.kind}`, "aria-hidden": "true" }, sign),
      h("span", { class: "change-head" }, h("strong", {}, text), change.status === "unsure" && h("span", { class: "chip" }, "unsure"), h("span", { class: "quiet small" }, places(change))),
      h("span", { class: "change-text", dir: "auto" }, excerpt(change))));
  }));
}

/** @param {Change} change */
function places({ a, b }) {
  return [a && `A p. ${a.page}`, b && `B p. ${b.page}`].filter(Boolean).join(" · ");
}

/** @param {Change} change */
function excerpt(change) {
  if (change.kind === "codes_changed") return [h("span", { class: "mono" }, change.a?.codes.join(" ") || "none"), " → ", h("span", { class: "mono" }, change.b?.codes.join(" ") || "none")];
  return [change.before && `…${change.before.slice(-60)} `, h(change.kind === "struck" ? "s" : "mark", {}, change.text), change.after && ` ${change.after.slice(0, 60)}…`];
}

/** @param {number} index */
function choose(index) {
  if (!changes[index]) return;
  now = index;
  const change = changes[index];
  at("changes").querySelectorAll("button").forEach((button, each) => {
    if (each === index) { button.setAttribute("aria-current", "true"); button.scrollIntoView({ block: "nearest" }); } else button.removeAttribute("aria-current");
  });
  say(`${KINDS[change.kind]?.[1] ?? change.kind}, ${places(change)}. ${change.text}`);
  void look("a", change.a);
  void look("b", change.b);
}

/** Shows one side's place. @param {"a" | "b"} name @param {Spot | null} spot */
async function look(name, spot) {
  const { stage, where } = sides[name];
  const sha256 = selects[name].value;
  where.textContent = spot ? `${name.toUpperCase()}, page ${spot.page}` : `${name.toUpperCase()}: no such place`;
  at(`stage-${name}`).toggleAttribute("data-none", !spot);
  if (!spot) return;
  const key = `${sha256}/${spot.page}`;
  if (!pages.has(key)) pages.set(key, get(`/documents/${sha256}/pages/${spot.page}`));
  const page = await pages.get(key)?.catch(() => { pages.delete(key); return null; });
  if (!page) return void (where.textContent = `${name.toUpperCase()}, page ${spot.page} cannot be shown`);
  stage.show({ sha256, number: spot.page, width: page.width, height: page.height, widths: page.widths }, around(spot.boxes));
  drawLayers(stage.layer, page, "");
  drawHits(stage.layer, spot.boxes);
}

/** The box around boxes. @param {import("../core/types.js").Box[]} boxes @returns {import("../core/types.js").Box | null} */
function around(boxes) {
  if (!boxes.length) return null;
  const side = (/** @type {0 | 1 | 2 | 3} */ at) => boxes.map((box) => box[at]);
  return [Math.min(...side(0)), Math.min(...side(1)), Math.max(...side(2)), Math.max(...side(3))];
}
