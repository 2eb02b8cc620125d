import type { RunState } from '../api/types.ts';

/** A run as one row: its bar in seconds from the zero of the scale. */
export interface GanttRow {
  id: string;
  label: string;
  href: string;
  state: RunState;
  start: number | null;
  end: number | null;
  /** How far it stands below others. */
  depth: number;
  /** Beside its bar: `20 min, 47 min late`. */
  note: string;
  /** It started later than expected: from there to its bar a line is drawn. */
  isLate?: boolean;
  isHere?: boolean;
  /** Where its parts are shown or hidden; absent where it has none. */
  toggle?: { href: string; isOpen: boolean };
}
