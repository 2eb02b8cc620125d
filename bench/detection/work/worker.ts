// A process of its own that performs one task after the other for the bench: see pool.ts.
import { Failure } from '../../../cli/failure.ts';
import { takeStale } from '../data/cache.ts';
import { Trouble } from '../trouble.ts';
import { perform } from './tasks.ts';
import type { Answer, Question } from './pool.ts';

if (process.argv.includes('--stale')) takeStale();
process.on('disconnect', () => process.exit());
process.on('message', (question: Question) => void answer(question));

async function answer({ id, task }: Question): Promise<void> {
  const used = process.cpuUsage();
  let reply: Answer;
  try {
    const result = await perform(task);
    const { user, system } = process.cpuUsage(used);
    reply = { id, result, cpuSeconds: (user + system) / 1e6 };
  } catch (error) {
    const isTrouble = error instanceof Trouble || error instanceof Failure;
    reply = { id, error: isTrouble ? error.message : String((error as Error).stack), isTrouble };
  }
  process.send?.(reply);
}
