import type { Command } from '../command.ts';
import { defineDiagnosis } from './define-diagnosis.ts';

export const check: Command = defineDiagnosis({
  name: 'check',
  summary: 'All at once: sessions, daemons, kernels, routes and networks, and one verdict of what causes what.',
  examples: [
    ['k8sdoctor check', 'the cluster that kubectl would ask'],
    ['k8sdoctor check --bundle evidence.tar.gz', 'what k8sdoctor collect gathered'],
    ['k8sdoctor check bgp.pcap worker-*.txt', 'captures and saved outputs'],
  ],
  run: async (context, files, options) => (await import('../run/bgp.ts')).runCheck(context, files, options),
});
