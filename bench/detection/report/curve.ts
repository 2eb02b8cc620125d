/** A rule on one dataset: what its alarms do, and what its score would do with other limits. */
export interface CurveRule {
  name: string;
  /** Percent of clean days with an alarm, and recall. */
  point: [number, number];
  curve: readonly [number, number][];
}

export interface CurvePanel {
  dataset: string;
  rules: readonly CurveRule[];
}

const size = { width: 300, height: 260, left: 42, bottom: 40, top: 24 };
const [lowest, highest] = [0.5, 100];
const grey = '#828a94';
/** Of middling lightness, so that they show on white and on black. */
const colours = [
  '#e5484d',
  '#3e8ed0',
  '#2f9e6e',
  '#b5790f',
  '#8e6bd6',
  '#c2549d',
  '#5f8f2f',
  '#0f94a3',
  '#a0624a',
  '#6f7f96',
  '#d66a1f',
  '#4a5fd0',
  '#9aa321',
  '#1f8f5f',
  '#c77fa8',
  '#7a5c3e',
];

const x = (percent: number): number =>
  size.left +
  (Math.log(Math.max(percent, lowest) / lowest) / Math.log(highest / lowest)) * (size.width - size.left - 12);
const y = (recall: number): number => size.height - size.bottom - recall * (size.height - size.bottom - size.top);

/** The trade-off of false alarms and recall, one panel a dataset; the lines are other limits on the rule's score, the dots its own. */
export function curvePicture(panels: readonly CurvePanel[]): string {
  const names = [...new Set(panels.flatMap(({ rules }) => rules.map(({ name }) => name)))];
  const legendRows = Math.ceil(names.length / 5);
  const width = size.width * Math.max(1, panels.length);
  const height = size.height + 18 * legendRows + 8;
  const parts = panels.map(
    (panel, index) => `<g transform="translate(${index * size.width},0)">${panelOf(panel, names)}</g>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="11" fill="${grey}">`,
    `<title>Recall of injected errors against clean days with an alarm, for each rule</title>`,
    ...parts,
    legend(names),
    '</svg>',
    '',
  ].join('\n');
}

function panelOf({ dataset, rules }: CurvePanel, names: readonly string[]): string {
  const lines = rules.map(({ name, point, curve }) => {
    const colour = colourOf(names.indexOf(name));
    const wide = name === 'plumbline' ? 2.5 : 1;
    const path = curve.map(([percent, recall]) => `${x(percent).toFixed(1)},${y(recall).toFixed(1)}`).join(' ');
    return (
      `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="${wide}" opacity="0.8"/>` +
      `<circle cx="${x(point[0]).toFixed(1)}" cy="${y(point[1]).toFixed(1)}" r="${wide + 3}" fill="${colour}"/>`
    );
  });
  return [`<text x="${size.left}" y="14" font-weight="bold">${dataset}</text>`, axes(), ...lines].join('\n');
}

function axes(): string {
  const across = [1, 2, 5, 10, 20, 50, 100].map(
    (percent) =>
      `<line x1="${x(percent).toFixed(1)}" x2="${x(percent).toFixed(1)}" y1="${y(0)}" y2="${y(1)}" stroke="${grey}" opacity="0.25"/>` +
      `<text x="${x(percent).toFixed(1)}" y="${y(0) + 14}" text-anchor="middle">${percent}</text>`,
  );
  const up = [0, 0.25, 0.5, 0.75, 1].map(
    (recall) =>
      `<line x1="${size.left}" x2="${x(100).toFixed(1)}" y1="${y(recall)}" y2="${y(recall)}" stroke="${grey}" opacity="0.25"/>` +
      `<text x="${size.left - 6}" y="${y(recall) + 4}" text-anchor="end">${recall}</text>`,
  );
  const label = `<text x="${x(7)}" y="${size.height - 8}" text-anchor="middle">clean days with an alarm, %</text>`;
  return [...across, ...up, label].join('\n');
}

function legend(names: readonly string[]): string {
  return names
    .map((name, index) => {
      const [column, row] = [index % 5, Math.floor(index / 5)];
      const top = size.height + 10 + 18 * row;
      return `<circle cx="${size.left + column * 165}" cy="${top - 4}" r="4" fill="${colourOf(index)}"/><text x="${size.left + 8 + column * 165}" y="${top}">${name}</text>`;
    })
    .join('\n');
}

const colourOf = (index: number): string => colours[index % colours.length] ?? grey;
