import { fork } from 'node:child_process';
import { once } from 'node:events';

/** Seconds of processor time after which an input has hung. */
const PATIENCE = 5;
/** Seconds by the clock after which it is not waited for: a busy machine gives a short work minutes of them. */
const LIMIT = 600;
/** Of the process that reads them all: Node, sharp and ONNX Runtime take 200 of it. */
const MOST_MEGABYTES = 1024;
/** Inputs between two notes of how far it is; those after the last one are read again. */
const NOTE_EVERY = 20;

/**
 * Reads damaged files and requests. Each must be refused in so many words or read rightly, by a process that goes on,
 * in time and in bounded memory, and leaves no part of a file.
 *
 * @param progress where it goes on from
 * @returns how many of them were lost
 */
export async function inputsCampaign(count, progress) {
  let { next, megabytes, rows } = progress.of('inputs', { next: 0, megabytes: 0, rows: {} });
  const note = () => progress.note('inputs', { next, megabytes, rows });
  const rowOf = (target) => {
    rows[target] ??= { tried: 0, refused: 0, read: 0, lost: 0, why: [] };
    return rows[target];
  };
  const lose = (target, i, why) => {
    rowOf(target).lost++;
    rowOf(target).why.push(`input ${i}: ${why}`);
    console.error(`${target}, input ${i}: ${why}`);
  };
  while (next < count) {
    const child = fork(new URL('inputsChild.js', import.meta.url), [String(next), String(count)]);
    let under;
    let clock;
    child.on('message', ({ begins, target, outcome, why, seconds, parts, ...rest }) => {
      clearTimeout(clock);
      if (begins !== undefined) {
        under = { i: begins, target };
        clock = setTimeout(() => child.kill('SIGKILL'), 1000 * LIMIT);
        return;
      }
      const i = under.i;
      next = i + 1;
      under = undefined;
      if (next % 500 === 0) console.error(`${next} of ${count} inputs`);
      const row = rowOf(target);
      row.tried++;
      megabytes = Math.max(megabytes, rest.megabytes);
      if (outcome === 'fault') lose(target, i, why);
      else if (seconds > PATIENCE) lose(target, i, `took ${seconds.toFixed(1)} s`);
      else if (parts.length > 0) lose(target, i, `left ${parts[0]}`);
      else row[outcome]++;
      if (next % NOTE_EVERY === 0) note();
    });
    const [code, signal] = await once(child, 'exit');
    clearTimeout(clock);
    if (under !== undefined) {
      rowOf(under.target).tried++;
      lose(under.target, under.i, `ended the process (${signal ?? code})`);
      next = under.i + 1;
      note();
    } else if (next < count) throw new Error(`the process that reads ended with ${signal ?? code}`);
  }
  if (megabytes > MOST_MEGABYTES) lose('memory', count, `${megabytes.toFixed(0)} MB`);
  console.log('| input | tried | refused | read | lost |\n|---|---|---|---|---|');
  for (const [target, { tried, refused, read, lost }] of Object.entries(rows))
    console.log(`| ${target} | ${tried} | ${refused} | ${read} | ${lost} |`);
  console.log(`\nAt most ${megabytes.toFixed(0)} MB of memory.\n`);
  note();
  return Object.values(rows).reduce((sum, { lost }) => sum + lost, 0);
}
