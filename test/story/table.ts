import type { Account, Verdict } from './account.ts';
import type { Episode } from './play.ts';

/** The account as two tables of Markdown: the labelled incidents, and everything else that was told. */
export function accountTables({ labels, others }: Account): string {
  const rows = labels.map(labelRow);
  const more = others.map((episode) => [
    ...[episode.opened, link(episode), first(episode)],
    episode.notes.join(' '),
    resolvedWords(episode),
  ]);
  const alone = table(['Day', 'Incident', 'What the message said', 'What the person on call found', 'Resolved'], more);
  if (labels.length === 0) return alone;
  return [
    countLine(labels, others),
    table(['Day', 'Label', 'What was wrong', 'Told', 'Incident', 'What the message said', 'Resolved'], rows),
    'Everything else that was told:',
    alone,
  ].join('\n\n');
}

/** `10 of 12 labelled errors were told…`. */
export function countLine(labels: readonly Verdict[], others: readonly Episode[]): string {
  if (labels.length === 0) return `${others.length} incidents were opened.`;
  const toldOf = (cls: 'error' | 'evolution') => {
    const all = labels.filter(({ label }) => label.cls === cls);
    return `${all.filter(({ told }) => told !== 'no').length} of ${all.length}`;
  };
  return (
    `${toldOf('error')} labelled errors and ${toldOf('evolution')} labelled evolutions were told; ` +
    `${others.length} other incidents were opened.`
  );
}

const words = { yes: 'yes', joined: 'yes, in the open incident', no: 'no' } as const;

function labelRow({ label, told, episode, sentence }: Verdict): string[] {
  const where = episode ? link(episode) : '';
  const said = sentence ?? '';
  return [label.date, label.cls, label.what, words[told], where, said, episode ? resolvedWords(episode) : ''];
}

const link = ({ id }: Episode) => id;
const first = ({ days }: Episode) => days[0]?.sentence ?? '';

function resolvedWords({ resolved, healed }: Episode): string {
  if (resolved === null) return 'still open';
  return healed ? `${resolved}, by itself` : `${resolved}, by the person on call`;
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Text that stays in its cell. */
const cell = (text: string) =>
  text.replace(/\\/g, '\\\\').replace(/\|/g, '\\|').replace(/\s+/g, ' ').replace(/</g, '&lt;');
