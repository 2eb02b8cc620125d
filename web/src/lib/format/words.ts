import type { DatasetStatus, Outcome, Severity, Verdict } from '../api/types.ts';

/** The four tones of the palette and the neutral two; every tone has its own shape. */
export type Tone = 'ok' | 'warn' | 'critical' | 'info' | 'unknown';
export interface Words {
  tone: Tone;
  word: string;
}

export const STATUS: Record<DatasetStatus, Words> = {
  ok: { tone: 'ok', word: 'OK' },
  warn: { tone: 'warn', word: 'Warning' },
  fail: { tone: 'critical', word: 'Failing' },
  undecided: { tone: 'info', word: 'Undecided' },
  unknown: { tone: 'unknown', word: 'Not judged' },
};

export const OUTCOME: Record<Verdict, Words> = {
  pass: { tone: 'ok', word: 'Pass' },
  warn: { tone: 'warn', word: 'Warn' },
  fail: { tone: 'critical', word: 'Fail' },
  undecided: { tone: 'info', word: 'Undecided' },
  error: { tone: 'critical', word: 'Error' },
  none: { tone: 'unknown', word: 'Not judged' },
};

export const SEVERITY: Record<Severity, Words> = {
  critical: { tone: 'critical', word: 'Critical' },
  error: { tone: 'critical', word: 'Error' },
  warn: { tone: 'warn', word: 'Warning' },
  info: { tone: 'info', word: 'Info' },
};

const ORDER: Outcome[] = ['fail', 'error', 'warn', 'undecided', 'pass'];

/** `18 pass · 1 warn`: counts of results by outcome, worst first, zeros left out. */
export function outcomeCounts(checks: Record<Outcome, number>): string {
  const parts = ORDER.filter((outcome) => checks[outcome] > 0).map((outcome) => `${checks[outcome]} ${outcome}`);
  return parts.length === 0 ? 'none' : parts.join(' · ');
}
