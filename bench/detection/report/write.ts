import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { packageRoot } from '../../../server/config/package-root.ts';
import { readAgreement } from '../packages/agreement.ts';
import { curvePicture } from './curve.ts';
import type { CurvePanel } from './curve.ts';
import { detectionPage } from './page.ts';
import type { PageFacts } from './page.ts';

/** Writes the page and its picture into docs/explain/. */
export async function writeReport(facts: PageFacts, details: Record<string, unknown>): Promise<void> {
  const folder = join(packageRoot(), 'docs', 'explain');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'detection.md');
  const options = await resolveConfig(path);
  writeFileSync(
    path,
    await format(detectionPage({ ...facts, figures: { ...readAgreement(), ...facts.figures } }), {
      ...options,
      filepath: path,
    }),
  );
  writeFileSync(join(folder, 'detection.svg'), curvePicture(panelsOf(facts, details)));
}

function panelsOf({ figures, datasets, rules }: PageFacts, details: Record<string, unknown>): CurvePanel[] {
  return datasets.flatMap((dataset) => {
    const shown = rules.flatMap(({ name }) => {
      const { curve = [] } = (details[`${dataset}.${name}`] ?? {}) as { curve?: [number, number][] };
      const [percent, recall] = [
        figures[`${dataset}.${name}.cleanDaysWithAlarmPct`],
        figures[`${dataset}.${name}.recall`],
      ];
      if (curve.length === 0 || percent === undefined || recall === undefined) return [];
      return [{ name, point: [percent, recall] as [number, number], curve }];
    });
    return shown.length === 0 || dataset === 'yosemite' ? [] : [{ dataset, rules: shown }];
  });
}
