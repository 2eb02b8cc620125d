import { drawBlockNames, drawBlocks } from './draw-blocks.ts';
import { drawNodes, drawRings } from './draw-nodes.ts';
import { NAMES_FROM, type Drawing } from './drawing.ts';
import { edgesIn, edgesOf } from './edge-paths.ts';
import { nodesIn, shownOf, type Rectangle } from './scene.ts';

/** Draws what is on screen. Far away: groups with their names and failing nodes; near: every node with shape and name. */
export function drawMap(context: CanvasRenderingContext2D, q: Drawing): void {
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

/** Below this zoom every edge is drawn, whether in the window or not. */
const ALL_EDGES_BELOW = 0.14;

/** The more edges there are, the fainter each is; as many as this are drawn at half strength. */
const MANY_EDGES = 2_000;

function drawEdges(
  context: CanvasRenderingContext2D,
  { scene, camera, paint, edges }: Drawing,
  shown: Rectangle,
): void {
  const { map } = scene;
  const isWhole = shown.left <= 0 && shown.top <= 0 && shown.right >= map.width && shown.bottom >= map.height;
  const path = isWhole || camera.zoom < ALL_EDGES_BELOW ? edges : edgesIn(scene, shown);
  context.strokeStyle = paint.edge;
  context.lineWidth = Math.max(0.6, Math.min(1.2, camera.zoom * 2)) / camera.zoom;
  context.globalAlpha = camera.zoom < NAMES_FROM ? Math.max(0.06, Math.min(0.5, MANY_EDGES / map.edges.length)) : 0.4;
  context.stroke(path);
  context.globalAlpha = 1;
}

/** The node under the pointer with its edges and neighbours. */
function drawHovered(context: CanvasRenderingContext2D, node: number, q: Drawing): void {
  const { scene, camera, paint } = q;
  const { x, y } = scene.map.nodes;
  context.strokeStyle = paint.accent;
  context.lineWidth = 1.6 / camera.zoom;
  context.stroke(edgesOf(scene, node));
  const ringed = [node, ...(scene.neighbours.get(node) ?? [])].filter(
    (one) => x[one] !== undefined && y[one] !== undefined,
  );
  drawRings(context, ringed, q);
}
