import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { compose, openHeads } from '../../scripts/framing/compose.js';
import { createOnnxEngine } from '../../src/engine/onnx/onnxEngine.js';
import { findFaces } from '../../src/framing/findFaces.js';
import { overlap } from '../../src/framing/frame.js';
import { openDetector } from '../../src/framing/openDetector.js';
import { Random } from '../../src/numeric/random.js';
import { whyNoOneDnn } from './onednnLibrary.js';
import { engineSuite } from './suite.js';

vi.mock('onnxruntime-node', () => {
  throw new Error('no native code here');
});

engineSuite('onnx, as WebAssembly', () => createOnnxEngine(), 1e-5);

it('says that it runs as WebAssembly, and why', async () => {
  expect((await createOnnxEngine()).description).toMatch(/as WebAssembly, several times slower/);
});

it('has no provider but the processor', async () => {
  await expect(createOnnxEngine({ provider: 'webgpu' })).rejects.toThrow(
    /webgpu.*WebAssembly.*--provider cpu/,
  );
});

it('finds faces, too', async () => {
  const drawn = await openHeads();
  const { picture, heads } = await compose(drawn, new Random('wasm'), {
    ...{ width: 200, height: 200, heads: 1 },
    ...{ sides: [100, 140], roll: 10, turn: 20 },
  });
  const [face] = await findFaces(await openDetector(), picture);
  expect(overlap(face!.frame, heads[0]!)).toBeGreaterThan(0.6);
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
    const hide = new URL('../../scripts/hide-native.js', import.meta.url).href;
    const engines = examine(['--import', hide]);
    expect(engines.auto).toMatch(/as WebAssembly/);
    expect(engines.onnx).toMatch(/as WebAssembly/);
    expect(engines.onednn).toBeUndefined();
  });

  const isRoot = process.getuid?.() === 0;
  it.skipIf(!isRoot)('or a home folder has the same engines as others', () => {
    // The tests themselves may run without native packages.
    const { PATH, NODE_OPTIONS } = process.env;
    const engines = examine([], { uid: 54321, env: { PATH, NODE_OPTIONS } });
    expect(engines.onnx).toMatch(/^ONNX Runtime/);
    if (whyNoOneDnn() === undefined) expect(engines.auto).toMatch(/^oneDNN/);
    else expect(engines.auto).toMatch(/^ONNX Runtime/);
  });
});
