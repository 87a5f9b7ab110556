import type { CaptureSeen } from '../../model/evidence.ts';
import { type Check, defineCheck } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { plural } from '../words.ts';
import { TCPDUMP } from './references.ts';

export const captureEmpty: Check = defineCheck({
  id: 'capture/empty',
  severity: 'error',
  explains: [],
  docs: {
    what: 'A capture holds no packet of a BGP session.',
    why:
      'Either nothing was sent while it ran, or it was taken where BGP does not pass: on another interface, in another network namespace, with a filter that excludes it, or on a port other than 179. The finding says how many packets ' +
      'there are and of what, which mostly tells which. FRR sends no SYN at all to a peer that it has no specific route to (“Waiting for NHT”, “No path to specified Neighbor”); that, too, gives an empty capture.',
    remedy: [
      action('capture-the-right-place', { on: 'SPEAKER', peer: 'FILE' }),
      action('let-it-find-its-peer', { on: 'SPEAKER', peer: 'FILE' }),
    ],
    references: [TCPDUMP],
  },
  needs: ['captures'],
  run: ({ captures }) => {
    const hasOther = captures.some(({ sessions }) => sessions > 0);
    return captures
      .filter(({ sessions }) => sessions === 0)
      .map((capture) => ({
        subject: { kind: 'file' as const, id: capture.source },
        title: `${capture.source} holds no BGP: ${contents(capture)}.`,
        cause:
          capture.packets === 0
            ? 'Inferred: no packet passed the filter on that interface while the capture ran.'
            : 'No packet in it is TCP of port 179, or shows the marker of BGP on another port (RFC 4271 §4.1).',
        remedy: [
          action('capture-the-right-place', { on: 'the speaker', peer: capture.source }),
          action('let-it-find-its-peer', { on: 'the speaker', peer: capture.source }),
        ],
        evidence: [{ source: capture.source, text: contents(capture) }],
        blame: null,
        ...(hasOther && { severity: 'info' as const }),
      }));
  },
});

function contents({ packets, kinds }: CaptureSeen): string {
  const shown = Object.entries(kinds)
    .toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .map(([kind, count]) => `${count} ${kind}`);
  return shown.length === 0 ? plural(packets, 'packet') : `${plural(packets, 'packet')} (${shown.join(', ')})`;
}
