import { expect, test } from 'vitest';
import { captureNames } from '../../src/page/capture-names.ts';

test.each([
  [['a.pcap'], []],
  [
    ['dir/ends.node.pcap', 'dir/ends.router.pcap'],
    ['node', 'router'],
  ],
  [
    ['captures/worker-1.pcap', 'captures/worker-12.pcap', 'captures/master.pcap'],
    ['worker-1', 'worker-12', 'master'],
  ],
  [
    ['s.pcapng (node.pcap)', 's.pcapng (router.pcap)'],
    ['node', 'router'],
  ],
  [
    ['a.pcap', 'a.pcap.1'],
    ['pcap', 'pcap.1'],
  ],
  [
    ['a-b', 'a-b-b'],
    ['b', 'b-b'],
  ],
  [
    ['-', 'x'],
    ['-', 'x'],
  ],
])('%j', (files, names) => {
  expect([...(captureNames(files)?.values() ?? [])]).toEqual(names);
});
