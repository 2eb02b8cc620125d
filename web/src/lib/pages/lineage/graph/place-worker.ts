import { placeBoxes, type ToPlace } from './place.ts';

addEventListener('message', ({ data }: MessageEvent<{ id: number; asked: ToPlace }>) => {
  postMessage({ id: data.id, placed: placeBoxes(data.asked) });
});
