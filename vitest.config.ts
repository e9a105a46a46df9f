import { defineConfig, type ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // The engines use every core by themselves; more files at once than cores only slow each other down.
    maxWorkers: 2,
    // What is built is run as it is.
    server: { deps: { external: [/\/dist\//] } },
  },
});

export default config;
