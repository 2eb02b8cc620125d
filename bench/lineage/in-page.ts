/** Programs that run in the page; as text, since the benches are compiled without the types of a browser. */

const text = JSON.stringify;
const nextFrame = 'new Promise(requestAnimationFrame)';

/** Milliseconds from the click on a link until the page has set the mark, and the frame after it. */
export const untilMark = (link: string, mark: string) => `(async () => {
  performance.clearMarks(${text(mark)});
  const started = performance.now();
  document.querySelector(${text(link)}).click();
  while (performance.getEntriesByName(${text(mark)}).length === 0) {
    if (performance.now() - started > 30000) throw new Error('the mark was not set within 30 s');
    await ${nextFrame};
  }
  await ${nextFrame};
  return performance.now() - started;
})()`;

/** Milliseconds from the start of the page's own load until it has set the mark. */
export const untilLoaded = (mark: string) => `(async () => {
  while (performance.getEntriesByName(${text(mark)}).length === 0) await ${nextFrame};
  return performance.getEntriesByName(${text(mark)})[0].startTime;
})()`;

/** Frames that were drawn each second while a pointer drags the canvas, one move a frame. */
export const panned = (mark: string, ms: number) => `(async () => {
  const canvas = document.querySelector('canvas');
  // There is no real pointer that could be captured.
  canvas.setPointerCapture = () => {};
  const box = canvas.getBoundingClientRect();
  const send = (type, dx, dy) => canvas.dispatchEvent(new PointerEvent(type, {
    pointerId: 1, clientX: box.left + box.width / 2 + dx, clientY: box.top + box.height / 2 + dy, bubbles: true }));
  send('pointerdown', 0, 0);
  performance.clearMarks(${text(mark)});
  const started = performance.now();
  for (let at = 0; performance.now() - started < ${ms}; at++) {
    send('pointermove', 200 * Math.sin(at / 20), 120 * Math.cos(at / 20));
    await ${nextFrame};
  }
  const seconds = (performance.now() - started) / 1000;
  const frames = performance.getEntriesByName(${text(mark)}).length;
  send('pointercancel', 0, 0);
  return frames / seconds;
})()`;

/** Puts a link into the page that leads where no link on screen does. */
export const withLink = (href: string) => `(() => {
  const link = document.createElement('a');
  Object.assign(link, { href: ${text(href)}, id: 'measured', textContent: 'measured' });
  document.querySelector('main').append(link);
})()`;
