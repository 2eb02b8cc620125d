import { NAMES_FROM, type Drawing } from './drawing.ts';
import type { Rectangle } from './scene.ts';

const overlaps = (b: { x: number; y: number; width: number; height: number }, r: Rectangle): boolean =>
  b.x <= r.right && b.x + b.width >= r.left && b.y <= r.bottom && b.y + b.height >= r.top;

/** The grounds of groups; where something fails they have its colour. */
export function drawBlocks(
  context: CanvasRenderingContext2D,
  { scene, camera, paint }: Drawing,
  shown: Rectangle,
): void {
  context.lineWidth = 1 / camera.zoom;
  context.strokeStyle = paint.line;
  for (const block of scene.map.blocks) {
    if (!overlaps(block, shown)) continue;
    context.fillStyle = block.failing > 0 ? paint.criticalSoft : paint.surface;
    context.fillRect(block.x, block.y, block.width, block.height);
    context.strokeRect(block.x, block.y, block.width, block.height);
  }
}

/** Names of groups have the size of text whatever the zoom, where there is room for them. */
export function drawBlockNames(context: CanvasRenderingContext2D, q: Drawing, shown: Rectangle): void {
  const { scene, camera, paint, size, ratio } = q;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.font = '600 11.5px system-ui, sans-serif';
  context.textBaseline = 'top';
  for (const block of scene.map.blocks) {
    const width = block.width * camera.zoom;
    if (width < 56 || block.height * camera.zoom < 18 || !overlaps(block, shown)) continue;
    const failing = block.failing > 0 ? `▲${block.failing} ` : '';
    const room = Math.floor((width - 8) / 6.4);
    const text = `${failing}${block.name}${block.count > 1 ? ` · ${block.count}` : ''}`;
    const x = (block.x - camera.x) * camera.zoom + size.width / 2 + 4;
    const y = (block.y - camera.y) * camera.zoom + size.height / 2 + Math.min(4, 4 * camera.zoom + 1);
    const cut = text.length > room ? `${text.slice(0, Math.max(1, room - 1))}…` : text;
    if (camera.zoom < NAMES_FROM) {
      context.fillStyle = paint.surface;
      context.globalAlpha = 0.85;
      context.fillRect(x - 2, y - 1, context.measureText(cut).width + 4, 14);
      context.globalAlpha = 1;
    }
    context.fillStyle = block.failing > 0 ? paint.tones.critical : paint.text2;
    context.fillText(cut, x, y);
  }
}
