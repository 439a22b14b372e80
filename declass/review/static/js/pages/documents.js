// @ts-check
/** All documents, with what waits in each. */

import { Gone, get, pictureOf } from "../core/api.js";
import { at, h, put, show } from "../core/dom.js";
import { addKeys } from "../core/keys.js";
import { toast } from "../core/say.js";
import { start } from "../core/shell.js";
import { counted } from "../core/words.js";

const BATCH = 60;
const PAUSE_MS = 200;
const THUMB = 200;

const field = /** @type {HTMLInputElement} */ (at("search"));
const more = /** @type {HTMLButtonElement} */ (at("more"));
/** @type {string | null} */
let cursor = null;
let run = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

await start();
field.value = new URLSearchParams(location.search).get("search") ?? "";
addKeys([{ keys: ["/"], does: "Search", group: "Documents", run: () => field.focus() }]);
field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => void begin(), PAUSE_MS); });
more.addEventListener("click", () => void fetchMore());
await begin();

async function begin() {
  run += 1;
  cursor = null;
  const words = field.value.trim();
  history.replaceState(null, "", words ? `?search=${encodeURIComponent(words)}` : location.pathname);
  await fetchMore(true);
}

/** @param {boolean} [fresh] */
async function fetchMore(fresh = false) {
  const mine = run;
  const words = field.value.trim();
  try {
    const answer = await get("/documents", { search: words, cursor, limit: BATCH });
    if (mine !== run) return;
    cursor = answer.next;
    more.hidden = !cursor;
    at("count").textContent = words ? `${counted(answer.total, "document")} with “${words}”` : counted(answer.total, "document");
    const list = at("list");
    if (fresh) list.replaceChildren();
    put(list, answer.documents.map(row));
    if (!answer.total) show(list, nothing(words));
  } catch (problem) {
    if (!(problem instanceof Gone)) throw problem;
    toast("The server does not answer.", { bad: true, action: "Try again", does: () => void fetchMore(fresh) });
  }
}

/** @param {any} document */
function row(document) {
  const facts = [
    document.title && document.title !== document.name && document.name, counted(document.pages, "page"),
    document.redactions && counted(document.redactions, "redaction"), document.strikes && counted(document.strikes, "strike"),
    document.decided && `${document.decided} decided`,
  ];
  const thumb = h("img", { class: "thumb", alt: "", loading: "lazy", fetchpriority: "low", decoding: "async", src: document.pages ? pictureOf(document.sha256, 1, THUMB) : null });
  thumb.addEventListener("error", () => thumb.removeAttribute("src"));
  return h("li", {}, h("article", { class: "document" }, thumb,
    h("h2", { class: "one-line", dir: "auto" }, h("a", { href: `/documents/${document.sha256}` }, document.title || document.name)),
    h("p", { class: "about one-line" }, facts.filter(Boolean).join(" · ")),
    h("p", { class: "side-links" },
      document.status !== "read" && h("span", { class: "chip warn" }, document.status === "failed" ? "could not be read" : "read in part"),
      document.open > 0 && h("a", { class: "button small", href: `/queue?document=${document.sha256}` }, `${document.open} to review`))));
}

/** @param {string} words */
function nothing(words) {
  return h("li", {}, h("div", { class: "empty" }, h("h2", {}, words ? "No such document" : "No documents yet"),
    h("p", {}, words ? "No name and no title has these words." : "Documents appear here as soon as a batch has read them.")));
}
