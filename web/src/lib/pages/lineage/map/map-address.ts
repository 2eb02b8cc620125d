import { withParams } from '../../../api/url-state.ts';
import { cameraOf, cameraText, type Camera } from './scene.ts';

/** What part of the map the address names; null is the whole of it. */
export const cameraInAddress = (): Camera | null => cameraOf(new URL(location.href).searchParams.get('map'));

/** The address as it is, but leading to what the camera shows. */
export const addressOf = (camera: Camera | null): string =>
  withParams(new URL(location.href), { map: camera === null ? null : cameraText(camera) });
