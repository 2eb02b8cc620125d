import { Problem } from '../problem.ts';
import { findJudgedOutputs, findRuns, type AskedRun } from '../store/gate.ts';
import { gateOfDataset, type GateReason } from './gate-answer.ts';
import { gateRules, unknownConsumer, type GateAsking, type GateContext } from './gate-asking.ts';
import { combined, type GateReply } from './gate-reply.ts';
import type { CompiledRules } from './rules-cache.ts';

/**
 * The gates of all that a run wrote, each by the profile of that very run. Pending while one of them has none, and while
 * nobody has heard of the run or of anything that it wrote; a run that failed, or was lost, blocks.
 */
export async function gateOfRun(context: GateContext, asking: GateAsking, rules: CompiledRules): Promise<GateReply> {
  const { publicUrl } = context;
  const { consumer } = asking;
  const run = await askedRun(context, asking);
  if (run === null) return combined([], { publicUrl, consumer, warnings: [] });
  const found = await findJudgedOutputs(context.pool, run.id, asking.question, context.clock());
  if (found.some(({ namespace }) => !asking.covers(namespace))) {
    throw new Problem('not-allowed', 'The run writes to namespaces that this key may not ask about.');
  }
  const gates = found.map((one) => {
    return gateOfDataset(one, gateRules(rules, one, asking), `${publicUrl}/datasets/${one.slug}`);
  });
  const unknown = found.flatMap((one) => unknownConsumer(rules, one, consumer));
  // A consumer of one output need not be one of the others.
  const warnings = unknown.length === found.length ? unknown : [];
  const reason = failureOf(run, asking, publicUrl);
  return combined(gates, { publicUrl, consumer, warnings, run: { reason, allowed: asking.shadow } });
}

async function askedRun({ pool }: GateContext, { question, covers }: GateAsking): Promise<AskedRun | null> {
  if (question.run === null) throw new Error('a gate without dataset and run was asked');
  const runs = (await findRuns(pool, question.run)).filter(({ namespace }) => covers(namespace));
  if (runs.length < 2) return runs[0] ?? null;
  const message = `must be given: runs of this id are in ${runs.map(({ namespace }) => namespace).join(', ')}`;
  throw new Problem('invalid-request', 'Which run is meant is not clear.', {
    errors: [{ pointer: '/run/job', message }],
  });
}

function failureOf(
  { state, lostAt, namespace }: AskedRun,
  { question }: GateAsking,
  publicUrl: string,
): GateReason | null {
  const isOver = state === 'FAIL' || state === 'ABORT';
  if (!isOver && lostAt === null) return null;
  const said = isOver ? `the run ended with ${state}` : 'the run started and was not heard of for too long';
  return {
    dataset: question.run?.job ? `${question.run.job.namespace}/${question.run.job.name}` : namespace,
    expectation: 'run',
    outcome: 'fail',
    severity: 'error',
    reason: said,
    suite: '',
    consumer: null,
    override: null,
    url: `${publicUrl}/incidents`,
  };
}
