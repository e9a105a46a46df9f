// Measures what ranks on several hosts wait for each other, without several hosts: network namespaces of this machine
// stand in for them, with links of 1 and 10 Gbit/s. Needs root, iproute2, Open MPI, a built dist/ and a quiet machine:
//
//   node scripts/measure-ranks.js [--hosts 2,4,8] [--gigabits 1,10] [--compute 0.131,0.524] [--steps 12]
//
// A step sends what a training step of the default network at 150 x 150 sends, through the same calls, and waits where
// that would compute: namespaces have no cores of their own, but each can wait as long as a host of its own would take.
// Prints JSON: for each number of hosts and rate, seconds of a sum alone, of a sum of one number and of a step (medians,
// and the least), the share of a step that is not waiting for others, and the bytes that a host has sent a step.
import { execFileSync, spawn } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** Numbers that the two networks of the default network at 150 x 150 have. */
const ENCODER = 2_039_496;
const DECODER = 1_767_888;

/** Of a step's computing, the encoder's way back, behind which the decoder's sum can hide. */
const LAST_PART = 0.25;

/** Enters a host instead of calling ssh, which gives the same arguments. */
const AGENT = [
  '#!/bin/bash',
  'host=$1; shift; i=$(echo $host | cut -d. -f4)',
  'exec ip netns exec dcm$i unshare --uts bash -c "hostname dcm$i; $*"',
].join('\n');

const self = fileURLToPath(import.meta.url);
const { values } = parseArgs({
  options: {
    rank: { type: 'boolean', default: false },
    hosts: { type: 'string', default: '2,4,8' },
    gigabits: { type: 'string', default: '1,10' },
    compute: { type: 'string', default: '0.131,0.524' },
    steps: { type: 'string', default: '12' },
  },
});
const numbers = (list) => list.split(',').map(Number);
const steps = Number(values.steps);

if (values.rank) await asRank(numbers(values.compute));
else {
  const results = [];
  for (const gigabits of numbers(values.gigabits))
    for (const hosts of numbers(values.hosts)) results.push(await measured(hosts, gigabits));
  console.log(
    JSON.stringify(
      { machine: cpus()[0]?.model, cores: availableParallelism(), load: loadavg()[0], steps, results },
      null,
      2,
    ),
  );
}

/** What each of the processes does that mpirun starts. Rank 0 tells. */
async function asRank(computes) {
  const { joinRanks } = await import('../dist/ranks/joinRanks.js');
  const ranks = await joinRanks();
  const parts = [new Float32Array(DECODER), new Float32Array(ENCODER)];
  const few = new Float64Array(6);
  const times = async (work, count = steps) => {
    const taken = [];
    for (let i = 0; i < count + 1; i++) {
      await ranks.sum(few);
      const began = performance.now();
      await work();
      taken.push((performance.now() - began) / 1000);
    }
    // The first one opens connections.
    const sorted = taken.slice(1).sort((a, b) => a - b);
    return { median: round(sorted[Math.floor(sorted.length / 2)]), least: round(sorted[0]) };
  };
  const one = await times(() => ranks.sum(few), 10 * steps);
  const before = bytesSent();
  const sum = await times(async () => {
    for (const part of parts) await ranks.sum(part);
  });
  const megabytes = (bytesSent() - before) / (steps + 1) / 1e6;
  const trained = [];
  for (const compute of computes) {
    const seconds = await times(async () => {
      // Whether all have read their images, the loss, whether to stop.
      for (let i = 0; i < 3; i++) await ranks.sum(few);
      await sleep(1000 * (1 - LAST_PART) * compute);
      await Promise.all([sleep(1000 * LAST_PART * compute), ranks.sum(parts[0])]);
      await ranks.sum(parts[1]);
    });
    trained.push({ compute, step: seconds, efficiency: Number((compute / seconds.median).toFixed(3)) });
  }
  if (ranks.rank === 0) console.log(JSON.stringify({ one, sum, megabytes: round(megabytes), trained }));
  ranks.leave();
}

/** By the interface of the namespace. */
function bytesSent() {
  const [{ stats64 }] = JSON.parse(
    execFileSync('ip', ['-s', '-j', 'link', 'show', 'eth0'], { encoding: 'utf8' }),
  );
  return stats64.tx.bytes;
}

async function measured(hosts, gigabits) {
  const folder = await mkdtemp(join(tmpdir(), 'dcign-ranks-'));
  const all = Array.from({ length: hosts }, (_, i) => i + 1);
  try {
    for (const line of setUp(all, gigabits)) execFileSync('bash', ['-ec', line]);
    const agent = join(folder, 'agent.sh');
    await writeFile(agent, AGENT);
    await chmod(agent, 0o755);
    const network = '10.78.0.0/24';
    const mca = {
      ...{ plm_rsh_agent: agent, pml: 'ob1', btl: 'tcp,self' },
      ...{ btl_tcp_if_include: network, oob_tcp_if_include: network },
    };
    const command = [
      ...['mpirun.openmpi', '--allow-run-as-root', '--bind-to', 'none', '-n', hosts],
      ...Object.entries(mca).flatMap(([name, value]) => ['--mca', name, value]),
      ...['--host', all.map((i) => `10.78.0.${i}:1`).join()],
      ...[process.execPath, self, '--rank', '--steps', steps, '--compute', values.compute],
    ].join(' ');
    const said = await output('ip', [
      ...['netns', 'exec', 'dcm1', 'unshare', '--uts', 'bash', '-c', `hostname dcm1; ${command}`],
    ]);
    return { hosts, gigabits, ...JSON.parse(said) };
  } finally {
    for (const i of all) execFileSync('bash', ['-c', `ip netns del dcm${i} 2>/dev/null || true`]);
    execFileSync('bash', ['-c', 'ip link del dcmbr 2>/dev/null || true']);
    await rm(folder, { recursive: true });
  }
}

/** A switch, and a host at each of its ports, shaped both ways. */
function setUp(hosts, gigabits) {
  const shape = `root tbf rate ${gigabits}gbit burst ${4 * gigabits}mb latency 50ms`;
  return [
    'ip link add dcmbr type bridge; ip link set dcmbr up',
    ...hosts.map((i) =>
      [
        `ip netns add dcm${i}; ip link add dcmv${i} type veth peer name eth0 netns dcm${i}`,
        `ip link set dcmv${i} master dcmbr up; ip -n dcm${i} addr add 10.78.0.${i}/24 dev eth0`,
        `ip -n dcm${i} link set eth0 up; ip -n dcm${i} link set lo up`,
        `tc qdisc add dev dcmv${i} ${shape}; ip netns exec dcm${i} tc qdisc add dev eth0 ${shape}`,
      ].join('; '),
    ),
  ];
}

function output(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (text) => {
      said += text;
    });
    child.on('close', (code) =>
      code === 0 ? resolve(said) : reject(new Error(`mpirun: exit code ${code}`)),
    );
  });
}

function round(number) {
  return Number(number.toPrecision(3));
}
