import { setTimeout as delay } from 'node:timers/promises';
import { countLost, countUnanswered } from './audit-ledger.ts';
import { repeatCycles, type CyclePlan, type CycleSummary, type Stage } from './cycles.ts';
import { acknowledged, postAll } from './ledger.ts';
import type { PlumblineProcess } from './plumbline-process.ts';

interface Counts {
  lost: number;
  /** Posts that were stored although their client got no answer. */
  unanswered: number;
  /** Ends with another code than 0, or by a signal. */
  badEnds: number;
  /** Times that the managed Postgres outlived the server. */
  postgresLeft: number;
}

/** What a series of stops came to; `refused` and `broken` may be any number, all else is as the summary says. */
export interface StopSummary extends CycleSummary, Counts {
  /** Posts that were told to come again, and connections that were closed before anything was done. */
  refused: number;
  broken: number;
}

/**
 * Asks the server to stop again and again while clients post: whatever it has begun it must answer, and whatever it does
 * not answer it must not have begun.
 */
export async function stopAgainAndAgain(plan: CyclePlan): Promise<StopSummary> {
  const counts: Counts = { lost: 0, unanswered: 0, badEnds: 0, postgresLeft: 0 };
  // Nobody is killed, so no lease has to end soon; a machine that is slow must not make a message look abandoned.
  const options = { settings: { PLUMBLINE_NOTIFICATIONS__LEASE_SECONDS: '60' } };
  const { summary, refusals } = await repeatCycles(plan, { counts, options }, (stage) => oneCycle(stage, plan));
  return { ...counts, ...summary, refused: refusals.unavailable, broken: refusals.broken };
}

/** Posts until the server has ended, starts it again, and looks what is there; answers the new one. */
async function oneCycle({ scene, ledger, server, counts }: Stage<Counts>, plan: CyclePlan): Promise<PlumblineProcess> {
  let over = false;
  const enough = acknowledged(ledger).length + Math.ceil(plan.random() * 40);
  const posting = postAll({ scene, ledger, isOver: () => over }, plan.clients);
  for (const deadline = Date.now() + 20_000; acknowledged(ledger).length < enough && Date.now() < deadline;)
    await delay(2);
  await delay(plan.random() * 20);
  const { code } = await server.end('SIGTERM');
  if (code !== 0) counts.badEnds += 1;
  over = true;
  await posting;
  if (scene.postmaster()) counts.postgresLeft += 1;
  scene.receivers.nextLife();
  const next = scene.launch();
  await next.ready;
  counts.lost += await countLost(scene, ledger.entries);
  counts.unanswered += await countUnanswered(scene, ledger.entries);
  return next;
}
