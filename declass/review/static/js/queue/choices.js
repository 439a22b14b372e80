// @ts-check
/** What one digit decides: the readings of a code, the codes most likely here, struck or not struck. Pure. */

import { meant } from "../core/words.js";
import { stateOf } from "./proposal.js";

const MOST = 9;

/**
 * @typedef {import("../core/types.js").Item} Item
 * @typedef {{code: string, scheme: string, meaning: string, used: number}} CodeChoice
 *
 * @typedef {object} Choice
 * @property {string} text
 * @property {string} means
 * @property {string} share
 * @property {boolean} code  Whether `text` is a code as printed.
 * @property {import("../core/types.js").Act} act
 * @property {Partial<import("../core/types.js").State>} after
 * @property {boolean} [anew]  Where it is comes first.
 * @property {[name: string, means: string]} [button]  What the button with the same answer says.
 * @property {string} [done]  What is said when it was taken, where that is not plain from what it changes.
 *
 * @typedef {{act: import("../core/types.js").Act, after: Choice["after"], button: [name: string, means: string], done?: string}} Answer
 */

/**
 * The choices for a finding, in the order of their digits.
 *
 * @param {Item} item
 * @param {CodeChoice[]} known all codes, the most used first
 * @param {string[]} near codes on the same page, then those of the same document
 * @returns {Choice[]}
 */
export function choicesOf(item, known, near) {
  if (item.reason === "conflict" && item.decided) return settling(item, item.decided);
  if (item.subject === "marking" && item.struck !== null) return struckOrNot(item);
  if (item.subject !== "redaction") return [];
  return codes(item, known, near);
}

/**
 * The two answers that have a button and a letter. About a conflict they are its first two choices.
 *
 * @param {Item} item
 * @returns {{accept: Answer, reject: Answer}}
 */
export function answersOf(item) {
  const [accept, reject] = meant(item);
  const plain = { accept: answer("accept", ["Accept", accept]), reject: answer("reject", ["Reject", reject]) };
  if (item.reason !== "conflict" || !item.decided) return plain;
  const [keep, machine] = settling(item, item.decided);
  return { accept: { ...plain.accept, ...keep }, reject: { ...plain.reject, ...machine } };
}

/** @param {import("../core/types.js").Act} act @param {[name: string, means: string]} button @returns {Answer} */
function answer(act, button) {
  return { act, after: {}, button };
}

/** @param {Item} item @returns {Choice[]} */
function struckOrNot(item) {
  const made = (/** @type {boolean} */ struck, /** @type {string} */ text, /** @type {string} */ means) => ({
    text, means, share: item.struck === struck ? "as read" : "", code: false,
    act: verb(item.struck === struck), after: { struck },
  });
  return [made(true, "Crossed out", "It no longer holds"), made(false, "Not crossed out", "It stands as printed")];
}

/** @param {boolean} same @returns {import("../core/types.js").Act} */
function verb(same) {
  return same ? "accept" : "change";
}

/** What settles a conflict. @param {Item} item @param {import("../core/types.js").Decision} decided @returns {Choice[]} */
function settling(item, decided) {
  const made = (/** @type {string} */ text, /** @type {string} */ means, /** @type {import("../core/types.js").Act} */ act, /** @type {Partial<Choice>} */ other = {}) =>
    ({ text, means, share: "", code: false, act, after: {}, ...other });
  const { after } = decided;
  const keep = made("Keep what was decided", `As ${decided.reviewer} left it`, after ? "change" : decided.act, { after: after ? { ...after, status: "", confidence: 1 } : {}, button: ["Keep", "as decided"], done: "Kept what was decided" });
  const machine = {
    changed: made("Take the new reading", "As the machine sees it now", "accept", { button: ["Take new", "as read now"], done: "Took the new reading" }),
    gone: made("Leave it out", "As the machine sees it now", "reject", { button: ["Leave out", "not there"], done: "Left it out" }),
    several: made("Take the machine's", "What it found here, each by itself; the decision is undone", "undo", { button: ["Take new", "as read now"], done: "Took the machine's" }),
  }[item.what] ?? made("Take it back", "The decision is undone; the other one or the machine's holds", "undo", { button: ["Take back", "undone"], done: "Took it back" });
  return [keep, machine, ...(after && item.what !== "changed" ? [made("Draw it anew", "From where it was", "draw", { anew: true })] : [])];
}

/** @param {Item} item @param {CodeChoice[]} known @param {string[]} near @returns {Choice[]} */
function codes(item, known, near) {
  const has = stateOf(item).codes;
  const doubtful = item.codes.find((each) => each.candidates.length > 0);
  const readings = doubtful ? [doubtful.code, ...doubtful.candidates] : [];
  // Other readings stand in the place of the doubtful one; what else was printed there stays.
  const read = readings.map((code) => choice([code], has.map((each) => (each === doubtful?.code ? code : each)), has));
  if (!doubtful && has.length) read.push(choice(has, has, has));
  const others = [...new Set([...near, ...known.map((each) => each.code)])].filter((code) => !readings.includes(code) && has.join() !== code);
  return [...read, ...others.map((code) => choice([code], [code], has))].slice(0, MOST);

  /** @param {string[]} shown @param {string[]} after @param {string[]} before @returns {Choice} */
  function choice(shown, after, before) {
    const means = shown.length === 1 ? meaning(shown[0], item, known) : "";
    const share = after.join() === before.join() ? "as read" : readings.includes(shown[0]) ? "other reading" : "";
    return { text: shown.join(" "), means, share, code: true, act: verb(after.join() === before.join()), after: { codes: [...new Set(after)] } };
  }
}

/** @param {string} code @param {Item} item @param {CodeChoice[]} known */
function meaning(code, item, known) {
  return item.codes.find((each) => each.code === code)?.meaning || known.find((each) => each.code === code)?.meaning || "";
}
