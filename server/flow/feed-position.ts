import { changeSources, type ChangeSource } from '../store/changes.ts';

/** How far somebody has followed each table that the feed is read from. */
export type FeedPosition = Record<ChangeSource, number>;

/** A position as the `id` of an event: `1.812.95.40.7`, a version and one number per table. */
export const positionText = (position: FeedPosition) =>
  ['1', ...changeSources.map((source) => position[source])].join('.');

/** The position of an event id; null when it is none of ours. */
export function positionOf(text: string | null | undefined): FeedPosition | null {
  const [version, ...parts] = (text ?? '').split('.');
  if (version !== '1' || parts.length !== changeSources.length) return null;
  if (!parts.every((part) => /^\d{1,15}$/.test(part))) return null;
  return Object.fromEntries(changeSources.map((source, index) => [source, Number(parts[index])])) as FeedPosition;
}
