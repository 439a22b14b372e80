// @ts-check
/** What others do, as it happens. The browser opens the stream again by itself when it breaks. */

/**
 * @param {(event: any) => void} heard called with each message of the server
 * @param {(open: boolean) => void} [state] called when the stream opens and breaks
 */
export function listenLive(heard, state = () => {}) {
  const stream = new EventSource("/api/v1/events");
  const take = (/** @type {MessageEvent} */ message) => {
    try {
      const data = JSON.parse(message.data);
      heard({ type: message.type === "message" ? data.type : message.type, ...data });
    } catch { /* not a message of ours */ }
  };
  for (const type of ["message", "decision", "progress", "published"]) stream.addEventListener(type, take);
  stream.addEventListener("open", () => state(true));
  stream.addEventListener("error", () => state(false));
  window.addEventListener("pagehide", () => stream.close());
  return stream;
}
