#!/usr/bin/env node
import { run } from './program.js';

// The reader of a pipe may leave early (`dcign --help | head`): that is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

// Nor is a terminal that has closed: what goes on shall not end for want of someone to tell.
process.stderr.on('error', () => {});

process.exitCode = await run(process.argv.slice(2));
