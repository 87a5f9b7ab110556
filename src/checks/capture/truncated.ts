import type { CaptureSeen } from '../../model/evidence.ts';
import { type Check, defineCheck, type Draft } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { plural } from '../words.ts';
import { PCAP_FORMAT, TCPDUMP } from './references.ts';

export const captureTruncated: Check = defineCheck({
  id: 'capture/truncated',
  severity: 'warning',
  explains: [],
  docs: {
    what: 'The snap length cut octets that the decoder needed, or the file ends in mid-packet.',
    why:
      'What lies in the missing octets is not judged: a message that was cut is shown as far as it goes, and a session may look shorter than it was. A small snap length comes from `tcpdump -s` or from a tool that keeps headers only; ' +
      'a file that ends in mid-packet was copied while it was still being written, or its writer was killed or ran out of disk space.',
    remedy: [action('capture-whole-packets', { on: 'FILE', peer: 'FILE' })],
    references: [TCPDUMP, PCAP_FORMAT],
  },
  needs: ['captures'],
  run: ({ captures }) => captures.flatMap((capture) => [...cut(capture), ...broken(capture)]),
});

function cut({ source, snapped }: CaptureSeen): Draft[] {
  if (snapped === null) return [];
  const { count, first, captured, original } = snapped;
  return [
    {
      subject: { kind: 'file', id: source },
      title: `The snap length of ${source} cuts ${plural(count, 'packet')} of BGP; in frame ${first.frame} ${captured} of ${original} octets were captured.`,
      cause: 'The octets behind the snap length are not in the file, so the messages in them cannot be read whole.',
      remedy: [action('capture-whole-packets', { on: source, peer: source })],
      evidence: [first],
      blame: null,
    },
  ];
}

function broken({ source, fault }: CaptureSeen): Draft[] {
  if (fault === null) return [];
  const { offset, frame, reason } = fault;
  return [
    {
      subject: { kind: 'file', id: source },
      title: `${source} cannot be read past octet ${offset}, after ${plural(frame, 'packet')}: ${reason}.`,
      cause:
        'Inferred: the file was still being written when it was copied, or its writer did not end it. What stands before was read.',
      remedy: [action('capture-whole-packets', { on: source, peer: source })],
      evidence: [{ source, ...(frame > 0 && { frame }), text: `octet ${offset}: ${reason}` }],
      blame: null,
    },
  ];
}
