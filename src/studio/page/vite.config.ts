import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const room = fileURLToPath(new URL('.', import.meta.url));

/** What glTF Transform loads in Node, and the page never reaches. */
const NODE_ALONE = ['node:fs', 'node:path'];

/** The page works from any folder of any host: every address in it is relative. */
export default defineConfig({
  root: room,
  base: './',
  // ONNX Runtime's WebAssembly lies beside the page, in runtime/, not inside its scripts.
  resolve: { conditions: ['onnxruntime-web-use-extern-wasm', 'module', 'browser', 'production'] },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  worker: { format: 'es', rolldownOptions: { external: NODE_ALONE } },
  build: {
    outDir: fileURLToPath(new URL('../../../dist/studio/page', import.meta.url)),
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    // A data: address would need a wider Content-Security-Policy.
    assetsInlineLimit: 0,
    // three.js, which only the view Head fetches.
    chunkSizeWarningLimit: 600,
    rolldownOptions: {
      input: { index: `${room}index.html`, api: `${room}api.html` },
      external: NODE_ALONE,
    },
  },
});
