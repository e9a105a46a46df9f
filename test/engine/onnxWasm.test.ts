import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { createOnnxEngine } from '../../src/engine/onnx/onnxEngine.js';
import { whyNoOneDnn } from './onednnLibrary.js';
import { engineSuite } from './suite.js';

vi.mock('onnxruntime-node', () => {
  throw new Error('no native code here');
});

engineSuite('onnx, as WebAssembly', () => createOnnxEngine(), 1e-5);

it('says that it runs as WebAssembly, and why', async () => {
  expect((await createOnnxEngine()).description).toMatch(/as WebAssembly, several times slower/);
});

describe('a machine without native packages', () => {
  const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
  /** Of every engine what doctor says. */
  const examine = (node: readonly string[], how = {}) => {
    const command = spawnSync(process.execPath, [...node, main, 'doctor', '--json'], {
      encoding: 'utf8',
      ...how,
    });
    const { engines } = JSON.parse(command.stdout) as { engines: { name: string; description?: string }[] };
    return Object.fromEntries(engines.map(({ name, description }) => [name, description]));
  };

  it('runs on WebAssembly', () => {
    const hooks = `export async function resolve(name, context, next) {
      if (name === 'koffi' || name === 'onnxruntime-node') throw new Error('hidden');
      return next(name, context);
    }`;
    const asModule = (code: string) => `data:text/javascript,${encodeURIComponent(code)}`;
    const hide = `import { register } from 'node:module'; register(${JSON.stringify(asModule(hooks))});`;
    const engines = examine(['--import', asModule(hide)]);
    expect(engines.auto).toMatch(/as WebAssembly/);
    expect(engines.onnx).toMatch(/as WebAssembly/);
    expect(engines.onednn).toBeUndefined();
  });

  const isRoot = process.getuid?.() === 0;
  it.skipIf(!isRoot)('or a home folder has the same engines as others', () => {
    const engines = examine([], { uid: 54321, env: { PATH: process.env.PATH } });
    expect(engines.onnx).toMatch(/^ONNX Runtime/);
    if (whyNoOneDnn() === undefined) expect(engines.auto).toMatch(/^oneDNN/);
    else expect(engines.auto).toMatch(/^ONNX Runtime/);
  });
});
