// @ts-check
/** The sign-in: a name for the log, and the token where the server asks for one. */

import { Gone, SignedOut, get, post } from "../core/api.js";
import { at } from "../core/dom.js";

const reviewer = /** @type {HTMLInputElement} */ (at("reviewer"));
const token = /** @type {HTMLInputElement} */ (at("token"));

try {
  const session = await get("/session");
  reviewer.value = session.reviewer;
  reviewer.select();
  at("token-field").hidden = !session.needs_token;
} catch (problem) {
  if (problem instanceof SignedOut) at("token-field").hidden = false;
  else tell(/** @type {Error} */ (problem).message);
}

at("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    await post("/session", { reviewer: reviewer.value.trim(), token: token.value });
    location.assign(onward());
  } catch (problem) {
    if (problem instanceof SignedOut) at("token-field").hidden = false;
    tell(problem instanceof Gone ? "The server does not answer. Try again in a moment." : /** @type {Error} */ (problem).message);
    token.focus();
  }
});

/** @param {string} text */
function tell(text) {
  at("problem").textContent = text;
  at("problem").hidden = false;
}

/** Where they came from, on this server alone. */
function onward() {
  const wanted = new URLSearchParams(location.search).get("next") ?? "";
  const to = new URL(wanted || "/queue", location.origin);
  return to.origin === location.origin ? to.pathname + to.search : "/queue";
}

// Before this script listens, the browser would send the form by itself.
/** @type {HTMLButtonElement} */ (at("begin")).disabled = false;
