import { type Check, defineCheck } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { plural, seconds } from '../words.ts';
import { REORDERCAP, TCPDUMP } from './references.ts';

export const captureTimeGoesBack: Check = defineCheck({
  id: 'capture/time-goes-back',
  severity: 'warning',
  explains: [],
  docs: {
    what: 'A packet shows a time more than a second earlier than the packet before it.',
    why:
      'Packets are judged in the order in which they stand, and from there on times go on from where they were: how long it took in between is not known, so no silence across that place counts. ' +
      'Either the clock of the host was set back while it captured (NTP), and the order is right; or several files were joined one behind the other in the wrong order, or of several places (`mergecap -a`, `cat`), ' +
      'and what stands last did not happen last: then sort the file, or name the files one by one.',
    remedy: [action('sort-the-capture', { on: 'FILE', peer: 'FILE' })],
    references: [REORDERCAP, TCPDUMP],
  },
  needs: ['captures'],
  run: ({ captures }) =>
    captures.flatMap(({ source, stepsBack }) => {
      const [first] = stepsBack;
      if (first === undefined) return [];
      const more = stepsBack.length === 1 ? '' : `, and ${plural(stepsBack.length - 1, 'time')} more`;
      return [
        {
          subject: { kind: 'file' as const, id: source },
          title: `Frame ${first.at.frame} of ${source} is ${seconds(first.seconds)} earlier than the packet before it${more}.`,
          cause:
            'Inferred: the clock was set while it was captured, or files were joined in another order than they were captured in. The frames are judged in the order in which they stand.',
          remedy: [action('sort-the-capture', { on: source, peer: source })],
          evidence: stepsBack.map(({ at }) => at),
          blame: null,
        },
      ];
    }),
});
