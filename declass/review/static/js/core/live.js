// @ts-check
/** What others do, as it happens. The browser opens the stream again by itself when it breaks. */

/**
 * @param {(event: any) => void} heard called with each message of the server; `missed`: there were some that did not come
 * @param {(open: boolean) => void} [state] called when the stream opens and breaks
 */
export function listenLive(heard, state = () => {}) {
  const stream = new EventSource("/api/v1/events");
  let broken = false;
  const take = (/** @type {MessageEvent} */ message) => {
    try {
      const data = JSON.parse(message.data);
      heard({ type: message.type === "message" ? data.type : message.type, ...data });
    } catch { /* not a message of ours */ }
  };
  for (const type of ["message", "decision", "progress", "published", "queue", "missed"]) stream.addEventListener(type, take);
  stream.addEventListener("open", () => {
    state(true);
    // What happened meanwhile was told to nobody here.
    if (broken) heard({ type: "missed" });
    broken = false;
  });
  stream.addEventListener("error", () => { broken = true; state(false); });
  window.addEventListener("pagehide", () => stream.close());
  return stream;
}
