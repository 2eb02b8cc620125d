import { randomFrom, type Random } from '../detection/random.ts';

/** A made estate as numbers: ids count from 1, so that rows can be written without asking for any back. */
export interface Estate {
  namespaces: string[];
  /** By id - 1. */
  datasets: { namespace: number; name: string; owner: string | null }[];
  jobs: { namespace: number; name: string; parent: number | null; explicit: boolean }[];
  /** job, dataset, 1 for what it writes and 0 for what it reads. */
  edges: [job: number, dataset: number, output: 0 | 1][];
  /** source, target, job: of the jobs that are explicit. */
  links: [source: number, target: number, job: number][];
  /** A dataset with about ten thousand downstream of it; null in an estate too small for one. */
  wide: number | null;
  /** Datasets that 2,000 jobs read each. */
  hubs: number[];
}

const layers = 10;
const jobsOfDomain = 200;
const tasksOfDag = 10;
const readersOfHub = 2_000;
const wideJobs = 10_000;
const perNamespace = 25;

/**
 * An estate as big companies have them: domains of 200 jobs in ten layers, each job reading some of what the layer below
 * made; hubs that 2,000 jobs read, one job of 500 inputs, cycles, DAGs as parents, some jobs that say themselves what goes
 * into what. The same for the same size.
 */
export function makeEstate(size: number): Estate {
  const estate: Estate = { namespaces: [], datasets: [], jobs: [], edges: [], links: [], wide: null, hubs: [] };
  const random = randomFrom(`estate of ${size}`);
  const wide = size >= 4 * wideJobs ? wideJobs : 0;
  const domains = Math.ceil((size - wide) / jobsOfDomain);
  for (let domain = 0; domain < domains; domain++) addDomain(estate, domain, random);
  if (wide > 0) addWide(estate, wide);
  addHubs(estate, random);
  const many = random.below(estate.jobs.length) + 1;
  for (let n = 0; n < 500; n++) estate.edges.push([many, 1 + random.below(estate.datasets.length), 0]);
  return { ...estate, edges: once(estate.edges) };
}

const namespaceOf = (estate: Estate, name: string) => {
  const at = estate.namespaces.lastIndexOf(name);
  return at === -1 ? estate.namespaces.push(name) : at + 1;
};

function addDataset(estate: Estate, dataset: Estate['datasets'][number]): number {
  return estate.datasets.push(dataset);
}

function addDomain(estate: Estate, domain: number, random: Random): void {
  const at = Math.floor(domain / perNamespace);
  const data = namespaceOf(estate, `postgres://wh-${at}:5432`);
  const flow = namespaceOf(estate, `airflow-${at}`);
  const owner = `team-${domain % 40}`;
  const sources = Array.from({ length: 20 }, (_, n) =>
    addDataset(estate, { namespace: data, name: `dwh.raw_${domain}.source_${n}`, owner }),
  );
  const made: number[][] = [sources];
  for (let n = 0, dag = 0; n < jobsOfDomain; n++) {
    if (n % tasksOfDag === 0) {
      const name = `dag_${domain}_${n / tasksOfDag}`;
      dag = estate.jobs.push({ namespace: flow, name, parent: null, explicit: false });
    }
    const layer = 1 + Math.floor((n * layers) / jobsOfDomain);
    const explicit = random.below(50) === 0;
    const job = estate.jobs.push({ namespace: flow, name: `dag_${domain}.load_${n}`, parent: dag, explicit });
    const reads = inputsOf({ made, layer, random, all: estate.datasets.length });
    const writes = Array.from({ length: random.below(10) === 0 ? 2 : 1 }, (_, k) =>
      addDataset(estate, {
        namespace: data,
        name: `dwh.layer_${layer}_${domain}.table_${n}_${k}`,
        owner: random.below(10) === 0 ? null : owner,
      }),
    );
    (made[layer] ??= []).push(...writes);
    connect(estate, { job, reads, writes, explicit });
    // Some write back what the layers above read again.
    if (layer > 3 && random.below(400) === 0) estate.edges.push([job, random.pick(made[1] ?? sources), 1]);
  }
}

function connect(
  estate: Estate,
  { job, reads, writes, explicit }: { job: number; reads: number[]; writes: number[]; explicit: boolean },
): void {
  for (const dataset of reads) estate.edges.push([job, dataset, 0]);
  for (const dataset of writes) estate.edges.push([job, dataset, 1]);
  if (explicit) for (const target of writes) estate.links.push([reads[0] ?? target, target, job]);
}

/** Mostly of the layer below in its own domain, sometimes of any layer below, seldom of another domain. */
function inputsOf(q: { made: number[][]; layer: number; random: Random; all: number }): number[] {
  const { made, layer, random, all } = q;
  return Array.from({ length: 1 + random.below(4) }, () => {
    const kind = random.below(20);
    if (kind === 0) return 1 + random.below(all);
    return random.pick(made[kind < 4 ? random.below(layer) : layer - 1] ?? [1]);
  });
}

/** One dataset, ten jobs that read it and write one each, ten that read each of those, until there are as many as asked. */
function addWide(estate: Estate, size: number): void {
  const data = namespaceOf(estate, 'postgres://wide:5432');
  const flow = namespaceOf(estate, 'airflow-wide');
  const first = addDataset(estate, { namespace: data, name: 'dwh.wide.root', owner: null });
  estate.wide = first;
  for (let n = 0; n < size; n++) {
    const job = estate.jobs.push({ namespace: flow, name: `wide.load_${n}`, parent: null, explicit: false });
    const made = addDataset(estate, { namespace: data, name: `dwh.wide.table_${n}`, owner: `team-${n % 40}` });
    estate.edges.push([job, first + Math.floor(n / 10), 0], [job, made, 1]);
    if (n > 20) estate.edges.push([job, first + Math.floor(n / 10) - 1, 0]);
  }
}

function addHubs(estate: Estate, random: Random): void {
  const ordinary = estate.wide === null ? estate.datasets.length : estate.wide - 1;
  const data = namespaceOf(estate, 'postgres://reference:5432');
  const count = 1 + Math.floor(ordinary / 100_000);
  const jobs = estate.jobs.length - (estate.wide === null ? 0 : wideJobs);
  for (let n = 0; n < count; n++) {
    const hub = addDataset(estate, { namespace: data, name: `dwh.reference.calendar_${n}`, owner: 'team-platform' });
    estate.hubs.push(hub);
    for (let reader = 0; reader < readersOfHub; reader++) {
      const job = 1 + random.below(jobs);
      // A DAG itself reads nothing.
      if (estate.jobs[job - 1]?.parent !== null) estate.edges.push([job, hub, 0]);
    }
  }
}

function once(edges: Estate['edges']): Estate['edges'] {
  const seen = new Set<number>();
  return edges.filter(([job, dataset, output]) => {
    const key = (job * 2 + output) * 4_194_304 + dataset;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
