// @ts-check
/** Talking with the server: JSON out, JSON in, and what may go wrong as classes of its own. */

const ROOT = "/api/v1";
const PATIENCE_MS = 20_000;
/** Letters: browsers let 64 KiB outlive a page, and a letter may take three bytes. */
const MOST_KEPT = 20_000;

/** The server cannot be reached, or is not itself: what was asked may be asked again. */
export class Gone extends Error {}
/** The session has ended. */
export class SignedOut extends Error {}
/** The server understood and said no. */
export class Refused extends Error {
  /** @param {number} status @param {string} message @param {any} body */
  constructor(status, message, body) {
    super(message);
    this.status = status;
    this.body = body;
  }
}

let csrf = "";
let reviewer = "";

/** The session that requests belong to. @param {{csrf: string, reviewer: string}} session */
export function setSession(session) {
  ({ csrf, reviewer } = session);
}

/** A server that was started again knows no sessions of before; one that begins by itself for the same reviewer will do. */
async function renewed() {
  if (!reviewer) return false;
  const answer = await fetch(`${ROOT}/session`, { credentials: "same-origin" }).catch(() => null);
  const session = answer?.ok ? await answer.json().catch(() => null) : null;
  if (session?.reviewer !== reviewer) return false;
  setSession(session);
  return true;
}

/**
 * @param {string} path below the root of the interface
 * @param {Record<string, string | number | boolean | null | undefined>} [params] empty ones are left out
 */
export function address(path, params = {}) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value !== "" && value !== null && value !== undefined) query.set(name, String(value));
  }
  const text = query.toString();
  return ROOT + path + (text ? `?${text}` : "");
}

/**
 * @param {string} path
 * @param {Record<string, string | number | boolean | null | undefined>} [params]
 * @param {AbortSignal} [signal]
 * @returns {Promise<any>}
 */
export function get(path, params = {}, signal = undefined) {
  return ask(address(path, params), { signal });
}

/**
 * @param {string} path
 * @param {unknown} [body]
 * @returns {Promise<any>}
 */
export async function post(path, body = {}) {
  const text = JSON.stringify(body);
  const send = () => ask(ROOT + path, {
    method: "POST",
    body: text,
    // What a person did gets there although the page is left at once.
    keepalive: text.length <= MOST_KEPT,
    headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf },
  });
  try {
    return await send();
  } catch (problem) {
    const session = problem instanceof SignedOut || (problem instanceof Refused && problem.body?.error === "csrf");
    if (!session) throw problem;
    if (await renewed()) return send();
    throw new SignedOut("The session has ended.");
  }
}

/**
 * @param {string} url
 * @param {RequestInit} init
 */
async function ask(url, init) {
  let answer;
  const limit = AbortSignal.timeout(PATIENCE_MS);
  const signal = init.signal ? AbortSignal.any([init.signal, limit]) : limit;
  try {
    answer = await fetch(url, { credentials: "same-origin", ...init, signal });
  } catch (problem) {
    if (init.signal?.aborted) throw problem;
    throw new Gone("The server does not answer.");
  }
  const body = await answer.json().catch(() => null);
  if (answer.ok) return body;
  if (answer.status === 401) throw new SignedOut("The session has ended.");
  if (answer.status >= 500 || answer.status === 429) throw new Gone(reason(body) || "The server has a problem.");
  throw new Refused(answer.status, reason(body) || `The server said ${answer.status}.`, body);
}

/** What the server says went wrong. @param {any} body */
function reason(body) {
  if (body?.message) return [body.message, body.hint].filter(Boolean).map(sentence).join(" ");
  const detail = body?.detail;
  if (typeof detail === "string") return detail;
  if (Array.isArray(detail)) return detail.map((each) => each?.msg ?? "").join("; ");
  return "";
}

/** What the server says begins in any case, and ends without a full stop. @param {string} text */
function sentence(text) {
  return `${text[0].toUpperCase()}${text.slice(1)}${/[.?!…]$/.test(text) ? "" : "."}`;
}

/**
 * Where the picture of a page lies.
 *
 * @param {string} sha256
 * @param {number} page
 * @param {number} width in pixels
 * @param {boolean} [cleaned]
 */
export function pictureOf(sha256, page, width, cleaned = false) {
  return address(`/documents/${sha256}/pages/${page}/image`, { width, cleaned: cleaned || null });
}
