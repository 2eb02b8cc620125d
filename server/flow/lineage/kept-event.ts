import { createHash } from 'node:crypto';
import type { FieldProblem } from '../../../checks/index.ts';
import { readEvent, redacted, warningsOf, type EventPrivacy, type LineageEvent } from '../../openlineage/index.ts';
import { Problem } from '../../problem.ts';
import type { NewEvent } from '../../store/lineage/events.ts';
import { runKeyHex } from './run-results.ts';

/** What a body says as an OpenLineage event. Throws a Problem with every field that keeps it from being one. */
export function validEvent(value: unknown): LineageEvent {
  const read = readEvent(value);
  if ('event' in read) return read.event;
  const { errors } = read;
  throw new Problem('invalid-request', `${errors.length} field(s) of the OpenLineage event are not valid.`, { errors });
}

interface Came {
  privacy: EventPrivacy;
  receivedAt: Date;
  traceparent: string | null;
  /** `key:airflow`, `kafka:openlineage.events`. */
  sender: string;
  /** What was found before, as a warning of the event. */
  warned?: readonly FieldProblem[];
}

/** The event as it is stored: without secrets, under the hash of what is left. Throws a Problem for one that is nested too deeply. */
export function keptEvent(event: LineageEvent, value: Record<string, unknown>, came: Came): NewEvent {
  const warnings = [...(came.warned ?? []), ...warningsOf(value)];
  const body = bodyOf(value, came.privacy);
  const { run, kind, at: eventAt } = event;
  return {
    eventAt,
    hash: createHash('sha256').update(body).digest('hex').slice(0, 32),
    receivedAt: came.receivedAt.toISOString(),
    kind,
    runKey: run ? runKeyHex({ namespace: run.job.namespace, id: run.id }) : null,
    body,
    warnings: warnings.length === 0 ? null : JSON.stringify(warnings),
    traceparent: came.traceparent,
    sender: came.sender,
  };
}

function bodyOf(value: Record<string, unknown>, privacy: EventPrivacy): string {
  try {
    return redacted(value, privacy);
  } catch (error) {
    // What JSON.stringify and its like cannot walk.
    if (error instanceof RangeError) throw new Problem('invalid-request', 'The event is nested too deeply.');
    throw error;
  }
}
