import type { Profile } from '../../../checks/index.ts';
import { createSideWalk, type SideWalk } from './side-walk.ts';
import { actsOn, type HumanAct } from './timeline.ts';
import type { DatasetPast, PagedProfile, ReplayWorld } from './world.ts';

/** The profiles of one dataset, one after another in the order in which they were received, without a look ahead. */
export interface DatasetWalk {
  receive(paged: PagedProfile): void;
  /** The period, or the time for it, is over; false when a profile came so late that its history was forgotten. */
  end(at: Date): boolean;
}

interface State {
  world: ReplayWorld;
  sides: SideWalk[];
  acts: HumanAct[];
  /** The id of the newest profile that came. */
  lastId: number;
  schema: DatasetPast['schema'];
}

export function createWalk(world: ReplayWorld, past: DatasetPast): DatasetWalk {
  const state: State = {
    world,
    sides: world.sides.map((side) => createSideWalk(world, side, past)),
    acts: actsOn(world.silenceActs, past.reals, world.since),
    lastId: Math.max(0, ...past.earlier.map(({ row }) => row.id)),
    schema: past.schema,
  };
  return {
    receive: (paged) => receive(state, paged),
    end(at) {
      advance(state, at);
      for (const { subject } of state.sides) subject.end();
      return !state.sides.some((side) => side.hasMissed());
    },
  };
}

/** All that happened up to and at `now` besides the profiles: messages fell due, people did something. */
function advance({ acts, sides, lastId }: State, now: Date): void {
  for (let act = acts[0]; act !== undefined && act.at <= now; act = acts[0]) {
    acts.shift();
    for (const { subject } of sides) subject.deliverUntil(new Date(act.at.getTime() - 1));
    if (act.kind === 'closed' && act.incident.asNormal) for (const side of sides) side.acceptNewest(lastId + 1);
    for (const { subject } of sides) subject.meet(act);
  }
  for (const { subject } of sides) subject.deliverUntil(now);
}

function receive(state: State, paged: PagedProfile): void {
  const { row, point, partners, again, known } = paged;
  const { world, sides } = state;
  advance(state, again?.at ?? row.received_at);
  const profile = JSON.parse(row.document) as Profile;
  const walked = { row, profile, point, partners, schema: state.schema, known };
  if (again !== null) {
    for (const side of sides) side.judgeAgain(walked, again);
    return;
  }
  world.onJudged(sides.map((side) => side.receive(walked)));
  known?.learn(profile);
  state.lastId = row.id;
  if (row.schema_version !== null) state.schema = { version: row.schema_version, fields: profile.schema?.fields ?? [] };
}
