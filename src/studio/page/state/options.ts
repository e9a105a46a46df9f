import type { Config } from './watch.js';

/** An option that is not the same in all trainings, and what it is in each. */
export interface Difference {
  readonly option: string;
  /** In the order of the trainings; empty where one does not have it. */
  readonly values: readonly string[];
}

/** What trainings were asked for differently: options, engine, and what their data says of itself. */
export function differencesOf(configs: readonly Config[]): readonly Difference[] {
  const flat = configs.map(({ options = {}, engine = {}, data }) => {
    const { scene, size, seed } = data?.info ?? {};
    return new Map(
      Object.entries({
        ...options,
        ...withPrefix('engine', engine),
        ...withPrefix('data', { scene, size, seed }),
      }).map(([name, value]) => [name, written(value)]),
    );
  });
  const names = [...new Set(flat.flatMap((one) => [...one.keys()]))];
  return names
    .map((option) => ({ option, values: flat.map((one) => one.get(option) ?? '') }))
    .filter(({ values }) => new Set(values).size > 1);
}

function withPrefix(what: string, values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${what}: ${name}`, value]));
}

function written(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.join();
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
