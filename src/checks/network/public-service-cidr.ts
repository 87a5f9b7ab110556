import type { Network } from '../../model/cluster.ts';
import { type AddressRange, encloses, parseRange } from '../../net/range.ts';
import { type Check, defineCheck } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { SPECIAL_PURPOSE } from './references.ts';
import { KINDS } from './words.ts';

export const publicServiceCidr: Check = defineCheck({
  id: 'network/public-service-cidr',
  severity: 'warning',
  explains: [],
  docs: {
    what: 'The IPv4 network of pods or services is public address space, which belongs to somebody else.',
    why:
      "Judged by IANA's registry of special-purpose addresses: what is in none of its ranges that are not globally reachable (10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10 and a few more) is reached over the Internet. " +
      'Hosts that have these addresses cannot be reached from the cluster, and routes to them leak if BGP announces them. 192.16.0.0 to 192.31.255.255 is a common slip for 172.16.0.0/12. Not judged: load-balancer addresses, which are meant to be reached, and IPv6, where pods may have global addresses; `--own-prefix` names those that are yours.',
    remedy: [
      action('use-private-range', { on: 'RANGE', peer: 'RANGE' }),
      action('tell-own-prefix', { on: 'RANGE', peer: 'RANGE' }),
    ],
    references: [SPECIAL_PURPOSE],
  },
  needs: ['cluster'],
  run({ cluster: { networks, ownPrefixes } }) {
    const judged = networks.filter(({ kind, range }) => kind !== 'load-balancer' && !range.includes(':'));
    if (judged.length === 0) return { outcome: 'not-applicable' };
    const known = [...NOT_GLOBAL, ...ownPrefixes].flatMap((text) => parseRange(text) ?? []);
    return withoutParts(judged.filter((network) => isPublic(network, known))).map(({ kind, range, from, at }) => ({
      title: `${KINDS[kind].replace(/^t/, 'T')} ${range} (${from}) is public address space.`,
      cause: `${SLIP.test(range) ? '192.16 to 192.31 is often a slip for 172.16.0.0/12. ' : ''}Hosts on the Internet have these addresses: the cluster cannot reach them, and announces them where BGP exports its routes.`,
      subject: { kind: 'network' as const, id: range },
      blame: null,
      evidence: [at],
      remedy: [
        action('use-private-range', {
          on: `${KINDS[kind]} ${range}`,
          peer: SLIP.test(range) ? '172.16.0.0/12' : '10.0.0.0/8',
        }),
        action('tell-own-prefix', { on: range, peer: range }),
      ],
    }));
  },
});

const SLIP = /^192\.(?:1[6-9]|2\d|3[01])\./;

/** IANA, IPv4 special-purpose address registry: blocks that are not globally reachable. */
const NOT_GLOBAL = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '240.0.0.0/4',
];

function isPublic({ range: text }: Network, known: readonly AddressRange[]): boolean {
  const range = parseRange(text);
  return range !== null && !known.some((outer) => encloses(outer, range));
}

/** A node's podCIDR is of the cluster's. */
function withoutParts(networks: readonly Network[]): readonly Network[] {
  return networks.filter(
    (network) => network.node === null || !networks.some((other) => other.node === null && other.kind === network.kind),
  );
}
