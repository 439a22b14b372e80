// @ts-check
/** What every screen does first: who is there, the theme, the help, the state of the connection. */

import { Gone, SignedOut, get, post, setSession } from "./api.js";
import { at, h } from "./dom.js";
import { footButton, openDialog } from "./dialog.js";
import { addKeys, listen, openHelp } from "./keys.js";
import { Outbox } from "./outbox.js";
import { toast } from "./say.js";
import { counted, when } from "./words.js";

/**
 * @typedef {object} Shell
 * @property {string} reviewer
 * @property {Outbox} outbox
 * @property {any} session
 */

/**
 * Starts a screen; goes to the sign-in where there is no session.
 *
 * @returns {Promise<Shell>}
 */
export async function start() {
  at("theme").addEventListener("click", switchTheme);
  at("help").addEventListener("click", openHelp);
  addKeys([{ keys: ["?"], does: "This sheet", group: "Everywhere", run: openHelp }]);
  listen();
  document.querySelector(".places [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  const session = await whoIsThere();
  setSession(session);
  const outbox = new Outbox(session.reviewer);
  whoButton(session, outbox);
  watch(outbox);
  return { reviewer: session.reviewer, outbox, session };
}

/** @param {{reviewer: string, by_proxy: boolean}} session @param {Outbox} outbox */
function whoButton(session, outbox) {
  const who = at("who");
  who.textContent = session.reviewer;
  who.dataset.initial = session.reviewer.slice(0, 1).toUpperCase();
  who.setAttribute("aria-label", `You are ${session.reviewer}`);
  who.hidden = false;
  who.addEventListener("click", () => {
    const body = [h("p", {}, "What you decide is in the log under this name."), session.by_proxy && h("p", {}, "The proxy in front of this server says who you are; log out there.")];
    const foot = [footButton("Light or dark", switchTheme, { start: true }), !session.by_proxy && footButton("Log out", () => void logOut(outbox), { main: true })];
    openDialog(`You are ${session.reviewer}`, body, { foot });
  });
}

/** Ends the session, once all that was decided is in the log. @param {Outbox} outbox */
async function logOut(outbox) {
  if (outbox.waiting.length) {
    outbox.soon();
    toast(`${counted(outbox.waiting.length, "decision")} must get into the log first.`, { bad: true });
    return;
  }
  try {
    await post("/session/end");
    location.assign("/login");
  } catch (problem) {
    if (problem instanceof SignedOut) location.assign("/login");
    else toast(/** @type {Error} */ (problem).message, { bad: true });
  }
}

/** The session, asked for until the server answers. */
async function whoIsThere() {
  for (let wait = 500; ; wait = Math.min(2 * wait, 8000)) {
    try {
      const session = await get("/session");
      if (session?.reviewer) return session;
      signIn();
    } catch (problem) {
      if (problem instanceof SignedOut) signIn();
      else if (!(problem instanceof Gone)) throw problem;
      else toast("The server does not answer. Trying again.", { bad: true });
    }
    await new Promise((done) => setTimeout(done, wait));
  }
}

function signIn() {
  location.assign(`/login?next=${encodeURIComponent(location.pathname + location.search)}`);
}

function switchTheme() {
  const next = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
  document.documentElement.dataset.theme = next;
  try { localStorage.setItem("declass.theme", next); } catch { /* then only until the page is left */ }
  toast(next === "dark" ? "Dark" : "Light");
}

/** @param {Outbox} outbox */
function watch(outbox) {
  const link = at("link");
  let before = "ok";
  const tell = () => {
    const waiting = outbox.waiting.length;
    const state = outbox.held.size ? "refused" : outbox.link === "ok" && waiting > 1 ? "sending" : outbox.link;
    link.hidden = state === "ok";
    link.dataset.state = state;
    link.textContent = statusText(state, waiting, outbox.held.size);
    link.setAttribute("aria-label", link.textContent);
    if (state === "gone" && before !== "gone") toast("The server does not answer. What you decide is kept here and sent again.", { bad: true });
    if (state === "ok" && before === "gone" && !waiting) toast("The server is back. All decisions are in the log.");
    before = state === "sending" || (state === "ok" && waiting) ? before : state;
  };
  outbox.addEventListener("change", tell);
  outbox.addEventListener("refused", (event) => {
    tell();
    toast(`Not logged: ${/** @type {CustomEvent} */ (event).detail.message}`, { bad: true });
  });
  link.addEventListener("click", () => openWaiting(outbox));
  tell();
}

/** @param {string} state @param {number} waiting @param {number} held */
function statusText(state, waiting, held) {
  if (state === "refused") return `${counted(held, "decision")} to settle`;
  if (state === "out") return `Signed out · ${waiting} kept here`;
  if (state === "gone") return waiting ? `No server · ${waiting} kept here` : "No server";
  return `Sending ${waiting}`;
}

/** What is not in the log yet. @param {Outbox} outbox */
function openWaiting(outbox) {
  const row = (/** @type {import("./outbox.js").Entry} */ entry) => h("tr", {},
    h("td", {}, entry.label, entry.hold && h("div", { class: "warn small" }, holdText(entry.hold))),
    h("td", { class: "num" }, entry.hold
      ? [entry.hold.why === "clash" && small("Look", () => { dialog.close(); outbox.emit("clash", { entry, ...entry.hold }); }),
        small("Forget", () => { outbox.drop(entry); dialog.close(); })]
      : h("span", { class: "quiet" }, when(new Date(entry.at).toISOString()))));
  const rows = [...outbox.held.values(), ...outbox.waiting].map(row);
  const body = rows.length
    ? [h("p", {}, "These are kept on this machine until the log has them. The page may be closed."), h("table", {}, h("tbody", {}, rows))]
    : [h("p", {}, "Nothing waits: every decision is in the log.")];
  const foot = [
    outbox.link === "out" && h("a", { class: "button main", href: `/login?next=${encodeURIComponent(location.pathname)}` }, "Sign in"),
    footButton("Send now", () => { outbox.soon(); dialog.close(); }, { main: outbox.link !== "out" }),
  ];
  const dialog = openDialog("Not in the log yet", body, { foot });
}

/** @param {import("./outbox.js").Hold} hold */
function holdText(hold) {
  return hold.why === "clash" ? "Somebody else decided meanwhile." : hold.message;
}

/** @param {string} text @param {() => void} does */
function small(text, does) {
  return h("button", { type: "button", class: "button small", on: { click: does } }, text);
}
