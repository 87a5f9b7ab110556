import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Lab } from '../namespaces.ts';
import { startBird } from '../daemons/bird.ts';
import { startGobgp } from '../daemons/gobgp.ts';
import { nodeSpeaker, startRouter } from '../pairing.ts';
import { sleep, until } from '../processes.ts';
import { direct, hold, release } from '../topology.ts';
import type { ExportScenario } from './scenarios.ts';

const STATION = fileURLToPath(new URL('station.mjs', import.meta.url));
const PORT = '11019';

/** Makes the file until it is `whole`, or for half a minute, and says where it is. */
export async function play(
  lab: Lab,
  { format, daemon, router, table }: ExportScenario,
  whole: (file: string) => boolean,
): Promise<string> {
  const pair = await direct(lab);
  const name = `export.${format}`;
  const file = pair.router.ns.path(name);
  if (format === 'bmp') {
    pair.router.ns.start([process.execPath, STATION, PORT, file], pair.router.ns.path('station.log'));
    await sleep(1000);
  } else if (daemon === 'frr') {
    writeFileSync(file, '');
    chmodSync(file, 0o666); // bgpd is user frr
  }
  // The session waits for the routes of the node: they come in one UPDATE.
  await hold(pair.router);
  // GoBGP takes digits in a path for parts of the time: it gets one in its own directory.
  const exporter = await startRouter(daemon, pair, router(daemon === 'gobgp' ? name : file));
  const start = daemon === 'bird' ? startGobgp : startBird;
  const node = await start(pair.node.ns, nodeSpeaker(pair, { neighbor: { passive: true } }));
  await release(pair.router);
  if (table !== true) {
    const state = (): Promise<string> => node.ask(...(daemon === 'bird' ? ['neighbor'] : ['show', 'protocols']));
    await until('the session is up', async () => (await state()).includes('Establ'), 40_000);
    await sleep(4000);
    await node.stop();
    await sleep(1500);
    if (daemon === 'bird') {
      exporter.kill('SIGTERM'); // it writes what it still holds
      await until('bird has ended', exporter.exited, 20_000);
    }
  }
  await until(`${file} is whole`, () => existsSync(file) && whole(file), 30_000).catch(() => undefined);
  return file;
}
