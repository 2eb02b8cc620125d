import { hopsBy, order, reachedFrom, type Hop } from './upstream.ts';

/**
 * What was seen of a dataset (or job) in the data interval that is asked about, strongest first. The first four say that it is in
 * trouble itself; the next three that something changed; `checks-passed` that it was found well.
 */
export type SignKind =
  | 'run-failed'
  | 'run-missing'
  | 'late'
  | 'checks-failed'
  | 'schema-changed'
  | 'volume-changed'
  | 'code-changed'
  | 'checks-passed';

export interface Sign {
  /** `dst_4`, `job_7`. */
  node: string;
  kind: SignKind;
  /** RFC 3339. */
  at: string;
  /** For people: `12 rows, 400 before`. */
  text: string;
  /** INC-7, of a sign that an incident tells. */
  incident?: string;
  /** The job whose run or code it is about. */
  job?: string;
  run?: string;
}

/** Plain facts: what flows into what around the failing node, and what was seen of each. */
export interface CauseFacts {
  /** The failing dataset or job. */
  focus: string;
  hops: readonly Hop[];
  signs: readonly Sign[];
}

export interface Suspect {
  node: string;
  /** Hops upstream of the failing node; 0 is itself. */
  distance: number;
  /** What speaks against it, strongest first. */
  evidence: Omit<Sign, 'node'>[];
  /** The way from it to the failing node, it first; `job`: by which the node is reached from the one before. */
  path: { node: string; job: string | null }[];
}

export interface Cause {
  /** The failing node itself where nothing upstream is suspected. */
  suspect: Suspect;
  isUpstream: boolean;
  /** Others upstream that are in trouble and have nothing in trouble above them; at most ten. */
  others: Suspect[];
}

const kinds: readonly SignKind[] = ['run-failed', 'run-missing', 'late', 'checks-failed', 'schema-changed', 'volume-changed', 'code-changed']; // prettier-ignore
const rankOf = (kind: SignKind) => kinds.indexOf(kind);
const isTrouble = ({ kind }: Sign) => rankOf(kind) >= 0 && rankOf(kind) <= rankOf('checks-failed');
const isOwnFault = ({ kind }: Sign) => isTrouble({ kind } as Sign) && kind !== 'checks-failed';
const mostOthers = 10;

/**
 * The most upstream node in trouble from which the trouble can have come: nothing above it is in trouble, and on the way from it no
 * dataset's checks passed. Of several the one with the strongest evidence, then the earliest, the nearest. Where none is in trouble, what changed
 * nearest is suspected, unless the failing node's own run failed or did not come. The order of the facts plays no part.
 */
export function causeOf({ focus, hops, signs }: CauseFacts): Cause {
  const known = signsBy(signs);
  const above = hopsBy(hops, 'up');
  const inTrouble = (node: string) => (known.get(node) ?? []).some(isTrouble);
  const isWell = (node: string) =>
    !inTrouble(node) && (known.get(node) ?? []).some(({ kind }) => kind === 'checks-passed');
  const goesOn = (node: string) => !isWell(node);
  const reached = reachedFrom(focus, { hops: above, direction: 'up' }, goesOn);
  const suspectOf = (node: string): Suspect => ({
    node,
    distance: reached.get(node)?.distance ?? 0,
    evidence: evidenceOf(known.get(node) ?? []),
    path: pathFrom(node, reached),
  });
  const troubled = [...reached.keys()].filter((node) => node !== focus && inTrouble(node));
  const topmost = withNothingAbove(
    troubled,
    (node) => reachedFrom(node, { hops: above, direction: 'up' }, goesOn),
    known,
  );
  const tops = topmost.map(suspectOf).sort(byEvidence);
  if (tops[0]) return { suspect: tops[0], isUpstream: true, others: tops.slice(1, mostOthers + 1) };
  const changed = [...reached.keys()].map(suspectOf).filter(({ evidence }) => evidence.length > 0);
  const isItself = (known.get(focus) ?? []).some(isOwnFault);
  const nearest = isItself ? undefined : changed.filter(hasChange).sort(byNearness)[0];
  const suspect = nearest ?? suspectOf(focus);
  return { suspect, isUpstream: suspect.node !== focus, others: [] };
}

function signsBy(signs: readonly Sign[]): Map<string, Sign[]> {
  const by = new Map<string, Sign[]>();
  for (const sign of signs) by.set(sign.node, [...(by.get(sign.node) ?? []), sign]);
  return by;
}

/** Each once, strongest first, what an incident tells before what was only seen, then the earliest. */
function evidenceOf(signs: readonly Sign[]): Suspect['evidence'] {
  const once = new Map(signs.filter(({ kind }) => kind !== 'checks-passed').map((sign) => [keyOf(sign), sign]));
  return [...once.values()].sort(bySign).map(({ node: _, ...evidence }) => evidence);
}

const keyOf = ({ kind, at, text, incident, job, run }: Omit<Sign, 'node'>) =>
  JSON.stringify([kind, at, text, incident ?? '', job ?? '', run ?? '']);
const bySign = (a: Omit<Sign, 'node'>, b: Omit<Sign, 'node'>) =>
  rankOf(a.kind) - rankOf(b.kind) ||
  Number(a.incident === undefined) - Number(b.incident === undefined) ||
  order(a.at, b.at) ||
  order(keyOf(a), keyOf(b));

type Reached = ReturnType<typeof reachedFrom>;

/** Those above which no other is; of a circle of them the one whose trouble began first. */
function withNothingAbove(
  nodes: readonly string[],
  aboveOf: (node: string) => Reached,
  known: ReadonlyMap<string, readonly Sign[]>,
): string[] {
  const above = new Map(nodes.map((node) => [node, aboveOf(node)]));
  const beganAt = (node: string) => (known.get(node) ?? []).filter(isTrouble).map(({ at }) => at).sort()[0] ?? ''; // prettier-ignore
  const isBefore = (a: string, b: string) => (order(beganAt(a), beganAt(b)) || order(a, b)) < 0;
  return nodes.filter((node) =>
    nodes.every((other) => {
      if (other === node || !above.get(node)!.has(other)) return true;
      const inCircle = above.get(other)!.has(node);
      return inCircle && isBefore(node, other);
    }),
  );
}

const firstOf = ({ evidence }: Suspect) => evidence[0]!;
const byEvidence = (a: Suspect, b: Suspect) =>
  rankOf(firstOf(a).kind) - rankOf(firstOf(b).kind) ||
  order(firstOf(a).at, firstOf(b).at) ||
  a.distance - b.distance ||
  order(a.node, b.node);
const hasChange = ({ evidence }: Suspect) => evidence.some((one) => !isTrouble({ ...one, node: '' }));
const byNearness = (a: Suspect, b: Suspect) => a.distance - b.distance || byEvidence(a, b);

function pathFrom(node: string, reached: Reached): Suspect['path'] {
  const path: Suspect['path'] = [{ node, job: null }];
  for (let hop = reached.get(node)?.by ?? null; hop !== null; hop = reached.get(hop.to)?.by ?? null)
    path.push({ node: hop.to, job: hop.job });
  return path;
}
