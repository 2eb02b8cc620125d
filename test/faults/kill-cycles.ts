import { setTimeout as delay } from 'node:timers/promises';
import { countLost, countOrphanLeases, countUnreadable } from './audit-ledger.ts';
import { repeatCycles, type CyclePlan, type CycleSummary, type Stage } from './cycles.ts';
import { acknowledged, postAll, type Ledger } from './ledger.ts';
import type { PlumblineProcess } from './plumbline-process.ts';

export interface KillPlan extends CyclePlan {
  /** With the server, its Postgres is killed too, as when the machine's memory runs out. */
  withPostgres?: boolean;
}

/** What a whole series of kills came to; `adopted` and `refused` may be any number, all else is as the summary says. */
export interface KillSummary extends CycleSummary {
  /** Kills after which the next server took over the Postgres that was left. */
  adopted: number;
  refused: number;
  orphanLeases: number;
}

/**
 * Produce, kill, validate: clients post while the server is killed again and again; what they were acknowledged must be
 * there after each start, and everybody who had to be told must have been told at the end.
 */
export async function killAgainAndAgain(plan: KillPlan): Promise<KillSummary> {
  const counts = { adopted: 0, lost: 0, orphanLeases: 0 };
  const { summary, refusals } = await repeatCycles(plan, { counts }, (stage, cycle) => oneCycle(stage, plan, cycle));
  return { ...counts, ...summary, refused: refusals.broken + refusals.unavailable };
}

/** Posts until the kill, starts again (sometimes killed once more while it starts), and looks what is there. */
async function oneCycle(
  { scene, ledger, server, counts }: Stage<{ adopted: number; lost: number; orphanLeases: number }>,
  plan: KillPlan,
  cycle: number,
): Promise<PlumblineProcess> {
  let over = false;
  const posting = postAll({ scene, ledger, isOver: () => over }, plan.clients);
  await acknowledgedMore(ledger, Math.ceil(plan.random() * 60));
  // Not at an acknowledgement: anywhere in what is under way then.
  await delay(plan.random() * 30);
  const postgres = scene.postmaster();
  await kill(server, plan.withPostgres ? postgres?.pid : undefined);
  // Clients go on against a dead server for a moment, as clients do.
  over = true;
  await posting;
  scene.receivers.nextLife();
  if (cycle % 5 === 0) {
    const brief = scene.launch();
    await delay(100 + plan.random() * 600);
    await brief.end('SIGKILL');
    scene.receivers.nextLife();
  }
  const next = scene.launch();
  await next.ready;
  if (postgres && scene.postmaster()?.pid === postgres.pid) counts.adopted += 1;
  counts.lost += await countLost(scene, ledger.entries);
  counts.lost += await countUnreadable(scene, ledger.entries, 10);
  counts.orphanLeases += await scene.ask((sql) => countOrphanLeases(sql, 15));
  return next;
}

/** Waits until `more` profiles were acknowledged from now on, at most five seconds. */
async function acknowledgedMore(ledger: Ledger, more: number): Promise<void> {
  const enough = acknowledged(ledger).length + more;
  for (const deadline = Date.now() + 5000; Date.now() < deadline; await delay(5)) {
    if (acknowledged(ledger).length >= enough) return;
  }
}

async function kill(server: PlumblineProcess, postgres: number | undefined): Promise<void> {
  if (postgres !== undefined) process.kill(postgres, 'SIGKILL');
  await server.end('SIGKILL');
}

/** Pseudo-random numbers in 0..1 that are the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
