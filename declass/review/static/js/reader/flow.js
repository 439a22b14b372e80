// @ts-check
/** The text of a page as it is read: lines made paragraphs, redactions where they stand. Pure. */

import { sideBySide } from "../viewer/box.js";

/**
 * @typedef {import("../core/types.js").Box} Box
 * @typedef {import("../core/types.js").Line} Line
 * @typedef {import("../core/types.js").Mark} Mark
 * @typedef {import("../core/types.js").PageData} PageData
 *
 * @typedef {{text: string, struck: boolean} | {hole: Mark} | {code: string}} Piece
 * @typedef {{ref: string, bbox: Box, kind: string, pieces: Piece[], decided: boolean, ends?: Line["ends"]}} Row  A word at its end may go on in the next row: with its hyphen, or without.
 * @typedef {{kind: string, rows: Row[]}} Block
 */

/** A redaction stands in a line that it shares so much of its height with, if it is no higher than so many lines. */
const SHARED = 0.5;
/** A code in the margin need not stand level with its line. */
const BESIDE = 0.1;
const TOO_HIGH = 2.2;
/** Lines further apart than so many line heights begin a paragraph. */
const APART = 0.85;
/** A line that starts so many points further right begins a paragraph. */
const INDENT = 14;

/** @param {PageData} page @returns {Block[]} */
export function flow(page) {
  const rows = page.lines.filter((line) => !isBeside(line, page)).map(rowOf);
  for (const hole of page.redactions) {
    const at = rows.findIndex((row) => holds(row, hole));
    if (at >= 0) {
      insert(rows[at], hole, page.lines.find((each) => each.ref === rows[at].ref));
      rows[at].bbox = asWide(rows[at].bbox, hole.bbox);
    }
    else rows.splice(after(rows, hole.bbox), 0, { ref: hole.ref, bbox: hole.bbox, kind: "hole", pieces: [{ hole }], decided: Boolean(hole.decided) });
  }
  for (const line of page.lines) if (isBeside(line, page)) margin(rows, line);
  return blocks(rows);
}

/** A code in the margin is no part of the sentence that it stands beside. @param {Line} line @param {PageData} page */
function isBeside(line, page) {
  return line.kind === "code" && page.lines.some((other) => other.kind !== "code" && sideBySide(other.bbox, line.bbox) >= BESIDE && (other.bbox[2] <= line.bbox[0] || other.bbox[0] >= line.bbox[2]));
}

/** Puts a code of the margin to the line that it stands beside. @param {Row[]} rows @param {Line} line */
function margin(rows, line) {
  const shares = rows.map((row) => (row.kind === "hole" ? 0 : sideBySide(row.bbox, line.bbox)));
  const at = shares.indexOf(Math.max(...shares));
  rows[at]?.pieces.unshift({ code: line.text });
}

/** @param {Line} line @returns {Row} */
function rowOf(line) {
  const text = line.decided?.act === "illegible" ? "[illegible]" : line.text;
  return { ref: line.ref, bbox: line.bbox, kind: line.kind, pieces: struck(text), decided: Boolean(line.decided), ends: line.ends };
}

/** Text in which struck words stand between `~~`. @param {string} text @returns {Piece[]} */
export function struck(text) {
  const parts = text.split("~~");
  if (parts.length % 2 === 0) return [{ text, struck: false }];
  return parts.map((part, at) => ({ text: part, struck: at % 2 === 1 })).filter((part) => part.text);
}

/** @param {Row} row @param {Mark} hole */
function holds(row, hole) {
  const height = row.bbox[3] - row.bbox[1];
  return row.kind !== "hole" && sideBySide(hole.bbox, row.bbox) >= SHARED && hole.bbox[3] - hole.bbox[1] <= TOO_HIGH * height;
}

/** Puts a redaction between the words that it stands between. @param {Row} row @param {Mark} hole @param {Line | undefined} line */
function insert(row, hole, line) {
  const before = line ? line.words.filter((word) => (word.bbox[0] + word.bbox[2]) / 2 < hole.bbox[0] + 1).length : 0;
  let words = 0;
  for (const [at, piece] of row.pieces.entries()) {
    if ("code" in piece) continue;
    if ("hole" in piece) {
      if (words === before && piece.hole.bbox[0] > hole.bbox[0]) return void row.pieces.splice(at, 0, { hole });
      continue;
    }
    const parts = piece.text.split(/(\s+)/);
    const here = parts.filter((part) => part.trim()).length;
    if (words + here <= before) { words += here; continue; }
    const cut = cutAfter(parts, before - words);
    const sides = [cut.slice(0, 1).join(""), cut.slice(1).join("")].map((text) => ({ text, struck: piece.struck }));
    return void row.pieces.splice(at, 1, ...[sides[0], { hole }, sides[1]].filter((each) => "hole" in each || each.text));
  }
  row.pieces.push({ hole });
}

/** A row with what stands in it: as wide as both, as high as the row. @param {Box} row @param {Box} hole @returns {Box} */
function asWide(row, hole) {
  return [Math.min(row[0], hole[0]), row[1], Math.max(row[2], hole[2]), row[3]];
}

/** Whether a word at the end of a row goes on in the next one, with nothing withheld between them. @param {Row | undefined} row @param {Row | undefined} next */
export function goesOver(row, next) {
  const [end, start] = [row?.pieces.at(-1), next?.pieces[0]];
  return Boolean(row?.ends && end && start && "text" in end && "text" in start);
}

/** Cuts after so many words. @param {string[]} parts @param {number} words */
function cutAfter(parts, words) {
  let at = 0;
  for (let seen = 0; at < parts.length && seen < words; at += 1) if (parts[at].trim()) seen += 1;
  return [parts.slice(0, at).join(""), parts.slice(at).join("")];
}

/** Where what stands alone comes in. @param {Row[]} rows @param {Box} box */
function after(rows, box) {
  let best = -1;
  for (const [at, row] of rows.entries()) {
    const across = Math.min(row.bbox[2], box[2]) - Math.max(row.bbox[0], box[0]);
    if (row.bbox[1] <= box[1] && across > 0) best = at;
  }
  if (best < 0) return Math.max(0, rows.findIndex((row) => row.bbox[1] > box[1]));
  return best + 1;
}

/** @param {Row[]} rows @returns {Block[]} */
function blocks(rows) {
  /** @type {Block[]} */
  const made = [];
  for (const row of rows) {
    const block = made.at(-1);
    const last = block?.rows.at(-1);
    if (block && last && goesOn(block.kind, row.kind) && joins(last, row, block)) block.rows.push(row);
    else made.push({ kind: row.kind, rows: [row] });
  }
  return made;
}

/** Sorts of lines that may share a paragraph. @param {string} before @param {string} kind */
function goesOn(before, kind) {
  return kind === "body" ? before === "body" || before === "list_item" : before === kind && ["header", "footer", "marking"].includes(kind);
}

/** Whether a line goes on with the paragraph. @param {Row} last @param {Row} row @param {Block} block */
function joins(last, row, block) {
  const height = Math.max(6, last.bbox[3] - last.bbox[1]);
  const down = row.bbox[1] - last.bbox[3];
  if (down > APART * height || down < -height) return false;
  const [left, first] = [Math.min(...block.rows.map((each) => each.bbox[0])), block.rows.length === 1];
  return row.bbox[0] - left < INDENT || (first && row.bbox[0] < left);
}
