import type { LineageNode, NodeStatus } from '../../api/types.ts';
import { plural } from '../../format/number.ts';
import { STATUS, type Words } from '../../format/words.ts';

const RUNNING: Words = { tone: 'info', word: 'Running' };
const OF_JOB: Partial<Record<NodeStatus, Words>> = {
  ok: { tone: 'ok', word: 'Ran' },
  fail: { tone: 'critical', word: 'Failed' },
  unknown: { tone: 'unknown', word: 'No run' },
};

/** How a node stands, as shape and word: a dataset as everywhere, a job by its newest run. */
export function nodeWords({ kind, status }: Pick<LineageNode, 'kind' | 'status'>): Words {
  if (kind === 'hidden') return { tone: 'unknown', word: 'Hidden' };
  return (kind === 'job' ? OF_JOB[status] : undefined) ?? statusWords(status);
}

export const statusWords = (status: NodeStatus): Words => (status === 'running' ? RUNNING : STATUS[status]);

export function nodeName(node: Pick<LineageNode, 'kind' | 'name'>): string {
  return node.kind === 'hidden' ? 'not yours to see' : (node.name ?? 'without a name');
}

export const KIND_WORDS: Record<LineageNode['kind'], string> = {
  dataset: 'dataset',
  job: 'job',
  group: 'group',
  hidden: 'hidden',
};

/** `the focus`, `2 up`, `1 down` */
export function distanceWords(distance: number): string {
  if (distance === 0) return 'the focus';
  return `${Math.abs(distance)} ${distance < 0 ? 'up' : 'down'}`;
}

/** `3 datasets, 1 failing` of a group; nothing of a node itself. */
export function groupWords({ count, failing }: Pick<LineageNode, 'count' | 'failing'>): string {
  return count === 1 ? '' : `${plural(count, 'node')}${failing > 0 ? `, ${failing} failing` : ''}`;
}
