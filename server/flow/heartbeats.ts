import { hostname } from 'node:os';
import { listHeartbeats, saveHeartbeats } from '../store/heartbeats.ts';
import type { Pool, Sql } from '../store/sql.ts';

const everyMs = 5_000;

/** Parts of a process, and after how many seconds without a sign each is taken for stopped. */
const components = { ingest: 30, clock: 60, notifier: 30 } as const;
export type Component = keyof typeof components;

export interface HeartbeatContext {
  pool: Pool;
  log: { warn(fields: object, message: string): void };
  /** When each part of this process last did its work; null: not yet. */
  workedAt: Record<Component, () => Date | null>;
}

/** Writes the heartbeats of this process at once and every five seconds until stopped. */
export function startHeartbeats(context: HeartbeatContext): { stop(): Promise<void> } {
  let beating = Promise.resolve();
  const start = () => {
    beating = beating.then(() => beat(context));
  };
  start();
  const timer = setInterval(start, everyMs);
  return { stop: () => (clearInterval(timer), beating) };
}

/** Writes the heartbeats of this process once; what the database does not take is logged and left out. */
export async function beat({ pool, log, workedAt }: HeartbeatContext): Promise<void> {
  const instance = `${hostname()}:${process.pid}`;
  const beats = Object.entries(workedAt).map(([component, at]) => ({ component, instance, workedAt: at() }));
  try {
    await saveHeartbeats(pool, beats);
  } catch (error) {
    log.warn({ error }, 'heartbeats could not be written');
  }
}

export interface ComponentState {
  component: Component;
  /** `ok`: alive and at work · `stale`: no sign for too long · `absent`: never seen. */
  state: 'ok' | 'stale' | 'absent';
  /** When any process last did this work. */
  workedAt: Date | null;
  aliveAt: Date | null;
  instances: { instance: string; workedAt: Date | null; aliveAt: Date }[];
}

/** How each part is, over all processes. Of ingest only its life counts: that nobody posts is no fault of it. */
export async function readComponents(sql: Sql): Promise<ComponentState[]> {
  const { beats, now } = await listHeartbeats(sql);
  return (Object.keys(components) as Component[]).map((component) => {
    const instances = beats.filter((one) => one.component === component).map(({ component: _, ...rest }) => rest);
    const aliveAt = latest(instances.map((one) => one.aliveAt));
    const workedAt = latest(instances.map((one) => one.workedAt));
    const isFresh = (at: Date | null) => at !== null && now.getTime() - at.getTime() <= components[component] * 1000;
    // A part of another version may not say when it worked: then that it lives must do.
    const isAtWork = component === 'ingest' || workedAt === null || isFresh(workedAt);
    const state = aliveAt === null ? 'absent' : isFresh(aliveAt) && isAtWork ? 'ok' : 'stale';
    return { component, state, workedAt, aliveAt, instances };
  });
}

function latest(instants: readonly (Date | null)[]): Date | null {
  return instants.reduce((newest, at) => (at !== null && (newest === null || at > newest) ? at : newest), null);
}
