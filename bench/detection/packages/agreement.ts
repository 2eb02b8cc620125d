import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { packageRoot } from '../../../server/config/package-root.ts';
import { writeWhole } from '../data/cache.ts';
import { packageRules } from './packages.ts';

/** What the packages said when they were last asked: they take minutes to hours, and the page tells it although a run does without. */
const file = (): string => join(packageRoot(), 'bench', 'detection', 'packages', 'agreement.json');

export type Figures = Record<string, number>;

/** Figures by `<dataset>.<package>.<figure>`; none before they were ever asked. */
export const readAgreement = (): Figures =>
  existsSync(file()) ? (JSON.parse(readFileSync(file(), 'utf8')) as Figures) : {};

/** Keeps those of a run's figures that are of packages, each dataset and package in place of what was said of it before. */
export async function keepAgreement(figures: Figures): Promise<void> {
  const kept = agreementOf(readAgreement(), figures);
  writeWhole(file(), await format(JSON.stringify(kept), { parser: 'json' }));
}

export function agreementOf(before: Figures, now: Figures): Figures {
  const fresh = Object.entries(now).filter(([name]) => isOfPackage(name));
  const again = new Set(fresh.map(([name]) => subjectOf(name)));
  const rest = Object.entries(before).filter(([name]) => !again.has(subjectOf(name)));
  const rounded = fresh.map(([name, value]) => [name, Number(value.toPrecision(4))] as const);
  return Object.fromEntries([...rest, ...rounded].toSorted(([left], [right]) => (left < right ? -1 : 1)));
}

/** Datasets that packages were asked about. */
export const askedDatasets = (figures: Figures): string[] => [
  ...new Set(
    Object.keys(figures)
      .filter(isOfPackage)
      .map((name) => name.split('.')[0] ?? ''),
  ),
];

const isOfPackage = (name: string): boolean => packageRules.some((one) => name.split('.')[1] === one.name);
const subjectOf = (name: string): string => name.split('.').slice(0, 2).join('.');
