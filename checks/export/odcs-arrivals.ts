import type { ByRule } from '../arrival/rule.ts';
import type { Suite } from '../expectation.ts';
import { spanOf } from './odcs-rules.ts';

/** A rule of arrival as a service level; without a level ODCS cannot say it. */
export interface ArrivalLevel {
  rule: string;
  status: 'translated' | 'not_possible';
  note: string | null;
  level?: object;
}

/** The service levels that `by` and `expect_every` are. */
export function arrivalLevels({ arrivals = [] }: Suite): ArrivalLevel[] {
  return arrivals.map((rule) => {
    const isPlain = rule.graceSeconds === 0 && rule.severity === 'error';
    if (rule.kind === 'expect_every') {
      if (!isPlain || rule.gapSeconds % 60 !== 0)
        return impossible(rule.kind, 'a frequency of ODCS has no grace and no severity');
      return {
        rule: rule.kind,
        status: 'translated',
        note: null,
        level: { property: 'frequency', ...spanOf(rule.gapSeconds) },
      };
    }
    const offset = offsetOf(rule);
    if (!isPlain || offset === null || rule.on.length < 7 || rule.awaits !== null)
      return impossible(
        rule.kind,
        'a time of availability has an offset, and no zone with summer time, days, grace or severity',
      );
    const time = `${pad(Math.floor(rule.minuteOfDay / 60))}:${pad(rule.minuteOfDay % 60)}`;
    return {
      rule: rule.kind,
      status: 'translated',
      note: null,
      level: { property: 'timeOfAvailability', value: time + offset },
    };
  });
}

/** `-08:00` of a zone that has one offset all year; signs of Etc/GMT are the other way round. */
function offsetOf({ zone }: ByRule): string | null {
  if (zone === 'UTC' || zone === 'Etc/UTC') return '+00:00';
  const [, sign, hours] = /^Etc\/GMT([+-])(\d{1,2})$/.exec(zone) ?? [];
  return hours === undefined ? null : `${sign === '+' ? '-' : '+'}${pad(Number(hours))}:00`;
}

function impossible(rule: string, note: string): ArrivalLevel {
  return { rule, status: 'not_possible', note };
}

function pad(number: number): string {
  return String(number).padStart(2, '0');
}
