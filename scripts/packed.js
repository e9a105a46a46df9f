// Packs the package, installs it as a stranger would, in a project whose path has a space and a letter beyond ASCII,
// and uses it: the command line, the README's program under strict TypeScript, the studio. Needs a built dist/.
//
//   npm run packed               with this Node
//   npm run packed -- /path/to/another/node
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const node = process.argv[2] ?? process.execPath;
const root = new URL('..', import.meta.url).pathname;
const project = await mkdtemp(join(tmpdir(), 'packed é '));
const run = (command, args, cwd = project) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
const step = (name, value = '') => console.log(`${name.padEnd(28)} ${String(value).trim()}`);

try {
  const [{ filename }] = JSON.parse(
    run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', project], root),
  );
  await writeFile(join(project, 'package.json'), '{ "type": "module", "private": true }');
  // Without it onnxruntime-node fetches CUDA, which asks for more than the registry.
  await copyFile(join(root, '.npmrc'), join(project, '.npmrc'));
  const { devDependencies: dev } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const tools = ['typescript', '@types/node'].map((name) => `${name}@${dev[name]}`);
  run('npm', ['install', '--silent', '--no-audit', '--no-fund', `./${filename}`, ...tools]);
  step('installed', `${filename}, Node ${run(node, ['--version'])}`);

  const main = 'node_modules/dcign/dist/cli/main.js';
  const dcign = (...args) => run(node, [main, ...args]);
  step('dcign --version', dcign('--version'));
  dcign('sample', '--count', '2', '--out', 'two people.png', '--quiet');
  dcign('render', 'sprites', '--size', '32', '--batches', '2', '--out', 'some data', '--quiet');
  dcign('train', '--data', 'some data', '--steps', '2', '--run', 'a rün', '--quiet');
  step(
    'sample, render, train',
    `${(await stat(join(project, 'a rün/model.safetensors'))).size} bytes of model`,
  );
  const timed = dcign(
    ...'bench --engines onnx,pytorch --networks paper --modes encode --sizes 64 --batches 8 --steps 1'.split(
      ' ',
    ),
  );
  step('bench', timed.includes('| pytorch |') ? 'beside PyTorch' : 'without PyTorch, which is not here');

  const [, program] = /```ts\n(.*?)```/s.exec(await readFile(join(root, 'README.md'), 'utf8'));
  await writeFile(join(project, 'index.ts'), program.replace('face.jpg', 'two people.png'));
  const strict = ['--strict', '--target', 'es2023', '--types', 'node', 'index.ts'];
  const tsc = 'node_modules/typescript/bin/tsc';
  run(node, [tsc, '--noEmit', '--module', 'esnext', '--moduleResolution', 'bundler', ...strict]);
  run(node, [tsc, '--module', 'nodenext', '--moduleResolution', 'nodenext', ...strict]);
  run(node, ['index.js']);
  step("the README's program", `${(await stat(join(project, 'face.gif'))).size} bytes of face.gif`);

  const studio = spawn(node, [main, 'studio', '--no-open', '--port', '0'], { cwd: project });
  let said = '';
  for await (const text of studio.stderr) {
    said += text;
    if (said.includes('Ctrl-C')) break;
  }
  const { status } = await fetch(/http:\S+/.exec(said)[0]);
  studio.kill('SIGTERM');
  await once(studio, 'exit');
  step('the studio', `HTTP ${status}`);
  if (status !== 200) process.exitCode = 1;
} finally {
  await rm(project, { recursive: true, force: true });
}
