/** `exabgpcli show neighbor summary` and `show neighbor extensive`. */
import type { PeerStatus } from '../../model/peer-status.ts';
import type { Output, Section, TextFormat } from '../format.ts';
import { toPeerStatus } from '../peer.ts';
import { forDuration, toAs, toState } from '../values.ts';

export const exabgpNeighbor: TextFormat = {
  name: 'exabgpcli show neighbor',
  starts: (line) =>
    /^Peer +AS +up\/down state +\| +#sent +#recvd/.test(line) || /^Neighbor [\da-fA-F.:]{3,45}$/.test(line),
  owns: (line) => DETAIL.test(line),
  parse,
};

const DETAIL = /^(local|state|up for|down for|AS|ID)\s+(\S.*)$/;

const ROW =
  /^(\S+) +(\d{1,10}) +(\S+) +(established|idle|active|connect|opensent|openconfirm|down|n\/a) +(\d+) +(\d+)$/i;

function parse(section: Section): Output {
  const peers: PeerStatus[] = [];
  let block: Map<string, readonly string[]> | null = null;
  let from = 0;

  function close(): void {
    if (block?.has('state') === true) peers.push(fromBlock(block, section, from));
    block = null;
  }

  for (const [at, raw] of section.lines.entries()) {
    const text = raw.trim();
    const [, address = '', as, uptime, printed = ''] = ROW.exec(text) ?? [];
    const [, named] = /^Neighbor (\S+)$/.exec(text) ?? [];
    if (printed !== '') {
      const told = { daemon: 'exabgp', address, as: toAs(as), state: toState(printed), printed } as const;
      peers.push(toPeerStatus({ ...told, since: forDuration(uptime) }, section, at));
    } else if (named !== undefined) {
      close();
      block = new Map([['neighbor', [named]]]);
      from = at;
    } else if (block !== null) {
      const [, key = '', rest = ''] = DETAIL.exec(text) ?? [];
      if (key !== '') block.set(key, rest.split(/\s+/));
    }
  }
  close();
  return { peers };
}

/** Of `AS` and `ID` the first column is ours, the second the peer's. Before an OPEN came, the peer's identifier is `n/a`. */
function fromBlock(block: ReadonlyMap<string, readonly string[]>, section: Section, at: number): PeerStatus {
  const of = (key: string, column = 0): string | undefined => block.get(key)?.[column];
  const printed = of('state') ?? '';
  return toPeerStatus(
    {
      daemon: 'exabgp',
      local: { address: of('local') ?? null, as: toAs(of('AS')), bgpId: of('ID') ?? null },
      address: of('neighbor') ?? null,
      as: toAs(of('AS', 1)),
      state: toState(printed),
      printed,
      since: forDuration(of('up for') ?? of('down for')),
    },
    section,
    at,
  );
}
