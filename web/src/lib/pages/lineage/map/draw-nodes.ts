import type { NodeStatus } from '../../../api/types.ts';
import type { Tone } from '../../../format/words.ts';
import { statusWords } from '../node-words.ts';
import { NAMES_FROM, type Drawing } from './drawing.ts';
import { NODE, type Scene } from './scene.ts';

/** Each node as a bar or, near enough, with its name; what was searched for has a ring. */
export function drawNodes(context: CanvasRenderingContext2D, nodes: readonly number[], q: Drawing): void {
  const { scene, camera, paint, marked } = q;
  const isSearch = marked.matches.size > 0;
  const byStatus = new Map<NodeStatus, number[]>();
  for (const node of nodes) {
    const status = scene.map.statuses[scene.map.nodes.statuses[node] ?? 0] ?? 'unknown';
    const known = byStatus.get(status);
    if (known) known.push(node);
    else byStatus.set(status, [node]);
  }
  // What fails lies over everything else.
  const calmFirst = [...byStatus].sort(([a], [b]) => Number(a === 'fail') - Number(b === 'fail'));
  for (const [status, members] of calmFirst) {
    const { tone } = statusWords(status);
    context.fillStyle = paint.tones[tone];
    context.strokeStyle = paint.tones[tone];
    for (const node of members) {
      context.globalAlpha = isSearch && !marked.matches.has(node) ? 0.25 : 1;
      const at = { x: scene.map.nodes.x[node] ?? 0, y: scene.map.nodes.y[node] ?? 0 };
      if (camera.zoom < NAMES_FROM) drawBar(context, at, { tone, zoom: camera.zoom });
      else drawNamed(context, at, { ...q, tone, name: labelOf(scene, node) });
    }
  }
  context.globalAlpha = 1;
  if (isSearch)
    drawRings(
      context,
      nodes.filter((node) => marked.matches.has(node)),
      q,
    );
}

function labelOf({ map }: Scene, node: number): string {
  const name = map.nodes.names[node] ?? '';
  const tail = name.split(/[./](?=[^./]+$)/).at(-1) ?? name;
  const count = map.nodes.counts[node] ?? 1;
  return count > 1 ? `${name} (${count})` : tail;
}

/** A bar for a node that is fine; failing ones are triangles, and large enough to be seen from afar. */
function drawBar(
  context: CanvasRenderingContext2D,
  { x, y }: { x: number; y: number },
  { tone, zoom }: { tone: Tone; zoom: number },
): void {
  if (tone === 'critical' || tone === 'warn') {
    const size = Math.max(NODE.height, (tone === 'critical' ? 10 : 4) / zoom);
    triangle(context, { x: x + NODE.width / 2, y: y + NODE.height / 2, size }, tone === 'critical');
  } else if (tone === 'unknown') {
    context.lineWidth = 1 / zoom;
    context.strokeRect(x, y + 4, NODE.width, NODE.height - 8);
  } else context.fillRect(x, y + 4, NODE.width, NODE.height - 8);
}

/** An upright triangle around its middle. */
function triangle(
  context: CanvasRenderingContext2D,
  { x, y, size }: { x: number; y: number; size: number },
  isFull: boolean,
): void {
  context.beginPath();
  context.moveTo(x, y - size / 2);
  context.lineTo(x + size / 2, y + size / 2);
  context.lineTo(x - size / 2, y + size / 2);
  context.closePath();
  if (isFull) context.fill();
  else {
    context.lineWidth = size / 7;
    context.stroke();
  }
}

function drawNamed(
  context: CanvasRenderingContext2D,
  { x, y }: { x: number; y: number },
  { paint, tone, name }: Drawing & { tone: Tone; name: string },
): void {
  const colour = paint.tones[tone];
  context.fillStyle = tone === 'critical' ? paint.criticalSoft : paint.surface;
  context.fillRect(x, y, NODE.width, NODE.height);
  context.lineWidth = 1;
  context.strokeStyle = tone === 'critical' ? colour : paint.line;
  context.strokeRect(x, y, NODE.width, NODE.height);
  context.fillStyle = colour;
  context.strokeStyle = colour;
  const middle = { x: x + 13, y: y + NODE.height / 2 };
  if (tone === 'critical' || tone === 'warn') triangle(context, { ...middle, size: 11 }, tone === 'critical');
  else {
    context.beginPath();
    context.arc(middle.x, middle.y, 4.5, 0, 2 * Math.PI);
    context.lineWidth = 1.4;
    if (tone === 'ok') context.fill();
    else context.stroke();
    if (tone === 'info') {
      context.beginPath();
      context.arc(middle.x, middle.y, 4.5, -Math.PI / 2, Math.PI / 2);
      context.fill();
    }
  }
  context.fillStyle = paint.text;
  context.font = '12px ui-monospace, Menlo, Consolas, monospace';
  context.textBaseline = 'middle';
  context.fillText(name.length > 23 ? `${name.slice(0, 22)}…` : name, x + 24, y + NODE.height / 2 + 0.5);
}

/** A ring around each of the nodes. */
export function drawRings(
  context: CanvasRenderingContext2D,
  nodes: readonly number[],
  { scene, camera, paint }: Drawing,
): void {
  context.strokeStyle = paint.accent;
  context.lineWidth = 2.5 / camera.zoom;
  const room = 3 / camera.zoom;
  for (const node of nodes) {
    context.strokeRect(
      (scene.map.nodes.x[node] ?? 0) - room,
      (scene.map.nodes.y[node] ?? 0) - room,
      NODE.width + 2 * room,
      NODE.height + 2 * room,
    );
  }
}
