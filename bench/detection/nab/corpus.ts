import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface NabSeries {
  name: string;
  times: Date[];
  values: number[];
  windows: [number, number][];
}

/** The 58 files below `folder`/data with the windows of labels/combined_windows.json, as places of rows. */
export function readNab(folder: string): NabSeries[] {
  const labels = JSON.parse(readFileSync(join(folder, 'labels', 'combined_windows.json'), 'utf8')) as Record<
    string,
    [string, string][]
  >;
  return Object.entries(labels).map(([name, spans]) => {
    const lines = readFileSync(join(folder, 'data', name), 'utf8')
      .trim()
      .split(/\r?\n/)
      .slice(1);
    const stamps = lines.map((line) => line.slice(0, line.indexOf(',')));
    const place = (text: string): number => stamps.indexOf(text.replace(/\.0+$/, ''));
    return {
      name,
      times: stamps.map((stamp) => new Date(`${stamp.replace(' ', 'T')}Z`)),
      values: lines.map((line) => Number(line.slice(line.indexOf(',') + 1))),
      windows: spans.map(([first, last]): [number, number] => [place(first), place(last)]),
    };
  });
}
