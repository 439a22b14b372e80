// @ts-check
/**
 * What the server speaks of: the shapes of its JSON. Boxes are in points of the page as shown, origin top left.
 *
 * @typedef {[number, number, number, number]} Box
 * @typedef {"redaction" | "strike" | "marking" | "line"} Subject
 * @typedef {"accept" | "reject" | "change" | "draw" | "correct" | "illegible" | "comment" | "undo"} Act
 *
 * @typedef {object} State  A finding as it was or is.
 * @property {Box} bbox
 * @property {string} kind
 * @property {string[]} codes
 * @property {string} text
 * @property {string} what
 * @property {boolean | null} struck
 * @property {string} status
 * @property {number} confidence
 * @property {[number, number] | null} [page]  Width and height of the page on which it was told; the server puts it in.
 *
 * @typedef {object} Proposal  A decision before it is in the log.
 * @property {string} sha256
 * @property {number} page
 * @property {string} ref
 * @property {Subject} subject
 * @property {Act} act
 * @property {State | null} before
 * @property {State | null} after
 * @property {string} comment
 * @property {number | null} undoes
 * @property {number} seen
 *
 * @typedef {Omit<Proposal, "seen"> & {number: number, reviewer: string, time: string}} Decision
 *
 * @typedef {object} Code
 * @property {string} code
 * @property {string} scheme
 * @property {string} meaning
 * @property {number} confidence
 * @property {string[]} candidates
 *
 * @typedef {object} Item  A finding that waits for a person.
 * @property {string} key
 * @property {string} sha256
 * @property {string} document
 * @property {string} title
 * @property {number} page
 * @property {string} ref
 * @property {Subject} subject
 * @property {string} kind
 * @property {string} reason
 * @property {string} reason_text
 * @property {string} text
 * @property {Code[]} codes
 * @property {Box} bbox
 * @property {number} confidence
 * @property {string} status
 * @property {number} page_width
 * @property {number} page_height
 * @property {number} version  Number of the newest decision about it, 0 where there is none.
 * @property {Decision | null} decided
 * @property {number} alike
 * @property {{low: number, high: number} | null} hidden_characters
 * @property {boolean | null} struck
 * @property {string} what
 *
 * @typedef {{text: string, bbox: Box, confidence: number, struck: boolean}} Word
 * @typedef {{ref: string, text: string, ends: "divided" | "compound" | null, bbox: Box, kind: string, confidence: number, words: Word[], version: number, decided: Decision | null}} Line
 *
 * @typedef {object} Mark  Something found on a page.
 * @property {string} ref
 * @property {Box} bbox
 * @property {string} [kind]
 * @property {number} confidence
 * @property {Code[]} [codes]
 * @property {string} [text]
 * @property {string} [what]
 * @property {string} [style]
 * @property {boolean} [struck]
 * @property {string | null} [rejected_by]
 * @property {string} [status]
 * @property {number} [version]
 * @property {Decision | null} [decided]
 * @property {boolean} [waits]  A rejection waits for a second person.
 * @property {string} [line]
 * @property {{low: number, high: number} | null} [hidden_characters]
 *
 * @typedef {object} PageData
 * @property {number} number
 * @property {number} width
 * @property {number} height
 * @property {number} rotation
 * @property {Line[]} lines
 * @property {Mark[]} redactions
 * @property {Mark[]} rejected
 * @property {Mark[]} strikes
 * @property {Mark[]} markings
 * @property {Mark[]} unsure
 * @property {number[]} [widths]
 */
export {};
