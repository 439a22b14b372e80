// @ts-check
/** One batch: its figures and plots, what runs, what waits for approval, and publishing. */

import { Gone, Refused, get, post } from "../core/api.js";
import { at, h, show } from "../core/dom.js";
import { footButton, openDialog } from "../core/dialog.js";
import { listenLive } from "../core/live.js";
import { toast } from "../core/say.js";
import { start } from "../core/shell.js";
import { counted } from "../core/words.js";
import { meter, numbers, reviewMeter, runLine } from "../batches/parts.js";

const PAUSE_MS = 800;
const MOST_AT_ONCE = 500;
const id = Number(at("main").dataset.batch);
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

await start();
listenLive((event) => {
  if (event.type === "decision") return;
  clearTimeout(timer);
  timer = setTimeout(() => void draw(), PAUSE_MS);
});
new MutationObserver(() => void draw()).observe(document.documentElement, { attributeFilter: ["data-theme"] });
await draw();

async function draw() {
  try {
    drawBatch(await get(`/batches/${id}`));
  } catch (problem) {
    if (problem instanceof Gone) toast("The server does not answer.", { bad: true, action: "Try again", does: () => void draw() });
    else if (problem instanceof Refused) show(at("body"), h("div", { class: "empty" }, h("h2", {}, "No such batch"), h("p", {}, problem.message)));
    else throw problem;
  }
}

/** @param {any} detail */
function drawBatch(detail) {
  const { batch, runs, charts, figures, approvals } = detail;
  document.title = `${batch.name} · declass`;
  at("name").textContent = batch.name;
  at("lead").textContent = runLine(batch.last);
  show(at("do"),
    batch.open > 0 && h("a", { class: "button", href: `/queue?batch=${batch.id}` }, `${batch.open} to review`),
    batch.unpublished > 0 && h("button", { type: "button", class: "button main", on: { click: () => askPublish(batch) } }, `Publish ${batch.unpublished}`));
  show(at("approvals"), approvals.filter((/** @type {any} */ each) => each.waiting).map((/** @type {any} */ each) => approval(each, batch)));
  const running = runs.some((/** @type {any} */ run) => run.state === "running");
  show(at("body"), numbers(batch),
    running && h("section", { class: "section progress" }, h("h2", {}, "Being read now"), meter(1, true), h("p", {}, runLine(runs.find((/** @type {any} */ run) => run.state === "running")))),
    h("section", { class: "section" }, h("h2", {}, "Review"), reviewMeter(batch) ?? h("p", { class: "quiet" }, "Nothing that was found needs a person.")),
    charts.length > 0 && h("section", { class: "section" }, h("h2", {}, "What the report shows"), figures?.totals && h("p", { class: "quiet" }, totals(figures.totals)), h("div", { class: "plots" }, charts.map(plot))),
    h("section", { class: "section" }, h("h2", {}, "Runs"), h("ul", {}, runs.map((/** @type {any} */ run) => h("li", {}, runLine(run))))));
}

/** @param {any} sums */
function totals(sums) {
  return `The report is of ${counted(sums.documents, "document")}, ${counted(sums.pages, "page")}, ${counted(sums.words, "word")}, ${counted(sums.redactions, "redaction")}, ${counted(sums.strikes, "strike")}.`;
}

/** @param {any} chart */
function plot(chart) {
  const theme = document.documentElement.dataset.theme ?? "light";
  const table = h("table", {}, h("thead", {}, h("tr", {}, h("th", {}, chart.columns[0]), h("th", { class: "num" }, chart.columns[1]))),
    h("tbody", {}, chart.rows.map((/** @type {[string, number]} */ [name, count]) => h("tr", {}, h("td", {}, name), h("td", { class: "num" }, count.toLocaleString("en"))))));
  return h("figure", {}, h("figcaption", {}, h("h3", {}, chart.title), h("p", {}, chart.note)),
    chart.image && h("img", { src: `${chart.image}&theme=${theme}`, alt: chart.alternative, loading: "lazy" }),
    h("details", { open: !chart.image }, h("summary", {}, "As a table"), table));
}

/** @param {any} each @param {any} batch */
function approval(each, batch) {
  return h("div", { class: "approval" },
    h("p", {}, h("strong", {}, "This batch waits for approval."), ` Run ${each.name || "without a name"}.`, each.address && [" ", h("a", { href: each.address, rel: "noreferrer" }, "See it in Prefect")]),
    h("button", { type: "button", class: "button main", on: { click: () => askApproval(each.name, batch) } }, "Approve or reject…"));
}

/** @param {string} name @param {any} batch */
function askApproval(name, batch) {
  const note = h("textarea", { rows: "3", dir: "auto", maxlength: "1000", autofocus: true });
  const does = (/** @type {boolean} */ approved) => () => { dialog.close(); void answer(name, approved, note.value.trim()); };
  const dialog = openDialog("Approve this batch?", [
    h("p", {}, "Approved, its results are made anew with all decisions and published. Rejected, the run ends and nothing is published."),
    undecided(batch),
    h("label", { class: "field" }, h("span", {}, "Why, for whoever reads the run later; may be empty"), note),
  ], { foot: [footButton("Leave", () => dialog.close(), { start: true }), footButton("Reject", does(false)), footButton("Approve", does(true), { main: true })] });
}

/** What a batch goes out with. @param {any} batch */
function undecided(batch) {
  return batch.open > 0 && h("p", { class: "quiet" }, `${counted(batch.open, "finding")} of this batch are not decided yet; they stay as the machine read them.`);
}

/** @param {string} name @param {boolean} approved @param {string} note */
async function answer(name, approved, note) {
  try {
    await post(`/batches/${id}/approve`, { name, approved, note });
    toast(approved ? "Approved; the run goes on" : "Rejected; the run ends and nothing is published");
    await draw();
  } catch (problem) {
    toast(/** @type {Error} */ (problem).message, { bad: true });
  }
}

/** @param {any} batch */
function askPublish(batch) {
  const dialog = openDialog("Publish", [
    h("p", {}, `Text, record, PDF and annotations of ${counted(batch.unpublished, "document")} are made anew from the reading and the decisions. Each finding says whether a machine or a person said so.`),
    undecided(batch),
  ], { foot: [footButton("Leave", () => dialog.close()), footButton("Publish", () => { dialog.close(); void publish(); }, { main: true })] });
}

async function publish() {
  toast("Publishing…");
  try {
    const documents = await unpublished();
    const results = [];
    for (let at = 0; at < documents.length; at += MOST_AT_ONCE) {
      results.push(...(await post("/publish", { sha256: documents.slice(at, at + MOST_AT_ONCE) })).documents);
    }
    told(results);
    await draw();
  } catch (problem) {
    toast(/** @type {Error} */ (problem).message, { bad: true });
  }
}

/** Documents of this batch with decisions that their results lack, also where all that was decided was drawn. @returns {Promise<string[]>} */
async function unpublished() {
  const found = [];
  let cursor = null;
  do {
    const answer = await get("/documents", { batch: id, cursor, limit: 500 });
    found.push(...answer.documents.filter((/** @type {any} */ each) => each.unpublished).map((/** @type {any} */ each) => each.sha256));
    cursor = answer.next;
  } while (cursor);
  return found;
}

/** @param {any[]} results */
function told(results) {
  const bad = results.filter((each) => !each.published);
  const conflicts = results.filter((each) => each.conflicts > 0);
  if (!bad.length && !conflicts.length) return toast(`Published ${counted(results.length, "document")}`);
  const row = (/** @type {any} */ each) => h("tr", {}, h("td", {}, h("a", { href: `/documents/${each.sha256}` }, each.folder)), h("td", {}, each.message || `${counted(each.conflicts, "decision")} did not fit; they wait in the queue`));
  openDialog(`Published ${results.length - bad.length} of ${results.length}`, [h("table", {}, h("tbody", {}, [...bad, ...conflicts].map(row)))]);
}
