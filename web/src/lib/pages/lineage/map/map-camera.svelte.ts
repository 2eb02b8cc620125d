import { replaceState } from '$app/navigation';
import { page } from '$app/state';
import type { LineageMap } from '../../../api/types.ts';
import { addressOf, cameraInAddress } from './map-address.ts';
import { fitCamera, toMap, zoomed, type Camera, type Point, type Size } from './scene.ts';

const SETTLED_MS = 400;

/** What part of the map is shown: it moves at once, and stands in the address when it has settled. */
export class MapCamera {
  /** Of the window, in pixels. */
  size = $state.raw<Size>({ width: 0, height: 0 });
  #chosen = $state.raw<Camera | null>(null);
  readonly #map: () => LineageMap;
  /** The whole map, until somebody has looked closer. */
  readonly shown: Camera = $derived.by(() => this.#chosen ?? fitCamera(this.#map(), this.size));
  #settling: ReturnType<typeof setTimeout> | undefined;

  constructor(map: () => LineageMap) {
    this.#map = map;
  }

  readAddress(): void {
    this.#chosen = cameraInAddress();
  }

  /** Null is the whole map. */
  look(next: Camera | null): void {
    this.#chosen = next;
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => replaceState(addressOf(next), page.state), SETTLED_MS);
  }

  /** By pixels of the window, from what is shown or from where a drag began. */
  move(x: number, y: number, from: Point = this.shown): void {
    const { zoom } = this.shown;
    this.look({ x: from.x + x / zoom, y: from.y + y / zoom, zoom });
  }

  /** Around a point of the window; its middle unless told. */
  zoom(by: number, at: Point = { x: this.size.width / 2, y: this.size.height / 2 }): void {
    this.look(zoomed(this.shown, this.size, { by, at }));
  }

  /** The point of the map under a point of the window. */
  pointAt(at: Point): Point {
    return toMap(this.shown, at, this.size);
  }

  stop(): void {
    clearTimeout(this.#settling);
  }
}
