import type { ReportRow } from './reports/index.ts';
import type { GateAnswerShape } from '../server/api/shapes/gate.ts';

/** The answer in words: what the gate says and why, each reason, each override, each incident, where to look. */
export function gateLines(answer: GateAnswerShape, what: string): string[] {
  const isMany = answer.datasets.length > 1;
  const reasons = answer.reasons.map(({ outcome, expectation, reason, severity, dataset, consumer, override }) => {
    const of = isMany ? `${dataset} ` : '';
    const whose = consumer === null ? '' : `, of ${consumer}`;
    const how = outcome === 'fail' ? ` (${severity}${whose})` : whose === '' ? '' : ` (${whose.slice(2)})`;
    return `  ${outcome.padEnd(9)} ${of}${expectation}: ${reason}${how}${override === null ? '' : ` [${override}]`}`;
  });
  const each = isMany ? answer.datasets.map(({ dataset, gate }) => `  ${gate.padEnd(9)} ${nameOf(dataset)}`) : [];
  const overrides = answer.overrides.map(({ id, by, approvedBy, reason, until }) => {
    const who = by === approvedBy ? by : `${by}, approved by ${approvedBy}`;
    return `  ${id} until ${until} by ${who}: ${reason}`;
  });
  const incidents = answer.incidents.map(({ id, url }) => `  ${id}  ${url}`);
  return [headline(answer, what), ...each, ...reasons, ...overrides, ...incidents, `  ${answer.url}`];
}

function headline({ gate, would, because, verdict, consumer }: GateAnswerShape, what: string): string {
  const whose = consumer === null ? '' : ` and ${consumer}`;
  const found = would === 'pending' ? 'no profile that fits was judged yet' : `verdict: ${verdict}`;
  const why = because.length === 0 ? '' : `, would be ${would} without ${because.join(' and ')}`;
  return `gate: ${gate} for ${what}${whose} (${found}${why})`;
}

const nameOf = ({ namespace, name }: { namespace: string; name: string }) => `${namespace}/${name}`;

/**
 * The answer as reports tell it: a row for each reason, and one for each dataset that gave none. What an override lets
 * pass, and everything in shadow, is at most a warning.
 */
export function gateRows(answer: GateAnswerShape): ReportRow[] {
  const isShadow = answer.because.includes('shadow');
  const reasons = answer.reasons.map(
    ({ dataset, expectation, outcome, severity, reason, override, url }): ReportRow => {
      const told =
        override === null ? (isShadow ? `${reason} (shadow)` : reason) : `${reason} (let pass by ${override})`;
      return {
        dataset,
        expectation,
        outcome: override === null && !isShadow ? outcome : 'warn',
        severity,
        reason: told,
        url,
      };
    },
  );
  const silent = answer.datasets.filter(({ dataset }) => !reasons.some((row) => row.dataset === nameOf(dataset)));
  return [...reasons, ...silent.map(({ dataset, gate, url }) => wordRow(nameOf(dataset), gate, url))];
}

/** A gate that gave no reason: allowed, or nothing to go by. */
function wordRow(dataset: string, gate: GateAnswerShape['gate'], url: string): ReportRow {
  const row = { dataset, expectation: 'gate', severity: 'error', url } as const;
  if (gate === 'pending') return { ...row, outcome: 'undecided', reason: 'no profile that fits was judged yet' };
  if (gate === 'block') return { ...row, outcome: 'fail', reason: 'nothing came in time, and that stops it' };
  return { ...row, outcome: 'pass', reason: gate };
}
