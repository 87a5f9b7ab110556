import { CapabilityCode } from '../../decoders/bgp/registry/capabilities.ts';
import type { AsSeen, BgpSession } from '../../model/bgp-session.ts';
import { otherSide, SIDES } from '../../model/moment.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { defineSessionCheck } from './define-session-check.ts';
import { lastOpens } from './progress.ts';
import { offers } from './refused-open.ts';

const MAX_TWO_OCTET_AS = 65_535;

export const fourOctetAsUnsupported: Check = defineSessionCheck({
  id: 'bgp/four-octet-as-unsupported',
  severity: 'warning',
  explains: [],
  docs: {
    what: 'Only one side announces 4-octet AS numbers (capability 65). A warning where an AS above 65535 occurs, else only worth knowing.',
    why:
      'A path then carries AS numbers of two octets: larger ones are replaced by 23456 (AS_TRANS) and travel in AS4_PATH, which the old side cannot read. It sees a neighbour of AS 23456, and its filters and ' +
      'loop detection work on that. As long as all numbers are small nothing is lost.',
    remedy: [action('enable-four-octet-as', { on: 'SIDE', peer: 'PEER' })],
    references: [rfc(6793, '4.2'), rfc(6793, '3')],
  },
  judge(session) {
    const last = lastOpens(session);
    if (last === undefined) return [];
    const { opens } = last;
    const side = SIDES.find(
      (each) =>
        !offers(opens[each], CapabilityCode.FOUR_OCTET_AS) &&
        offers(opens[otherSide(each)], CapabilityCode.FOUR_OCTET_AS),
    );
    if (side === undefined) return [];
    const on = session[side].address;
    const peer = session[otherSide(side)].address;
    const peerAs = opens[otherSide(side)].as;
    const wide = peerAs > MAX_TWO_OCTET_AS ? undefined : widestAs(session);
    const as = wide?.as ?? (peerAs > MAX_TWO_OCTET_AS ? peerAs : undefined);
    return [
      {
        title: `${on} (AS ${opens[side].as}) does not announce 4-octet AS numbers, ${peer} (AS ${peerAs}) does${as === undefined ? '' : `; AS ${as} occurs`}.`,
        cause:
          as === undefined
            ? 'Paths between them carry AS numbers of two octets (RFC 6793 §4.2); all that were seen fit.'
            : `Towards ${on} AS ${as} is replaced by 23456 (AS_TRANS), and the true path travels in AS4_PATH, which ${on} does not read (RFC 6793 §4.2.2).`,
        remedy: [action('enable-four-octet-as', { on, peer })],
        evidence: [opens.local.at, opens.remote.at, ...(wide === undefined ? [] : [wide.at])],
        blame: on,
        severity: as === undefined ? 'info' : 'warning',
      },
    ];
  },
});

const widestAs = ({ connections }: BgpSession): AsSeen | undefined =>
  connections.flatMap(({ sides }) => SIDES.flatMap((side) => sides[side].wideAs ?? [])).at(-1);
