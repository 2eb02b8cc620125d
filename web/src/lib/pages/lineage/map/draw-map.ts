import type { NodeStatus } from '../../../api/types.ts';
import type { Tone } from '../../../format/words.ts';
import { statusWords } from '../node-words.ts';
import { NODE, nodesIn, shownOf, type Camera, type Rectangle, type Scene, type Size } from './scene.ts';

/** Colours of the theme, as the canvas takes them. */
export interface Paint {
  surface: string;
  sunken: string;
  text: string;
  text2: string;
  line: string;
  edge: string;
  accent: string;
  criticalSoft: string;
  tones: Record<Tone, string>;
}

export function paintOf(element: Element): Paint {
  const style = getComputedStyle(element);
  const probe = document.createElement('span');
  element.append(probe);
  // A custom property may be light-dark(): only as a colour of something is it one of the two.
  const colour = (name: string): string => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color || style.color;
  };
  const paint: Paint = {
    surface: colour('surface'),
    sunken: colour('sunken'),
    text: colour('text'),
    text2: colour('text-2'),
    line: colour('line-strong'),
    edge: colour('control-line'),
    accent: colour('accent'),
    criticalSoft: colour('critical-soft'),
    tones: {
      ok: colour('ok'),
      warn: colour('warn'),
      critical: colour('critical'),
      info: colour('info'),
      unknown: colour('unknown'),
    },
  };
  probe.remove();
  return paint;
}

export interface Marked {
  /** The node under the pointer. */
  hovered: number | null;
  /** What was searched for; the others are dimmed. */
  matches: ReadonlySet<number>;
}

/** Below this a node is a dot and groups have the names; below the second it is a bar without a name. */
const DOTS_BELOW = 0.14;
const NAMES_FROM = 0.42;

/** Draws what is on screen. Far away: groups with their names and failing nodes; near: every node with shape and name. */
export function drawMap(
  context: CanvasRenderingContext2D,
  q: { scene: Scene; camera: Camera; size: Size; ratio: number; paint: Paint; marked: Marked; edges: Path2D },
): void {
  const { scene, camera, size, ratio, paint, marked } = q;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.fillStyle = paint.sunken;
  context.fillRect(0, 0, size.width, size.height);
  const { zoom } = camera;
  const offset = { x: size.width / 2 - camera.x * zoom, y: size.height / 2 - camera.y * zoom };
  context.setTransform(ratio * zoom, 0, 0, ratio * zoom, ratio * offset.x, ratio * offset.y);
  const shown = shownOf(camera, size);
  drawBlocks(context, q, shown);
  drawEdges(context, q, shown);
  const visible = nodesIn(scene, shown);
  drawNodes(context, visible, q);
  if (marked.hovered !== null) drawHovered(context, marked.hovered, q);
  drawBlockNames(context, q, shown);
}

type Drawing = Parameters<typeof drawMap>[1];

const overlaps = (b: { x: number; y: number; width: number; height: number }, r: Rectangle): boolean =>
  b.x <= r.right && b.x + b.width >= r.left && b.y <= r.bottom && b.y + b.height >= r.top;

function drawBlocks(context: CanvasRenderingContext2D, { scene, camera, paint }: Drawing, shown: Rectangle): void {
  context.lineWidth = 1 / camera.zoom;
  context.strokeStyle = paint.line;
  for (const block of scene.map.blocks) {
    if (!overlaps(block, shown)) continue;
    context.fillStyle = block.failing > 0 ? paint.criticalSoft : paint.surface;
    context.fillRect(block.x, block.y, block.width, block.height);
    context.strokeRect(block.x, block.y, block.width, block.height);
  }
}

/** The more edges there are, the fainter each is; as many as this are drawn at half strength. */
const MANY_EDGES = 2_000;

function drawEdges(
  context: CanvasRenderingContext2D,
  { scene, camera, paint, edges }: Drawing,
  shown: Rectangle,
): void {
  const { map } = scene;
  const isWhole = shown.left <= 0 && shown.top <= 0 && shown.right >= map.width && shown.bottom >= map.height;
  const path = isWhole || camera.zoom < DOTS_BELOW ? edges : edgesIn(scene, shown);
  context.strokeStyle = paint.edge;
  context.lineWidth = Math.max(0.6, Math.min(1.2, camera.zoom * 2)) / camera.zoom;
  context.globalAlpha = camera.zoom < NAMES_FROM ? Math.max(0.06, Math.min(0.5, MANY_EDGES / map.edges.length)) : 0.4;
  context.stroke(path);
  context.globalAlpha = 1;
}

/** Every edge as one path, made once. */
export function allEdges({ map }: Scene): Path2D {
  const path = new Path2D();
  for (let at = 0; at < map.edges.length; at += 2) addEdge(path, map, at);
  return path;
}

function edgesIn({ map }: Scene, { left, top, right, bottom }: Rectangle): Path2D {
  const path = new Path2D();
  const { x, y } = map.nodes;
  for (let at = 0; at < map.edges.length; at += 2) {
    const [from, to] = [map.edges[at] ?? 0, map.edges[at + 1] ?? 0];
    const [x1, y1, x2, y2] = [(x[from] ?? 0) + NODE.width, y[from] ?? 0, x[to] ?? 0, y[to] ?? 0];
    if (Math.max(x1, x2) < left || Math.min(x1, x2) > right || Math.max(y1, y2) < top || Math.min(y1, y2) > bottom)
      continue;
    addEdge(path, map, at);
  }
  return path;
}

function addEdge(path: Path2D, { edges, nodes: { x, y } }: Scene['map'], at: number): void {
  const [from, to] = [edges[at] ?? 0, edges[at + 1] ?? 0];
  path.moveTo((x[from] ?? 0) + NODE.width, (y[from] ?? 0) + NODE.height / 2);
  path.lineTo(x[to] ?? 0, (y[to] ?? 0) + NODE.height / 2);
}

function drawNodes(context: CanvasRenderingContext2D, nodes: readonly number[], q: Drawing): void {
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
    triangle(context, { x: x + NODE.width / 2, y: y + NODE.height / 2 }, size, tone === 'critical');
  } else if (tone === 'unknown') {
    context.lineWidth = 1 / zoom;
    context.strokeRect(x, y + 4, NODE.width, NODE.height - 8);
  } else context.fillRect(x, y + 4, NODE.width, NODE.height - 8);
}

function triangle(
  context: CanvasRenderingContext2D,
  at: { x: number; y: number },
  size: number,
  isFull: boolean,
): void {
  context.beginPath();
  context.moveTo(at.x, at.y - size / 2);
  context.lineTo(at.x + size / 2, at.y + size / 2);
  context.lineTo(at.x - size / 2, at.y + size / 2);
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
  if (tone === 'critical' || tone === 'warn') triangle(context, middle, 11, tone === 'critical');
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

function drawRings(
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

/** The node under the pointer with its edges and neighbours. */
function drawHovered(context: CanvasRenderingContext2D, node: number, q: Drawing): void {
  const { scene, camera, paint } = q;
  const { x, y } = scene.map.nodes;
  const path = new Path2D();
  for (let at = 0; at < scene.map.edges.length; at += 2) {
    if (scene.map.edges[at] === node || scene.map.edges[at + 1] === node) addEdge(path, scene.map, at);
  }
  context.strokeStyle = paint.accent;
  context.lineWidth = 1.6 / camera.zoom;
  context.stroke(path);
  const ringed = [node, ...(scene.neighbours.get(node) ?? [])].filter(
    (one) => x[one] !== undefined && y[one] !== undefined,
  );
  drawRings(context, ringed, q);
}

/** Names of groups have the size of text whatever the zoom, where there is room for them. */
function drawBlockNames(context: CanvasRenderingContext2D, q: Drawing, shown: Rectangle): void {
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
