// @ts-check
/** The text of a document, page under page, each fetched as it comes into sight. */

import { get } from "../core/api.js";
import { h, show } from "../core/dom.js";
import { hiddenWords, kindName } from "../core/words.js";
import { flow, goesOver } from "./flow.js";

/**
 * @typedef {import("../core/types.js").PageData} PageData
 * @typedef {{number: number, width: number, height: number, status: string, grade: string, findings: number, open: number}} PageLine
 */

const STATUS = { withheld: "This page is withheld.", blank: "This page is blank.", failed: "This page could not be read." };

export class Text extends EventTarget {
  /**
   * @param {HTMLElement} root
   * @param {string} sha256
   * @param {PageLine[]} pages
   */
  constructor(root, sha256, pages) {
    super();
    this.root = root;
    this.sha256 = sha256;
    /** @type {Map<number, Promise<PageData>>} */
    this.pages = new Map();
    /** @type {Map<number, HTMLElement>} */
    this.sections = new Map();
    for (const page of pages) this.sections.set(page.number, this.section(page));
    show(root, [...this.sections.values()]);
    this.watch();
    root.addEventListener("click", (event) => this.press(event));
    root.addEventListener("keydown", (event) => { if (event.key === "Enter") this.press(event); });
  }

  /** @param {PageLine} page */
  section(page) {
    const id = `page-${page.number}`;
    return h("section", { id, class: "text-page", "aria-label": `Page ${page.number}`, data: { page: page.number, state: "waiting" } },
      h("h2", { class: "text-page-head" }, h("span", {}, `Page ${page.number}`), page.open > 0 && h("span", { class: "chip" }, `${page.open} to review`)),
      h("div", { class: "text-body" }));
  }

  watch() {
    const near = new IntersectionObserver((seen) => {
      for (const each of seen) if (each.isIntersecting) void this.fill(Number(/** @type {HTMLElement} */ (each.target).dataset.page));
    }, { root: this.root, rootMargin: "100% 0px" });
    for (const section of this.sections.values()) near.observe(section);
    let waiting = 0;
    this.root.addEventListener("scroll", () => {
      cancelAnimationFrame(waiting);
      waiting = requestAnimationFrame(() => this.dispatchEvent(new CustomEvent("scrolled")));
    }, { passive: true });
  }

  /** The page that is read now: the one that a third of the way down belongs to. */
  get here() {
    const edge = this.root.getBoundingClientRect();
    const line = edge.top + edge.height / 3;
    let found = 1;
    for (const [number, section] of this.sections) {
      if (section.getBoundingClientRect().top > line) break;
      found = number;
    }
    return found;
  }

  /** All of a page. @param {number} number @returns {Promise<PageData>} */
  page(number) {
    const known = this.pages.get(number);
    if (known) return known;
    const asked = get(`/documents/${this.sha256}/pages/${number}`);
    asked.catch(() => this.pages.delete(number));
    this.pages.set(number, asked);
    return asked;
  }

  /** @param {number} number */
  async fill(number) {
    const section = this.sections.get(number);
    if (!section || section.dataset.state !== "waiting") return;
    section.dataset.state = "asked";
    const body = /** @type {HTMLElement} */ (section.querySelector(".text-body"));
    try {
      const page = await this.page(number);
      show(body, drawPage(page));
      section.dataset.state = "there";
      this.dispatchEvent(new CustomEvent("filled", { detail: { number } }));
    } catch {
      section.dataset.state = "waiting";
      show(body, h("p", { class: "quiet" }, "This page is not there yet. "), h("button", { type: "button", class: "button small", on: { click: () => void this.fill(number) } }, "Try again"));
    }
  }

  /** A page whose decisions changed. @param {number} number */
  renew(number) {
    this.pages.delete(number);
    const section = this.sections.get(number);
    if (section?.dataset.state === "there") { section.dataset.state = "waiting"; void this.fill(number); }
  }

  /** @param {Event} event */
  press(event) {
    const row = event.target instanceof Element ? event.target.closest("[data-ref]") : null;
    const page = row?.closest("[data-page]");
    if (!row || !page || getSelection()?.toString()) return;
    const detail = { number: Number(/** @type {HTMLElement} */ (page).dataset.page), ref: /** @type {HTMLElement} */ (row).dataset.ref };
    this.dispatchEvent(new CustomEvent("line", { detail }));
  }

  /** Goes to a page, and to a line of it. @param {number} number @param {string} [ref] */
  async goTo(number, ref = "") {
    const section = this.sections.get(number);
    if (!section) return;
    this.scrollTo(section, 0);
    await this.fill(number);
    const row = ref ? this.row(number, ref) : null;
    if (row) this.scrollTo(row, 0.4);
    else this.scrollTo(section, 0);
  }

  /** Scrolls the text alone, so that an element is so far down its window. @param {Element} element @param {number} share 0..1 */
  scrollTo(element, share) {
    const [box, edge] = [element.getBoundingClientRect(), this.root.getBoundingClientRect()];
    this.root.scrollTop += box.top - edge.top - share * edge.height;
  }

  /** @param {number} number @param {string} ref */
  row(number, ref) {
    return this.sections.get(number)?.querySelector(`[data-ref="${CSS.escape(ref)}"]`) ?? null;
  }

  /** Marks a line as the one that is looked at. @param {number} number @param {string} ref */
  point(number, ref) {
    for (const old of this.root.querySelectorAll("[data-now]")) old.removeAttribute("data-now");
    this.row(number, ref)?.setAttribute("data-now", "");
  }
}

/** @param {PageData & {status?: string}} page */
function drawPage(page) {
  const note = STATUS[/** @type {keyof STATUS} */ (page.status ?? "")];
  const parts = flow(page).map(drawBlock);
  if (note || !parts.length) parts.unshift(h("p", { class: "quiet" }, note ?? "Nothing was read on this page."));
  return parts;
}

/** @param {import("./flow.js").Block} block */
function drawBlock(block) {
  const rows = block.rows.flatMap((row, at) => [at && !goesOver(block.rows[at - 1], row) ? " " : "", drawRow(row, goesOver(row, block.rows[at + 1]))]);
  if (block.kind === "heading") return h("h3", { class: "text-heading", dir: "auto" }, rows);
  return h("p", { class: `text-block text-${block.kind}`, dir: "auto" }, rows);
}

/** @param {import("./flow.js").Row} row @param {boolean} over Whether its last word goes on in the next row. */
function drawRow(row, over) {
  const divided = over && row.ends === "divided";
  return h("span", { class: "row", tabindex: "-1", data: { ref: row.ref }, "data-decided": row.decided, title: row.decided ? "A person decided about this" : null }, row.pieces.flatMap((piece, at) => {
    const space = at && !("code" in row.pieces[at - 1]) ? " " : "";
    if ("code" in piece) return h("span", { class: "margin-code" }, piece.code);
    if ("hole" in piece) return [space, drawHole(piece.hole)];
    const text = divided && at === row.pieces.length - 1 ? piece.text.trimEnd().slice(0, -1) : piece.text;
    return [space, piece.struck ? h("s", {}, text) : text];
  }));
}

/** @param {import("../core/types.js").Mark} hole */
function drawHole(hole) {
  const codes = (hole.codes ?? []).map((each) => each.code).join(" ");
  const hides = hiddenWords(hole.hidden_characters);
  const title = [kindName(hole.kind ?? ""), codes, hides && `about ${hides}`, hole.waits && "its rejection waits for a second person"].filter(Boolean).join(", ");
  return h("span", { class: "redacted", data: { ref: hole.ref }, title, role: "img", "aria-label": `Redacted: ${title}` }, codes || "\u00a0");
}
