/** `show bgp ipv4 unicast 10.50.0.0/24`: the paths of one prefix, as FRR, Cisco IOS and Arista EOS print them. */
import type { BgpRoute } from '../../model/daemon-routes.ts';
import type { Output, Section, TextFormat } from '../format.ts';
import { named, toBgpRoute } from '../route.ts';
import { isAddress, isPrefix } from '../values.ts';

export const bgpEntry: TextFormat = {
  name: 'show bgp PREFIX',
  starts: (line) => HEAD.test(line),
  owns: (line) => PATH.test(line) || HOP.test(line) || line.startsWith('Origin '),
  parse,
};

const HEAD = /^BGP routing table entry for ([\da-fA-F.:]{2,45}\/\d{1,3})/;
const PATH = /^(?:Local|[\d{][\d ,{}().]{0,400})(?:, \([^)]{1,60}\))*$/;
/** Next hop, and the peer with its BGP identifier. */
const HOP =
  /^([\da-fA-F.:]{2,45})(?:%\S{1,16})?(?: \((?:metric \d+|inaccessible|used)\))*(?:, .{1,60})? from (\S{2,64})(?: \(([\d.]{7,15})\))?/;

function parse(section: Section): Output {
  const bgpRoutes: BgpRoute[] = [];
  let prefix: string | null = null;
  let asPath: string | null = null;
  let hop: { readonly at: number; readonly nextHop: string; readonly peer: string } | null = null;
  for (const [at, raw] of section.lines.entries()) {
    const text = raw.trim();
    const [, entry] = HEAD.exec(text) ?? [];
    const [, nextHop, peer = ''] = HOP.exec(text) ?? [];
    if (entry !== undefined) {
      prefix = isPrefix(entry) ? entry : null;
      hop = null;
    } else if (nextHop !== undefined && isAddress(nextHop)) hop = { at, nextHop, peer };
    else if (text.startsWith('Origin ') && hop !== null && prefix !== null) {
      const words = new Set(text.split(/[ ,]+/));
      const isOwn = words.has('sourced') || words.has('local');
      bgpRoutes.push(
        toBgpRoute(
          {
            table: 'chosen-from',
            prefix,
            nextHops: [hop.nextHop],
            peer: isOwn || !isAddress(hop.peer) ? null : hop.peer,
            isOwn,
            asPath,
            isBest: words.has('best'),
            isMultipath: words.has('multipath') || words.has('ECMP'),
            isValid: words.has('valid'),
          },
          section,
          hop.at,
        ),
      );
      hop = null;
    } else if (PATH.test(text) && !isAddress(text))
      asPath = text.startsWith('Local') ? '' : (text.split(/, \(/, 1)[0] ?? '');
  }
  return { routing: [{ ...named(section, 'unknown'), bgpRoutes }] };
}
