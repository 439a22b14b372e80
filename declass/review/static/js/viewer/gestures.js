// @ts-check
/** Mouse, pen and fingers on the page picture: pan, pinch, wheel, tap, and whatever tool is in the hand. */

const TAP_PIXELS = 5;
const WHEEL_STEP = 0.0022;
const LINE_PIXELS = 30;

/**
 * @typedef {{x: number, y: number}} Point  In pixels of the window on the page.
 * @typedef {object} Tool
 * @property {(at: Point, event: PointerEvent) => boolean} down  True: the stroke is the tool's.
 * @property {(at: Point) => void} move
 * @property {(at: Point, kept: boolean) => void} up
 *
 * @typedef {object} Hands
 * @property {(dx: number, dy: number) => void} pan
 * @property {(factor: number, at: Point) => void} zoom
 * @property {(at: Point) => void} tap
 * @property {(at: Point) => void} twice
 * @property {() => Tool | null} tool
 */

/**
 * @param {HTMLElement} pane
 * @param {Hands} hands
 */
export function takeGestures(pane, hands) {
  /** @type {Map<number, Point>} */
  const down = new Map();
  /** @type {Tool | null} */
  let stroke = null;
  let travelled = 0;

  const place = (/** @type {MouseEvent} */ event) => {
    const edge = pane.getBoundingClientRect();
    return { x: event.clientX - edge.left, y: event.clientY - edge.top };
  };

  pane.addEventListener("pointerdown", (event) => {
    if (event.button > 1) return;
    if (event.target instanceof Element && event.target.closest("button")) return;
    const at = place(event);
    pane.setPointerCapture(event.pointerId);
    if (down.size === 1 && stroke) {
      // A second finger: they want to pinch.
      stroke.up(at, false);
      stroke = null;
    } else if (down.size === 0) {
      travelled = 0;
      const tool = event.button === 0 ? hands.tool() : null;
      if (tool?.down(at, event)) stroke = tool;
    }
    down.set(event.pointerId, at);
  });

  pane.addEventListener("pointermove", (event) => {
    const before = down.get(event.pointerId);
    if (!before) return;
    const at = place(event);
    travelled += Math.hypot(at.x - before.x, at.y - before.y);
    if (stroke) stroke.move(at);
    else if (down.size === 1) hands.pan(at.x - before.x, at.y - before.y);
    else pinch(event.pointerId, before, at);
    down.set(event.pointerId, at);
  });

  /** @param {number} id @param {Point} before @param {Point} at */
  function pinch(id, before, at) {
    const [, other] = [...down].find(([each]) => each !== id) ?? [];
    if (!other) return;
    const factor = Math.hypot(at.x - other.x, at.y - other.y) / Math.max(1, Math.hypot(before.x - other.x, before.y - other.y));
    hands.zoom(factor, { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 });
    hands.pan((at.x - before.x) / 2, (at.y - before.y) / 2);
  }

  const lift = (/** @type {PointerEvent} */ event, /** @type {boolean} */ kept) => {
    if (!down.delete(event.pointerId)) return;
    const at = place(event);
    if (stroke) {
      stroke.up(at, kept);
      stroke = null;
    } else if (kept && down.size === 0 && travelled < TAP_PIXELS) hands.tap(at);
  };
  pane.addEventListener("pointerup", (event) => lift(event, true));
  pane.addEventListener("pointercancel", (event) => lift(event, false));
  pane.addEventListener("dblclick", (event) => hands.twice(place(event)));

  pane.addEventListener("wheel", (event) => {
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PIXELS : 1;
    if (event.shiftKey) return hands.pan(-(event.deltaX + event.deltaY) * lines, 0);
    // A touchpad pans with two fingers and says Ctrl for a pinch; a wheel turns in coarse steps and zooms.
    const coarse = event.ctrlKey || event.deltaMode !== WheelEvent.DOM_DELTA_PIXEL || (event.deltaX === 0 && Math.abs(event.deltaY) >= 80);
    if (coarse) hands.zoom(Math.exp(-event.deltaY * lines * (event.ctrlKey ? 4 : 1) * WHEEL_STEP), place(event));
    else hands.pan(-event.deltaX, -event.deltaY);
  }, { passive: false });
}
