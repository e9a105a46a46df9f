import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';

export interface Line {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface LinePlot {
  readonly x: string;
  readonly y: string;
  readonly lines: readonly Line[];
  readonly logX?: boolean;
  /** A level to compare with, dashed. */
  readonly level?: number | undefined;
}

const WIDTH = 700;
const HEIGHT = 240;

/** Plots one above the other, as a whole SVG file. Lines are named beside the frame: a legend would be HTML. */
export function plotLines(plots: readonly LinePlot[]): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const panels = plots.map(({ x, y, lines, logX = false, level }, i) => {
    const points = lines.flatMap(({ name, points }) => points.map(([px, py]) => ({ name, x: px, y: py })));
    const svg = Plot.plot({
      document,
      width: WIDTH,
      height: HEIGHT,
      marginLeft: 50,
      marginRight: 190,
      grid: true,
      style: { fontFamily: 'sans-serif', background: 'white' },
      x: { label: x, type: logX ? 'log' : 'linear' },
      y: { label: y, nice: true },
      color: { scheme: 'Tableau10' },
      marks: [
        ...(level === undefined ? [] : [Plot.ruleY([level], { strokeDasharray: '4 3' })]),
        Plot.line(points, { x: 'x', y: 'y', z: 'name', stroke: 'name' }),
        ...lines.map(({ name }, k) =>
          Plot.text([{ name }], {
            text: 'name',
            fill: 'name',
            frameAnchor: 'top-right',
            textAnchor: 'start',
            dx: 12,
            dy: 16 * k,
          }),
        ),
      ],
    });
    svg.setAttribute('y', String(i * HEIGHT));
    return svg.outerHTML;
  });
  const height = plots.length * HEIGHT;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}">${panels.join('\n')}</svg>\n`;
}
