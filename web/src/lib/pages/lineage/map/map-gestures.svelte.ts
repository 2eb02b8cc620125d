import type { MapCamera } from './map-camera.svelte.ts';
import type { Camera, Point } from './scene.ts';

type OnCanvas<E extends MouseEvent> = E & { currentTarget: HTMLCanvasElement };

/** Pixels that a pointer may tremble before it drags. */
const TREMBLE = 4;

/** What pointers and wheel do on the canvas: one drags the map, two zoom it, one that stays where it came down chooses a node. */
export class MapGestures {
  /** The node under the pointer. */
  hovered = $state<number | null>(null);
  dragging = $state(false);
  #start: { id: number; at: Point; camera: Camera } | null = null;
  #fingers: { id: number; at: Point }[] = [];
  readonly #camera: MapCamera;
  readonly #nodeAt: (at: Point) => number | null;
  readonly #choose: (node: number, at: Point) => void;

  constructor(
    camera: MapCamera,
    on: { nodeAt: (at: Point) => number | null; choose: (node: number, at: Point) => void },
  ) {
    this.#camera = camera;
    this.#nodeAt = on.nodeAt;
    this.#choose = on.choose;
  }

  readonly down = (event: OnCanvas<PointerEvent>): void => {
    event.currentTarget.setPointerCapture(event.pointerId);
    const finger = { id: event.pointerId, at: placeOf(event) };
    this.#fingers = [...this.#fingers.filter(({ id }) => id !== finger.id), finger];
    this.#start = { ...finger, camera: this.#camera.shown };
  };

  readonly moved = (event: OnCanvas<PointerEvent>): void => {
    const at = placeOf(event);
    const finger = this.#fingers.find(({ id }) => id === event.pointerId);
    const other = this.#fingers.find(({ id }) => id !== event.pointerId);
    if (this.#fingers.length === 2 && finger && other) return this.#pinch(finger, at, other.at);
    if (this.#start?.id !== event.pointerId) {
      this.hovered = this.#nodeAt(at);
      return;
    }
    const [x, y] = [at.x - this.#start.at.x, at.y - this.#start.at.y];
    if (!this.dragging && Math.hypot(x, y) < TREMBLE) return;
    this.dragging = true;
    this.hovered = null;
    this.#camera.move(-x, -y, this.#start.camera);
  };

  #pinch(finger: { at: Point }, at: Point, other: Point): void {
    const apart = (one: Point): number => Math.max(1, Math.hypot(one.x - other.x, one.y - other.y));
    const by = apart(at) / apart(finger.at);
    finger.at = at;
    this.dragging = true;
    this.#camera.zoom(by, { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 });
  }

  readonly up = (event: OnCanvas<PointerEvent>): void => {
    this.#fingers = this.#fingers.filter(({ id }) => id !== event.pointerId);
    const wasClick = !this.dragging && this.#start?.id === event.pointerId && event.type === 'pointerup';
    this.#start = null;
    if (this.#fingers.length === 0) this.dragging = false;
    if (!wasClick) return;
    const at = placeOf(event);
    const node = this.#nodeAt(at);
    if (node !== null) this.#choose(node, at);
  };

  readonly left = (): void => {
    this.hovered = null;
  };

  readonly wheel = (event: OnCanvas<WheelEvent>): void => {
    event.preventDefault();
    this.#camera.zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0015)), placeOf(event));
  };
}

/** Where on the canvas it was, in pixels. */
function placeOf(event: OnCanvas<MouseEvent>): Point {
  const { left, top } = event.currentTarget.getBoundingClientRect();
  return { x: event.clientX - left, y: event.clientY - top };
}
