import { closestName, type Receiver } from '../../alerts/index.ts';
import { Problem } from '../problem.ts';
import type { Pool } from '../store/sql.ts';
import type { RulesCache } from './rules-cache.ts';

/** The receiver of this name in the routing in force; a Problem that names what there is otherwise. */
export async function findReceiver(
  { pool, rules }: { pool: Pool; rules: RulesCache },
  name: string,
): Promise<Receiver> {
  const receivers = (await rules.current(pool)).routing?.routing.receivers ?? [];
  const found = receivers.find((receiver) => receiver.name === name);
  if (found) return found;
  throw unknownReceiver(
    name,
    receivers.map((receiver) => receiver.name),
  );
}

function unknownReceiver(name: string, known: string[]): Problem {
  const closest = closestName(name, known);
  const names = known.length === 0 ? 'no routing is in force' : `there are ${known.slice(0, 20).join(', ')}`;
  const hint = closest === null ? names : `did you mean ${JSON.stringify(closest)}?`;
  return new Problem('not-found', `There is no receiver ${JSON.stringify(name.slice(0, 200))}; ${hint}`);
}
