// Reads damaged inputs, those of the numbers that it is given, and says how each of them ended.
import { rmSync } from 'node:fs';
import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '../../dist/numeric/random.js';
import { openTargets } from './targets.js';

const [from, to] = process.argv.slice(2).map(Number);
const folder = await mkdtemp(join(tmpdir(), 'dcign-inputs-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
// Whoever asked has been ended.
process.on('disconnect', () => process.exit(1));

const targets = Object.entries(await openTargets(folder));
for (let i = from; i < to; i++) {
  const [target, read] = targets[i % targets.length];
  process.send({ begins: i, target });
  const before = process.cpuUsage();
  const { outcome, why } = await read(new Random('input', target, i)).then(
    () => ({ outcome: 'read' }),
    (error) => ({ outcome: error.name === 'UserError' ? 'refused' : 'fault', why: error.stack }),
  );
  const { user, system } = process.cpuUsage(before);
  // Where nobody reads or writes any more, only whole files may lie.
  const parts = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.part'));
  process.send({
    ...{ ends: i, target, outcome, why, seconds: (user + system) / 1e6 },
    ...{ parts, megabytes: process.resourceUsage().maxRSS / 1024 },
  });
}
process.exit();
