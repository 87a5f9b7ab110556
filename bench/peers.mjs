import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CACHE } from './inputs/index.mjs';
import { isInstalled } from './measure.mjs';

const source = (name) => fileURLToPath(new URL(`peers/${name}`, import.meta.url));

/** Programs on other libraries, as their users would write them: toolchain, how it builds them, and where they are then. */
const PEERS = {
  rust: {
    toolchain: 'cargo',
    build: ['build', '--release', '--locked', '--quiet', '--target-dir', join(CACHE, 'rust')],
    program: join(CACHE, 'rust', 'release', 'bgp-peer'),
  },
  go: {
    toolchain: 'go',
    build: ['build', '-trimpath', '-o', join(CACHE, 'go-peer'), '.'],
    program: join(CACHE, 'go-peer'),
  },
};

/**
 * Builds the program, which does little where it is built already.
 * @returns its path, or why it can't be had
 */
export function buildPeer(name, log) {
  const { toolchain, build, program } = PEERS[name];
  // Go knows no --version: only whether it can be started counts.
  if (!isInstalled(toolchain)) return { missing: `${toolchain} is not installed` };
  log(`building bench/peers/${name} …`);
  const { status, stderr } = spawnSync(toolchain, build, { cwd: source(name), encoding: 'utf8' });
  if (status === 0) return { program };
  log(stderr);
  return { missing: `bench/peers/${name} was not built` };
}
