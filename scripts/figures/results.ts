import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Report } from '../../src/evaluation/report.js';
import type { MethodErrors } from '../../src/inference/experiment.js';
import type { MethodScore } from '../../src/recognition/benchmark.js';
import type { DrawnChairs } from '../chairs/drawn.js';
import type { RealChairs } from '../chairs/real.js';
import type { DrawnHeads, RealPhotographs, YaleHeads } from './photographs.js';

/** What has been measured: the JSON files of a folder, by name. */
export interface Results {
  report(name: string): Report;
  /** Of one training, or of several with other seeds: `NAME.json`, or `NAME-1.json`, `NAME-2.json` ... */
  reports(name: string): readonly Report[];
  recognition(name: string): readonly MethodScore[];
  inference(name: string): readonly MethodErrors[];
  drawnChairs(name: string): DrawnChairs;
  realChairs(name: string): RealChairs;
  real(name: string): RealPhotographs;
  drawnHeads(name: string): DrawnHeads;
  yaleHeads(name: string): YaleHeads;
}

export async function readResults(folder: string): Promise<Results> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.json')).sort();
  const content = new Map<string, unknown>();
  for (const file of files)
    content.set(file.replace('.json', ''), JSON.parse(await readFile(join(folder, file), 'utf8')));
  const of = <T>(name: string): T => {
    if (!content.has(name)) throw new Error(`${folder} has no ${name}.json.`);
    return content.get(name) as T;
  };
  return {
    report: of,
    reports: (name) => {
      const seeds = [...content.keys()].filter((key) => new RegExp(`^${name}-\\d+$`).test(key));
      return (seeds.length === 0 ? [name] : seeds).map((key) => of<Report>(key));
    },
    recognition: of,
    inference: of,
    drawnChairs: of,
    realChairs: of,
    real: of,
    drawnHeads: of,
    yaleHeads: of,
  };
}
