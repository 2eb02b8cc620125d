import type { Cause } from '../../../alerts/index.ts';
import { insertJobs } from '../../store/clock-jobs.ts';
import { listOpenAmong, readIncidentSubject, saveIncidentCause } from '../../store/cause/incident-causes.ts';
import { readWindow } from '../../store/cause/window.ts';
import { incidentNumber } from '../../store/incidents.ts';
import { keyOfNodeId, type NodeKey } from '../../store/lineage/node-key.ts';
import type { ClockPlace } from '../judge-arrival.ts';
import { readBlastRadius, readCause } from './read-cause.ts';

export interface CauseJob {
  incident: number;
  /** Asked because this one changed, which lies upstream: it tells all others downstream itself. */
  upstream?: number;
}

/**
 * Finds why an incident is, and keeps it. An incident that changed has those downstream looked at once more: of two that come at the same
 * time neither sees the other, and the job that runs last sees both.
 */
export async function findCause({ sql }: ClockPlace, job: CauseJob & { key: string }, now: Date): Promise<void> {
  const subject = await readIncidentSubject(sql, job.incident);
  if (subject === null) return;
  const focus: NodeKey = subject.datasetId ?? -(subject.jobId ?? 0);
  if (focus === 0) return;
  const of = focus > 0 ? { datasetId: focus } : { jobId: -focus };
  const { blast, keys } = await readBlastRadius(sql, focus);
  if (subject.state !== 'resolved') {
    const { cause } = await readCause(sql, focus, await readWindow(sql, of, now));
    await saveIncidentCause(sql, { incident: job.incident, foundAt: now, ...suspectIds(cause), cause, blast });
  }
  if (job.upstream !== undefined) return;
  const others = (await listOpenAmong(sql, { from: focus, datasets: keys })).filter((one) => one !== job.incident);
  const jobs = others.map((incident) => ({
    key: `${incident}/by/${job.key}`,
    payload: { incident, upstream: job.incident },
  }));
  await insertJobs(sql, 'cause', jobs);
}

function suspectIds({ suspect, isUpstream }: Cause) {
  const key = isUpstream ? keyOfNodeId(suspect.node) : null;
  const told = isUpstream ? suspect.evidence.filter((one) => one.incident !== undefined) : [];
  // Its own rather than that of the job which writes it.
  const incident = (told.find(({ job }) => job === undefined) ?? told[0])?.incident;
  return {
    suspectDatasetId: key !== null && key > 0 ? key : null,
    suspectJobId: key !== null && key < 0 ? -key : null,
    suspectIncidentId: incident === undefined ? null : incidentNumber(incident),
  };
}
