import type { LiveEvent } from './live.svelte.ts';

type Topic = LiveEvent['topic'];

/** Which changes show on which page; the number of open incidents stands beside every one. A page without a line here shows all. */
const SHOWN: [path: RegExp, topics: readonly Topic[]][] = [
  [/^\/$/, ['profiles', 'incidents', 'runs', 'heartbeat']],
  [/^\/datasets$/, ['profiles', 'incidents']],
  [/^\/datasets\//, ['profiles', 'incidents', 'rejections']],
  [/^\/d\//, ['profiles', 'incidents', 'rejections']],
  [/^\/lineage/, ['incidents']],
  [/^\/incidents$/, ['incidents']],
  [/^\/(incidents|i)\//, ['incidents', 'notifications']],
  [/^\/checks/, ['incidents']],
  [/^\/alerting/, ['incidents', 'notifications']],
  [/^\/settings/, ['incidents']],
];

/** Does this change anything on the page at this path? */
export function concerns(path: string, { topic, id }: LiveEvent): boolean {
  if (topic === 'reset') return true;
  // The stream itself gives a sign of life: that says nothing about the parts of the server.
  if (topic === 'heartbeat' && id === 'server') return false;
  const found = SHOWN.find(([shown]) => shown.test(path));
  return found === undefined ? topic !== 'heartbeat' : found[1].includes(topic);
}
