// @ts-check
/** The names of the field in plain words. */

/**
 * What accepting and rejecting mean for each sort of finding; `nearly` is for candidates that were turned down.
 *
 * @type {Record<string, [accept: string, reject: string]>}
 */
const MEANT = {
  redaction: ["as read", "not one"], nearly: ["a redaction", "not one"], no_code: ["has no code", "not one"],
  strike: ["struck", "not struck"], marking: ["as read", "not one"], line: ["read right", "no text"],
};

/**
 * What no longer fits in a conflict, and what is there now.
 *
 * @type {Record<string, [why: string, there: string]>}
 */
const CONFLICTS = {
  changed: ["The machine now reads something else here than the reviewer saw.", ""],
  gone: ["The machine finds nothing here any more.", "Nothing"],
  several: ["Where one thing was decided, the machine now finds more than one.", "More than one thing"],
  overlap: ["Another decision is about the same place, and stands instead.", "Another decision"],
  unread: ["Its page was not read, or is measured otherwise now, so nothing shows whether it still fits.", "The page was not read"],
};

/** What the two answers say about a finding. @param {{subject: string, reason: string}} item */
export function meant({ subject, reason }) {
  if (reason === "near_miss" || reason === "uncertain_redaction") return subject === "redaction" ? MEANT.nearly : MEANT[subject];
  return MEANT[reason === "no_code" ? reason : subject] ?? MEANT.redaction;
}

/** Why a finding is in the queue, most urgent first. @type {Map<string, [name: string, why: string]>} */
export const REASONS = new Map([
  ["conflict", ["Conflict", "What a person decided here no longer fits what the machine reads."]],
  ["possible_leak", ["Possible leak", "Text may survive under this redaction. Whoever copies the file can read it."]],
  ["uncertain_redaction", ["Uncertain redaction", "It may be a redaction, or only something that looks like one."]],
  ["banner_in_doubt", ["Banner in doubt", "It is not sure whether this marking is crossed out. That decides what the document is classified as now."]],
  ["no_code", ["No exemption code", "Something is withheld here and no exemption code was found for it."]],
  ["several_candidates", ["Code in doubt", "The printed code can be read in more than one way."]],
  ["unsure_strike", ["Unsure strike", "It is not sure that this was crossed out."]],
  ["unsure_word", ["Unsure word", "A word beside a finding was read with doubt."]],
  ["near_miss", ["Near miss", "A filter turned this down, but it nearly passed."]],
  ["second_review", ["Second look", "Somebody said that this is no finding; a second person should agree."]],
]);

/** @type {Record<string, string>} */
const KINDS = {
  black_box: "Black box", marker: "Marker bar", white_box: "White box", grey_box: "Grey box", hatched_box: "Hatched box",
  colour_box: "Coloured box", gap: "Gap", page_denied: "Page withheld", editorial_note: "Editorial note", digital: "Digital redaction",
  horizontal: "Strike", double: "Double strike", diagonal: "Diagonal strike", x: "Crossed out", scribble: "Scribble", typed: "Typed over",
  exemption: "Exemption code", classification: "Classification", portion_mark: "Portion mark", control: "Control marking",
  authority_block: "Authority block", release_stamp: "Release stamp", document_id: "Document number", foia_case: "FOIA case number",
  denied_page: "Denied page", body: "Line of text", heading: "Heading", list_item: "List item", code: "Code", marking: "Marking",
  stamp: "Stamp", header: "Header", footer: "Footer",
};

export const REDACTION_KINDS = ["black_box", "marker", "white_box", "grey_box", "hatched_box", "colour_box", "gap", "page_denied", "editorial_note", "digital"];
export const STRIKE_KINDS = ["horizontal", "double", "diagonal", "x", "scribble", "typed"];
export const MARKING_KINDS = ["classification", "portion_mark", "control", "exemption", "authority_block", "release_stamp", "document_id", "foia_case", "denied_page"];
export const LINE_KINDS = ["body", "heading", "list_item", "code", "marking", "stamp", "header", "footer"];

/** @type {Record<string, string>} */
const SUBJECTS = { redaction: "redaction", strike: "strike", marking: "marking", line: "line" };

/** @type {Record<string, string>} */
const ACTS = {
  accept: "accepted", reject: "rejected", change: "changed", draw: "drew", correct: "corrected the text of",
  illegible: "marked as illegible", comment: "wrote about", undo: "took back a decision on",
};

/** A kind as people say it. @param {string} kind */
export function kindName(kind) {
  return KINDS[kind] ?? sentence(kind);
}

/** The kinds that a finding of that sort may have. @param {string} subject */
export function kindsOf(subject) {
  return { redaction: REDACTION_KINDS, strike: STRIKE_KINDS, marking: MARKING_KINDS, line: LINE_KINDS }[subject] ?? [];
}

/** What the reason is called. @param {string} reason */
export function reasonName(reason) {
  return REASONS.get(reason)?.[0] ?? sentence(reason);
}

/** Why a finding needs a person. @param {{reason: string, what: string}} item */
export function reasonWhy({ reason, what }) {
  return (reason === "conflict" && CONFLICTS[what]?.[0]) || (REASONS.get(reason)?.[1] ?? "");
}

/** What is there now where a decision does not fit; empty where it is read. @param {string} what */
export function thereNow(what) {
  return CONFLICTS[what]?.[1] ?? "";
}

/** What was done, in the past. @param {string} act */
export function actName(act) {
  return ACTS[act] ?? act;
}

/** @param {string} subject */
export function subjectName(subject) {
  return SUBJECTS[subject] ?? subject;
}

/** A name of the record as words: `no_code` is `No code`. @param {string} name */
export function sentence(name) {
  const words = String(name ?? "").replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** @param {number} share 0..1 */
export function percent(share) {
  return `${Math.round(100 * share)}%`;
}

/** @param {number} count @param {string} one @param {string} [many] */
export function counted(count, one, many = `${one}s`) {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}

/** How many characters a redaction hides. @param {{low: number, high: number} | null | undefined} range */
export function hiddenWords(range) {
  if (!range) return "";
  return range.low === range.high ? counted(range.low, "character") : `${range.low.toLocaleString("en")}–${range.high.toLocaleString("en")} characters`;
}

const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });
const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

/** When it was: a clock time today, else a day and a time. @param {string} time ISO 8601 */
export function when(time) {
  const then = new Date(time);
  if (Number.isNaN(then.getTime())) return "";
  const seconds = (Date.now() - then.getTime()) / 1000;
  if (seconds >= 0 && seconds < 60) return "just now";
  if (seconds >= 0 && seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (DAY.format(then) === DAY.format(new Date())) return CLOCK.format(then);
  return `${DAY.format(then)}, ${CLOCK.format(then)}`;
}
