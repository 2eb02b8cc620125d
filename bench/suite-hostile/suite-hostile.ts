import { parseDocument } from 'yaml';
import { compilePattern, parseSuite } from '../../checks/index.ts';
import type { Bench } from '../bench.ts';
import { SLOW_PATTERNS } from './patterns.ts';
import { HOSTILE_SUITES } from './suites.ts';

const rounds = 5;
const longestAttack = 100_000;
/** What a YAML library alone is given: not what would end the process. */
const readable = (text: string) =>
  text.length <= 300_000 && !/^(\[{1000}|(\{a: ){1000}|(- ){1000}|(\? ){1000})/.test(text);

/** How long a hostile suite, or a regular expression that is known to be slow, can hold up whoever reads it. */
export const suiteHostile: Bench = {
  name: 'suite-hostile',
  about: 'worst answer to a hostile suite and to slow regular expressions',
  async run({ say }) {
    for (const [, text] of HOSTILE_SUITES) parseSuite(text);
    const suites = HOSTILE_SUITES.map(([name, text]) => ({ name, text, ...timed(() => parseSuite(text)) }));
    const patterns = SLOW_PATTERNS.map(({ pattern, ...attack }) => ({
      name: pattern,
      ...timed(() => ask(pattern, attack)),
    }));
    const slowest = suites.toSorted((a, b) => b.ms - a.ms)[0];
    for (const { name, ms } of [...suites, ...patterns].toSorted((a, b) => b.ms - a.ms).slice(0, 5))
      say(`${ms.toFixed(1)} ms: ${name.slice(0, 60)}`);
    const compared = suites.filter(({ text }) => readable(text));
    const ours = compared.reduce((sum, { ms }) => sum + ms, 0);
    const plain = compared.reduce(
      (sum, { text }) => sum + timed(() => parseDocument(text, { logLevel: 'silent' })).ms,
      0,
    );
    return {
      conditions: { suites: suites.length, patterns: patterns.length, rounds, comparedWithYaml: compared.length },
      figures: {
        worstMs: slowest?.ms ?? 0,
        worstCpuMs: Math.max(...suites.map(({ cpuMs }) => cpuMs)),
        worstPatternMs: Math.max(...patterns.map(({ ms }) => ms)),
        plainYamlRatio: plain / ours,
      },
    };
  },
};

/** The attack as long as it is looked at at all, so that the whole bound is used up. */
function ask(text: string, { start = '', pump, end }: { start?: string | undefined; pump: string; end: string }): void {
  const { pattern } = compilePattern(text);
  if (pattern === null) return;
  for (let length = longestAttack; length >= 100; length /= 2) {
    const attack = start + pump.repeat(length / pump.length) + end;
    if (pattern.matches(attack) !== null) return;
  }
}

/** The quickest of some rounds, in milliseconds by the wall and of the processor: other programs only ever make it slower. */
function timed(act: () => unknown): { ms: number; cpuMs: number } {
  let [ms, cpuMs] = [Infinity, Infinity];
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    const spent = process.cpuUsage();
    act();
    const { user, system } = process.cpuUsage(spent);
    ms = Math.min(ms, performance.now() - began);
    cpuMs = Math.min(cpuMs, (user + system) / 1000);
  }
  return { ms, cpuMs };
}
