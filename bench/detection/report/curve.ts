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

const size = { width: 300, height: 260, left: 42, right: 12, bottom: 40, top: 24 };
const legendAt = { width: 165, row: 18 };
const [lowest, highest] = [0.5, 100];
const grey = '#828a94';
/** Words and lines of the axes stand out from a white page and from a dark one, whichever the reader's system asks for. */
const style = `<style>text{fill:#57606a}.grid{stroke:${grey};stroke-opacity:.3}@media(prefers-color-scheme:dark){text{fill:#a5afba}}</style>`;
/** Of middling lightness, so that they show on white and on black; neighbours in the list have other shapes, too. */
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
  (Math.log(Math.max(percent, lowest) / lowest) / Math.log(highest / lowest)) * (size.width - size.left - size.right);

/** Where a recall lies, when the axis begins at `from`. */
const y = (recall: number, from: number): number =>
  size.height - size.bottom - ((recall - from) / (1 - from)) * (size.height - size.bottom - size.top);

/** The trade-off of false alarms and recall, one panel a dataset; the lines are other limits on the rule's score, the marks its own. */
export function curvePicture(panels: readonly CurvePanel[]): string {
  const names = [...new Set(panels.flatMap(({ rules }) => rules.map(({ name }) => name)))];
  const width = size.width * Math.max(1, panels.length);
  const columns = Math.max(1, Math.floor((width - size.left) / legendAt.width));
  const height = size.height + legendAt.row * Math.ceil(names.length / columns) + 8;
  const from = axisStart(panels);
  const parts = panels.map(
    (panel, index) => `<g transform="translate(${index * size.width},0)">${panelOf(panel, names, from)}</g>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="11">`,
    `<title>Recall of injected errors against clean days with an alarm, for each rule</title>`,
    style,
    `<clipPath id="panel"><rect x="${size.left}" y="${size.top}" width="${size.width - size.left - size.right}" height="${size.height - size.top - size.bottom}"/></clipPath>`,
    ...parts,
    legend(names, columns),
    '</svg>',
    '',
  ].join('\n');
}

/** A tenth below the rule that finds least: most rules lie close together at the top. */
const axisStart = (panels: readonly CurvePanel[]): number => {
  const least = Math.min(1, ...panels.flatMap(({ rules }) => rules.map(({ point }) => point[1])));
  return Math.max(0, Math.floor(10 * least - 1) / 10);
};

function panelOf({ dataset, rules }: CurvePanel, names: readonly string[], from: number): string {
  const drawn = rules.map(({ name, point, curve }) => {
    const index = names.indexOf(name);
    const ours = name === 'plumbline';
    const path = curve.map(([percent, recall]) => `${x(percent).toFixed(1)},${y(recall, from).toFixed(1)}`).join(' ');
    return {
      line: `<polyline points="${path}" fill="none" stroke="${colourOf(index)}" stroke-width="${ours ? 2.5 : 1}" opacity="0.7" clip-path="url(#panel)"/>`,
      mark: markAt(x(point[0]), y(point[1], from), { index, radius: ours ? 6 : 4 }),
    };
  });
  const title = `<text x="${x(100)}" y="14" text-anchor="end" font-weight="bold">${dataset}</text>`;
  return [title, axes(from), ...drawn.map(({ line }) => line), ...drawn.toReversed().map(({ mark }) => mark)].join(
    '\n',
  );
}

/** A circle, square, triangle or diamond, by the rule's place in the list. */
function markAt(cx: number, cy: number, { index, radius }: { index: number; radius: number }): string {
  const fill = `fill="${colourOf(index)}"`;
  const at = (dx: number, dy: number): string => `${(cx + dx * radius).toFixed(1)},${(cy + dy * radius).toFixed(1)}`;
  const shapes = [
    () => `<circle cx="${cx.toFixed(1)}" cy="${cy.toFixed(1)}" r="${radius}" ${fill}/>`,
    () => `<path d="M${at(-0.9, -0.9)}L${at(0.9, -0.9)}L${at(0.9, 0.9)}L${at(-0.9, 0.9)}Z" ${fill}/>`,
    () => `<path d="M${at(0, -1.2)}L${at(1.1, 0.8)}L${at(-1.1, 0.8)}Z" ${fill}/>`,
    () => `<path d="M${at(0, -1.3)}L${at(1.3, 0)}L${at(0, 1.3)}L${at(-1.3, 0)}Z" ${fill}/>`,
  ];
  return shapes[index % shapes.length]!();
}

function axes(from: number): string {
  const [top, bottom] = [y(1, from), y(from, from)];
  const across = [1, 2, 5, 10, 20, 50, 100].map(
    (percent) =>
      `<line class="grid" x1="${x(percent).toFixed(1)}" x2="${x(percent).toFixed(1)}" y1="${bottom}" y2="${top}"/>` +
      `<text x="${x(percent).toFixed(1)}" y="${bottom + 14}" text-anchor="middle">${percent}</text>`,
  );
  const steps = Array.from({ length: Math.round((1 - from) * 10) + 1 }, (_, index) => from + index / 10);
  const up = steps
    .filter((_, index) => steps.length <= 7 || index % 2 === (steps.length - 1) % 2)
    .map(
      (recall) =>
        `<line class="grid" x1="${size.left}" x2="${x(100).toFixed(1)}" y1="${y(recall, from).toFixed(1)}" y2="${y(recall, from).toFixed(1)}"/>` +
        `<text x="${size.left - 6}" y="${(y(recall, from) + 4).toFixed(1)}" text-anchor="end">${recall.toFixed(1)}</text>`,
    );
  const label = `<text x="${x(7)}" y="${size.height - 8}" text-anchor="middle">clean days with an alarm, %</text>`;
  const recall = `<text x="8" y="14">recall</text>`;
  return [...across, ...up, label, recall].join('\n');
}

function legend(names: readonly string[], columns: number): string {
  return names
    .map((name, index) => {
      const left = size.left + (index % columns) * legendAt.width;
      const top = size.height + 10 + legendAt.row * Math.floor(index / columns);
      return `${markAt(left, top - 4, { index, radius: 4 })}<text x="${left + 10}" y="${top}">${name}</text>`;
    })
    .join('\n');
}

const colourOf = (index: number): string => colours[index % colours.length] ?? grey;
