import type { BfdSession } from '../../model/bfd.ts';
import type { TextFormat } from '../format.ts';
import { isAddress, toAddress } from '../values.ts';

/** `birdc show bfd sessions`. */
export const birdBfd: TextFormat = {
  name: 'birdc show bfd sessions',
  starts: (line) => HEADER.test(line) || ROW.test(line),
  parse: ({ source, node, line, lines }) => ({
    bfd: lines.flatMap((raw, index): BfdSession[] => {
      const text = raw.trim();
      const [, peer = '', state = ''] = ROW.exec(text) ?? [];
      if (!isAddress(peer)) return [];
      const at = { source, line: line + index, text };
      const named = STATES[state] ?? 'down';
      return [
        { daemon: 'bird', node, peer: toAddress(peer), local: null, state: named, diagnostic: null, heard: null, at },
      ];
    }),
  }),
};

const HEADER = /^IP address +Interface +State +Since +Interval +Timeout/;
const ROW = /^([\da-fA-F.:]{2,45}) +\S{1,16} +(Up|Down|Init|AdminDown) +\d\S{2,30}(?: \d\S{2,20})? +[\d.]+ +[\d.]+$/;
const STATES: Readonly<Record<string, BfdSession['state']>> = {
  Up: 'up',
  Down: 'down',
  Init: 'init',
  AdminDown: 'admin-down',
};
