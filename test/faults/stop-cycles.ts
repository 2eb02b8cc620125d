import { setTimeout as delay } from 'node:timers/promises';
import { compareTold, countDuplicates, countLost, countUnanswered, drainOutbox, type Told } from './audit-ledger.ts';
import { acknowledged, newLedger, postAll, settle, type Ledger } from './ledger.ts';
import type { PlumblineProcess } from './plumbline-process.ts';
import { createScene, type Scene } from './scene.ts';

export interface StopPlan {
  cycles: number;
  clients: number;
  /** In 0..1; when to stop. */
  random: () => number;
  /** Called after each cycle. */
  tell?: (cycle: number) => void;
}

/** What a series of stops came to; everything but the first four must be zero. */
export interface StopSummary extends Told {
  cycles: number;
  acknowledged: number;
  /** Posts that were told to come again, and connections that were closed before anything was done. */
  refused: number;
  broken: number;
  lost: number;
  /** Posts that were stored although their client got no answer. */
  unanswered: number;
  duplicates: number;
  undelivered: number;
  /** Ends with another code than 0, or by a signal. */
  badEnds: number;
  /** Times that the managed Postgres outlived the server. */
  postgresLeft: number;
  surprises: string[];
}

/**
 * Asks the server to stop again and again while clients post: whatever it has begun it must answer, and whatever it does
 * not answer it must not have begun.
 */
export async function stopAgainAndAgain(plan: StopPlan): Promise<StopSummary> {
  // Nobody is killed, so no lease has to end soon; a machine that is slow must not make a message look abandoned.
  const { scene, first } = await createScene({ settings: { PLUMBLINE_NOTIFICATIONS__LEASE_SECONDS: '60' } });
  const ledger = newLedger();
  const counts = { lost: 0, unanswered: 0, badEnds: 0, postgresLeft: 0 };
  let server = first;
  try {
    for (let cycle = 1; cycle <= plan.cycles; cycle += 1) {
      server = await oneCycle({ scene, ledger, server, counts }, plan);
      plan.tell?.(cycle);
    }
    await settle({ scene, ledger }, 60_000);
    const undelivered = await drainOutbox(scene, 60_000);
    return {
      cycles: plan.cycles,
      acknowledged: acknowledged(ledger).length,
      ...(await compareTold(scene, ledger)),
      refused: ledger.refusals.unavailable,
      broken: ledger.refusals.broken,
      ...counts,
      duplicates: await countDuplicates(scene),
      undelivered,
      surprises: ledger.surprises.slice(0, 5),
    };
  } finally {
    await server.end('SIGTERM');
    await scene.close();
  }
}

interface Stage {
  scene: Scene;
  ledger: Ledger;
  server: PlumblineProcess;
  counts: { lost: number; unanswered: number; badEnds: number; postgresLeft: number };
}

/** Posts until the server has ended, starts it again, and looks what is there; answers the new one. */
async function oneCycle({ scene, ledger, server, counts }: Stage, plan: StopPlan): Promise<PlumblineProcess> {
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
