import type { Bottleneck } from '../bottleneck.js';
import { type CodeOptions, GraphicsCode } from '../graphicsCode.js';
import type { Group } from '../groups.js';
import { AdaGvae } from './adaGvae.js';
import { BetaTcVae } from './betaTcVae.js';
import { Vae } from './vae.js';

/** What a training minimises: the paper's, or one to compare it with. */
export type Objective = 'dcign' | 'vae' | 'beta-vae' | 'beta-tcvae' | 'ada-gvae';

export type ObjectiveOptions = CodeOptions & {
  readonly objective: Objective;
  /** Of beta-vae: weight of the KL, and of beta-tcvae: of its total correlation; times `klWeight`. */
  readonly beta: number;
};

const BOTTLENECKS: Readonly<
  Record<Objective, (groups: readonly Group[], options: ObjectiveOptions) => Bottleneck>
> = {
  dcign: (groups, options) => new GraphicsCode(groups, options),
  vae: (groups, { klWeight }) => new Vae(groups, klWeight),
  'beta-vae': (groups, { klWeight, beta }) => new Vae(groups, beta * klWeight),
  'beta-tcvae': (groups, { klWeight, beta }) => new BetaTcVae(groups, klWeight, beta),
  'ada-gvae': (groups, { klWeight }) => new AdaGvae(groups, klWeight),
};

export const objectives: readonly Objective[] = Object.keys(BOTTLENECKS) as Objective[];

export function createBottleneck(groups: readonly Group[], options: ObjectiveOptions): Bottleneck {
  return BOTTLENECKS[options.objective](groups, options);
}
