import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { equalBins } from '../../statistics/eta2.js';
import { mean } from '../../statistics/moments.js';
import type { CosinePoint, InvarianceMatrix } from '../invariance.js';
import type { Reading } from '../readings.js';
import type { RerenderScore } from '../rerendering.js';

/**
 * SVG plots without a browser: Observable Plot draws into linkedom's document. Vega-Lite 6 and jsdom 31 need
 * Node 22; linkedom has no canvas, so plots go without colour ramps as legends.
 */
const { document } = parseHTML('<!doctype html><html><body></body></html>');

/** Enough to see the shape of a cloud; all of them would make the page tens of megabytes. */
const DOTS = 800;

function draw(options: Plot.PlotOptions): string {
  return Plot.plot({ document, width: 360, height: 280, ...options }).outerHTML;
}

/** The paper's figure 7: the unit against the truth. */
export function scatter(factor: string, { parameter, value, truth }: Reading): string {
  const step = Math.max(1, Math.floor(truth.length / DOTS));
  const points = Array.from(truth, (x, i) => ({ x, y: value[i]! })).filter((_, i) => i % step === 0);
  return draw({
    grid: true,
    x: { label: `true ${factor} (${parameter.unit})` },
    y: { label: 'code unit' },
    marks: [
      Plot.frame({ stroke: '#ccc' }),
      Plot.dot(points, { x: 'x', y: 'y', r: 1.4, fill: '#2f6db3', fillOpacity: 0.5 }),
    ],
  });
}

/** One score of the re-rendering by distance, and what the unchanged source would score. */
export function byDistance({ byDistance: rows }: RerenderScore, key: 'mse' | 'psnr' | 'ssim'): string {
  const points = rows.flatMap((row) => [
    { distance: (row.from + row.to) / 2, score: row[key], who: 're-rendered' },
    { distance: (row.from + row.to) / 2, score: row.unchanged[key], who: 'source unchanged' },
  ]);
  return draw({
    grid: true,
    x: { label: 'angle between source and target view (degrees)' },
    y: { label: key, zero: key !== 'psnr' },
    color: { legend: true },
    marks: [
      Plot.lineY(points, { x: 'distance', y: 'score', stroke: 'who', z: 'who' }),
      Plot.dot(points, { x: 'distance', y: 'score', fill: 'who' }),
    ],
  });
}

/** Groups against what moves, as numbers on shades. */
export function matrix({ groups, kinds, movement }: InvarianceMatrix): string {
  const cells = groups.flatMap((group, g) =>
    kinds.map((kind, k) => ({
      group,
      kind,
      value: Math.min(1, movement[g]![k]!),
      text: movement[g]![k]!.toFixed(2),
    })),
  );
  return draw({
    width: 120 + 90 * kinds.length,
    height: 60 + 44 * groups.length,
    marginLeft: 90,
    x: { label: 'what moves', domain: kinds, axis: 'top' },
    y: { label: 'group', domain: groups },
    color: { type: 'linear', domain: [0, 1], range: ['#ffffff', '#2f6db3'] },
    marks: [
      Plot.cell(cells, { x: 'kind', y: 'group', fill: 'value' }),
      Plot.text(cells, {
        x: 'kind',
        y: 'group',
        text: 'text',
        fill: (d: { value: number }) => (d.value > 0.6 ? 'white' : 'black'),
      }),
    ],
  });
}

/** The paper's cosine curves: every image a dot, and means over twelve parts of the factor's range. */
export function cosines(points: readonly CosinePoint[], factor: string): string {
  const own = points.filter((point) => point.factor === factor);
  const groups = [...new Set(own.map(({ group }) => group))];
  const curve = groups.flatMap((group) => {
    const all = own.filter((point) => point.group === group);
    const parts = equalBins(
      all.map(({ value }) => value),
      12,
    );
    return Array.from({ length: 12 }, (_, part) => all.filter((_, i) => parts[i] === part))
      .filter((inside) => inside.length > 0)
      .map((inside) => ({
        group,
        value: mean(inside.map(({ value }) => value)),
        cosine: mean(inside.map(({ cosine }) => cosine)),
      }));
  });
  return draw({
    grid: true,
    x: { label: factor },
    y: { label: 'cosine', domain: [-0.2, 1], clamp: true },
    color: { legend: true },
    marks: [
      Plot.dot(own, { x: 'value', y: 'cosine', fill: 'group', r: 1.2, fillOpacity: 0.4 }),
      Plot.lineY(curve, { x: 'value', y: 'cosine', stroke: 'group', z: 'group' }),
    ],
  });
}

/** One bar a name. */
export function bars(values: Readonly<Record<string, number>>, label: string): string {
  const rows = Object.entries(values).map(([name, value]) => ({ name, value }));
  return draw({
    height: 60 + 28 * rows.length,
    marginLeft: 120,
    marginRight: 50,
    x: { label, grid: true },
    y: { label: null, domain: rows.map(({ name }) => name) },
    marks: [
      Plot.barX(rows, { x: 'value', y: 'name', fill: '#2f6db3' }),
      Plot.text(rows, {
        x: 'value',
        y: 'name',
        text: (d: { value: number }) => d.value.toPrecision(3),
        dx: 4,
        textAnchor: 'start',
      }),
    ],
  });
}
