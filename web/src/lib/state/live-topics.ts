import type { LiveEvent } from './live.svelte.ts';

type Topic = LiveEvent['topic'];

/** Which changes show on which page; the number of open incidents stands beside every one. A page without a line here shows all. */
const SHOWN: [path: RegExp, topics: readonly Topic[]][] = [
  [/^\/$/, ['profiles', 'incidents']],
  [/^\/datasets$/, ['profiles', 'incidents']],
  [/^\/datasets\//, ['profiles', 'incidents', 'rejections']],
  [/^\/d\//, ['profiles', 'incidents', 'rejections']],
  [/^\/incidents$/, ['incidents']],
  [/^\/(incidents|i)\//, ['incidents', 'notifications']],
  [/^\/alerting/, ['incidents', 'notifications']],
  [/^\/settings/, ['incidents']],
];

/** Does this change anything on the page at this path? */
export function concerns(path: string, { topic }: LiveEvent): boolean {
  if (topic === 'reset') return true;
  if (topic === 'heartbeat') return false;
  const found = SHOWN.find(([shown]) => shown.test(path));
  return found === undefined || found[1].includes(topic);
}
