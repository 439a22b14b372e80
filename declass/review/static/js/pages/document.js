// @ts-check
/** The reader: page picture and text beside each other, each following the other. */

import { Refused, get } from "../core/api.js";
import { at, h, show } from "../core/dom.js";
import { addKeys } from "../core/keys.js";
import { listenLive } from "../core/live.js";
import { say, toast } from "../core/say.js";
import { start } from "../core/shell.js";
import { counted, sentence } from "../core/words.js";
import { openCitation } from "../reader/cite.js";
import { Search } from "../reader/search.js";
import { Text } from "../reader/text.js";
import { clamp } from "../viewer/box.js";
import { drawCurrent, drawHits, drawLayers } from "../viewer/layers.js";
import { picture, stepFor } from "../viewer/pictures.js";
import { Stage } from "../viewer/stage.js";
import { Tools, viewKeys } from "../viewer/tools.js";

/** Time in which scrolling that we do ourselves does not turn pages. */
const SETTLE_MS = 500;

const main = at("main");
const sha256 = main.dataset.sha256 ?? "";
const asked = new URLSearchParams(location.search);

await start();
const found = await get(`/documents/${sha256}`).catch((problem) => {
  const gone = problem instanceof Refused && problem.status === 404;
  show(main, h("div", { class: "empty" }, h("h2", {}, gone ? "No such document" : "The document cannot be shown"), h("p", {}, problem.message), h("p", {}, h("a", { href: "/documents" }, "All documents"))));
  return null;
});
if (found) read(found);

/** @param {any} detail */
function read(detail) {
  const numbers = detail.pages.map((/** @type {any} */ page) => page.number);
  const place = { page: clamp(Number(main.dataset.page) || 1, 1, numbers.at(-1) ?? 1), ref: asked.get("ref") ?? "" };
  const stage = new Stage(at("stage"));
  stage.fit = "page";
  const tools = new Tools(stage, at("stage"), { finding: false });
  const text = new Text(at("text"), sha256, detail.pages);
  const search = new Search(sha256, (hit) => void go(hit.page, hit.line, "search"));
  let moving = 0;
  describe(detail);

  /** Goes to a page and a place on it. @param {number} page @param {string} ref @param {"text" | "page" | "search" | "start"} from */
  async function go(page, ref, from) {
    place.page = page;
    place.ref = ref;
    turned();
    if (from !== "text" || ref) text.point(page, ref);
    if (from !== "text") {
      moving = Date.now() + SETTLE_MS;
      await text.goTo(page, ref);
      moving = Date.now() + SETTLE_MS;
      text.point(page, ref);
    }
    await draw();
  }

  async function draw() {
    const { page: number, ref } = place;
    const line = detail.pages.find((/** @type {any} */ page) => page.number === number);
    if (!line) return;
    const same = stage.page?.number === number;
    if (!same) stage.show({ sha256, number, width: line.width, height: line.height }, null);
    const data = await text.page(number).catch(() => null);
    if (place.page !== number) return;
    if (!data) return stage.setWidths([]);
    stage.setWidths(data.widths ?? []);
    drawLayers(stage.layer, data, "");
    drawHits(stage.layer, search.boxes(number));
    const marks = [...data.redactions, ...data.strikes, ...data.markings, ...data.rejected];
    const row = data.lines.find((each) => each.ref === ref);
    const mark = marks.find((each) => each.ref === ref);
    drawHits(stage.layer, row ? [row.bbox] : [], "line");
    drawCurrent(stage.layer, mark?.bbox ?? null);
    stage.focus = (row ?? mark)?.bbox ?? null;
    // A larger page follows the line that is read; a whole page stays whole.
    if (stage.focus && stage.fit !== "page") bring(stage.focus);
    const next = numbers[numbers.indexOf(number) + 1];
    if (next) text.page(next).then((page) => picture(sha256, next, stepFor(page.width * stage.camera.scale, page.widths))).catch(() => {});
  }

  /** Moves the page picture so that a place on it is seen. @param {import("../core/types.js").Box} box */
  function bring(box) {
    const { camera, size } = stage;
    const y = camera.y + ((box[1] + box[3]) / 2) * camera.scale;
    const x = camera.x + ((box[0] + box[2]) / 2) * camera.scale;
    if (y > 60 && y < size.height - 60 && x > 0 && x < size.width) return;
    stage.go({ ...camera, y: camera.y + size.height / 2 - y, x: x > 0 && x < size.width ? camera.x : camera.x + size.width / 2 - x }, true);
  }

  function turned() {
    /** @type {HTMLInputElement} */ (at("number")).value = String(place.page);
    /** @type {HTMLButtonElement} */ (at("back")).disabled = place.page <= numbers[0];
    /** @type {HTMLButtonElement} */ (at("on")).disabled = place.page >= (numbers.at(-1) ?? 1);
    history.replaceState(null, "", `?page=${place.page}${place.ref ? `&ref=${place.ref}` : ""}`);
  }

  /** @param {number} by */
  function turn(by) {
    const to = numbers[clamp(numbers.indexOf(place.page) + by, 0, numbers.length - 1)];
    if (to === place.page) return;
    say(`Page ${to}`);
    void go(to, "", "page");
  }

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let later;
  const followText = () => {
    clearTimeout(later);
    // Scrolling of our own has to settle first; a reader may have scrolled on meanwhile.
    if (Date.now() < moving) later = setTimeout(followText, moving - Date.now() + 1);
    else if (text.here !== place.page) void go(text.here, "", "text");
  };
  text.addEventListener("scrolled", followText);
  text.addEventListener("line", (event) => {
    const { number, ref } = /** @type {CustomEvent} */ (event).detail;
    void go(number, ref, "text");
  });
  stage.addEventListener("tap", (event) => void tapped(/** @type {CustomEvent} */ (event).detail));

  /** @param {{x: number, y: number}} at */
  async function tapped(at) {
    const data = await text.page(place.page).catch(() => null);
    const inside = (/** @type {{bbox: import("../core/types.js").Box}} */ each) => at.x >= each.bbox[0] - 2 && at.x <= each.bbox[2] + 2 && at.y >= each.bbox[1] - 2 && at.y <= each.bbox[3] + 2;
    const hit = data && (data.redactions.find(inside) ?? data.lines.find(inside));
    if (hit) void go(place.page, hit.ref, "page");
  }

  at("back").addEventListener("click", () => turn(-1));
  at("on").addEventListener("click", () => turn(1));
  at("number").addEventListener("change", () => {
    const wanted = Number(/** @type {HTMLInputElement} */ (at("number")).value);
    if (numbers.includes(wanted)) void go(wanted, "", "page");
    else { turned(); toast(`There is no page ${wanted || "of that number"}`); }
  });
  at("cite").addEventListener("click", () => void openCitation(sha256, place));
  at("cite").addEventListener("pointerdown", (event) => event.preventDefault());
  /** @type {import("../core/keys.js").Key[]} */
  const keys = [
    { keys: ["n", "PageDown"], does: "Next page", group: "Read", run: () => turn(1) },
    { keys: ["p", "PageUp"], does: "Previous page", group: "Read", run: () => turn(-1) },
    { keys: ["/"], does: "Search in this document", group: "Read", run: () => search.field.focus() },
    { keys: ["g"], does: "Next place found", group: "Read", run: () => search.step(1) },
    { keys: ["Shift+g"], does: "Place found before", group: "Read", run: () => search.step(-1) },
    { keys: ["q"], does: "Cite what is chosen, the line or the page", group: "Read", run: () => void openCitation(sha256, place) },
  ];
  addKeys([...keys, ...viewKeys(stage, tools, { finding: false })]);
  listenLive((event) => {
    if (event.type === "decision" && event.sha256 === sha256) text.renew(event.page);
    if (event.type === "missed") text.renew(place.page);
  });
  void go(place.page, place.ref, "start");
}

/** @param {any} detail */
function describe(detail) {
  document.title = `${detail.title || detail.name} · declass`;
  at("title").textContent = detail.title || detail.name;
  const facts = [detail.name !== detail.title && detail.name, counted(detail.pages.length, "page"), detail.current && detail.current !== "unknown" && `marked ${sentence(detail.current).toLowerCase()}`, detail.status !== "read" && detail.status];
  at("about").textContent = facts.filter(Boolean).join(" · ");
  at("of").textContent = `of ${detail.pages.at(-1)?.number ?? 0}`;
  const open = detail.pages.reduce((/** @type {number} */ sum, /** @type {any} */ page) => sum + page.open, 0);
  const link = /** @type {HTMLAnchorElement} */ (at("review"));
  link.hidden = !open;
  link.href = `/queue?document=${detail.sha256}`;
  link.textContent = `${open} to review`;
}
