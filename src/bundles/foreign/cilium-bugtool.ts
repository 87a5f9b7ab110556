/** `cilium-bugtool`, run by hand in the pod of one agent. */
import type { Adapter } from './adapter.ts';
import { placeBugtool } from './bugtool-outputs.ts';

export const ciliumBugtool: Adapter = {
  tool: 'cilium-bugtool',
  sign: /^((?:[^/]+\/)*?(?:[\w.-]+-)?cilium-bugtool-[^/]+\/)cmd\/[^/]+\.md$/,
  tells: /^cmd\/(?:hostname|cilium(?:-dbg)?-version)\.md$/,
  layOut(files, told) {
    const node = told.get('cmd/hostname.md')?.trim().split('\n', 1)[0] || 'unknown';
    const speakers = [{ speaker: 'cilium', pod: null, transport: 'cilium-bugtool' }] as const;
    return {
      version: null,
      nodes: [{ name: node, transport: 'cilium-bugtool', speakers, ports: [], peers: [] }],
      ...placeBugtool(files, '', { node, speaker: 'cilium', pod: null }),
    };
  },
};
