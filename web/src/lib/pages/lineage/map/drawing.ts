import type { Paint } from './paint.ts';
import type { Camera, Scene, Size } from './scene.ts';

/** All that a picture of the map is made from. */
export interface Drawing {
  scene: Scene;
  camera: Camera;
  size: Size;
  /** Pixels of the canvas for one of the window. */
  ratio: number;
  paint: Paint;
  marked: Marked;
  /** What is drawn as the edges of the whole map. */
  edges: Path2D;
}

export interface Marked {
  /** The node under the pointer. */
  hovered: number | null;
  /** What was searched for; the others are dimmed. */
  matches: ReadonlySet<number>;
}

/** From this zoom on a node has its name; below it is a bar, and groups have the names. */
export const NAMES_FROM = 0.42;
