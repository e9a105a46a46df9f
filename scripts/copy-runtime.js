// Copies the parts of ONNX Runtime that the studio's page loads (WebAssembly and its scripts) beside the page, so
// that an installed package serves them, and runs them where there is no native code, without onnxruntime-web. Which ones they are is read from the built page.
import { cp, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const page = fileURLToPath(new URL('../dist/studio/page', import.meta.url));
const runtime = fileURLToPath(new URL('../dist/studio/runtime', import.meta.url));
const source = fileURLToPath(new URL('../node_modules/onnxruntime-web/dist', import.meta.url));

const scripts = (await readdir(page, { recursive: true })).filter((name) => name.endsWith('.js'));
const text = (await Promise.all(scripts.map((name) => readFile(`${page}/${name}`, 'utf8')))).join('');
const stems = new Set(text.match(/ort-wasm-simd-threaded(\.[a-z]+)??(?=\.(mjs|wasm))/g));
if (stems.size === 0) throw new Error(`no script in ${page} loads a part of ONNX Runtime`);

await rm(runtime, { recursive: true, force: true });
await mkdir(runtime, { recursive: true });
for (const stem of stems)
  for (const ending of ['mjs', 'wasm'])
    await cp(`${source}/${stem}.${ending}`, `${runtime}/${stem}.${ending}`);
// What loads them in Node, where there is no native ONNX Runtime.
await cp(`${source}/ort.node.min.mjs`, `${runtime}/ort.node.min.mjs`);
