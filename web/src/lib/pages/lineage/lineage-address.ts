import { oneOf } from '../../api/url-state.ts';

export const MODES = ['map', 'focus', 'impact', 'path', 'changes'] as const;
export type Mode = (typeof MODES)[number];
export const LEVELS = ['dataset', 'job', 'application'] as const;
export const MAP_LEVELS = [...LEVELS, 'schema', 'namespace'] as const;
export const GROUPS = ['', 'schema', 'namespace', 'owner'] as const;
const MOST_HOPS = 10;
/** Branches that may be opened beyond what the hops show. */
const MOST_OPENED = 20;

/** A branch of the graph that was opened: neighbours of a node on one side, or those that were folded into one. */
export interface Opened {
  id: string;
  side: 'up' | 'down';
}

/** What the address asks of the lineage page; what means nothing is dropped. */
export function lineageView(url: URL) {
  const query = url.searchParams;
  const focus = query.get('focus') ?? '';
  const mode = oneOf(query.get('mode'), MODES, focus === '' ? 'map' : 'focus');
  return {
    mode,
    focus,
    up: hops(query.get('up')),
    down: hops(query.get('down')),
    level: oneOf(query.get('level'), LEVELS, 'dataset'),
    mapLevel: oneOf(query.get('level'), MAP_LEVELS, 'dataset'),
    group: oneOf(query.get('group'), GROUPS, ''),
    col: query.get('col') ?? '',
    direct: query.get('kind') === 'direct',
    at: instantOf(query.get('at')),
    former: query.get('former') !== 'false',
    shown: oneOf(query.get('view'), ['', 'graph', 'table'], ''),
    opened: openedOf(query.get('exp')),
    q: query.get('q') ?? '',
    from: query.get('from') ?? '',
    to: query.get('to') ?? '',
    since: instantOf(query.get('since')),
    until: instantOf(query.get('until')),
  };
}
export type LineageView = ReturnType<typeof lineageView>;

function hops(text: string | null): number {
  return text !== null && /^\d{1,2}$/.test(text) ? Math.min(MOST_HOPS, Number(text)) : 1;
}

/** An instant as the API takes it, or nothing. */
function instantOf(text: string | null): string {
  const at = text === null ? NaN : Date.parse(text);
  return Number.isNaN(at) ? '' : new Date(at).toISOString();
}

/** `dst_4.down,job_7.up` */
function openedOf(text: string | null): Opened[] {
  const found = (text ?? '').split(',').flatMap((one): Opened[] => {
    const [, id, side] = /^((?:dst|job)_\d+)\.(up|down)$/.exec(one) ?? [];
    return id !== undefined && (side === 'up' || side === 'down') ? [{ id, side }] : [];
  });
  return found.slice(0, MOST_OPENED);
}

export const openedName = ({ id, side }: Opened): string => `${id}.${side}`;

/** The value of `exp` with one branch more, or without it when it is open. */
export function toggledOpen(opened: readonly Opened[], branch: Opened): string {
  const name = openedName(branch);
  const names = opened.map(openedName);
  return (names.includes(name) ? names.filter((one) => one !== name) : [...names, name]).join(',');
}

/** Where a node leads when it is chosen: to itself in the middle; what is about another node leaves the address. */
export function focusHref(id: string, more: Record<string, string> = {}): string {
  return `/lineage?${new URLSearchParams({ focus: id, ...more }).toString().replaceAll('%2C', ',')}`;
}
