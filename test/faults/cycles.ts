import { compareTold, countDuplicates, countLost, drainOutbox, type Told } from './audit-ledger.ts';
import { acknowledged, newLedger, settle, type Ledger } from './ledger.ts';
import { auditLearning, type LearnedAudit } from './audit-learning.ts';
import type { PlumblineProcess } from './plumbline-process.ts';
import { createScene, type Scene, type SceneOptions } from './scene.ts';

/** How often the server is ended while how many clients post. */
export interface CyclePlan {
  cycles: number;
  clients: number;
  /** In 0..1; when to end it. */
  random: () => number;
  /** Called after each cycle. */
  tell?: (cycle: number) => void;
}

/** Where a cycle plays, and what it adds to. */
export interface Stage<Counts> {
  scene: Scene;
  ledger: Ledger;
  server: PlumblineProcess;
  counts: Counts;
}

/** What every series of ends came to; everything but cycles, acknowledged and bookmarks must be zero. */
export interface CycleSummary extends Told, LearnedAudit {
  cycles: number;
  acknowledged: number;
  lost: number;
  duplicates: number;
  undelivered: number;
  surprises: string[];
}

/**
 * Plays `oneCycle`, which answers the server that runs after it, again and again; then waits until all is settled and told,
 * and compares what is there with what clients were acknowledged. `counts` are added to by the cycles.
 */
export async function repeatCycles<Counts extends { lost: number }>(
  plan: CyclePlan,
  { counts, options }: { counts: Counts; options?: SceneOptions },
  oneCycle: (stage: Stage<Counts>, cycle: number) => Promise<PlumblineProcess>,
): Promise<{ summary: CycleSummary; refusals: Ledger['refusals'] }> {
  const { scene, first } = await createScene(options);
  const ledger = newLedger();
  let server = first;
  try {
    for (let cycle = 1; cycle <= plan.cycles; cycle += 1) {
      server = await oneCycle({ scene, ledger, server, counts }, cycle);
      plan.tell?.(cycle);
    }
    await settle({ scene, ledger }, 60_000);
    const undelivered = await drainOutbox(scene, 60_000);
    const summary = {
      cycles: plan.cycles,
      acknowledged: acknowledged(ledger).length,
      ...(await compareTold(scene, ledger)),
      lost: counts.lost + (await countLost(scene, ledger.entries)),
      duplicates: await countDuplicates(scene),
      undelivered,
      ...(await auditLearning(scene)),
      surprises: ledger.surprises.slice(0, 5),
    };
    return { summary, refusals: ledger.refusals };
  } finally {
    await server.end('SIGTERM');
    await scene.close();
  }
}
