import type { Command } from '../command.ts';
import { defineDiagnosis } from './define-diagnosis.ts';

export const bgp: Command = defineDiagnosis({
  name: 'bgp',
  summary: 'Says what is wrong with the BGP sessions of a capture, what proves it and who has to change what.',
  examples: [
    ['k8sdoctor bgp --pcap bgp.pcap', 'diagnose a capture'],
    ['tcpdump -U -i any -w - tcp port 179 | k8sdoctor bgp --pcap -', 'watch, then ^C for the diagnosis'],
    ['k8sdoctor bgp bgp.pcap calico-node-status.txt', 'with what the daemon says beside the packets'],
    ['k8sdoctor bgp big.pcap --evidence proof/', 'and a small capture of each failure, to attach to an issue'],
    ['k8sdoctor bgp bgp.pcap --format html -o report.html', 'a page with pictures in one file, to attach'],
    ['k8sdoctor bgp --local --probe', "and try the peer's port from the address that its session is from"],
    ['k8sdoctor bgp --local --reset', 'and restart the sessions that are down, to see their OPENs'],
    ['k8sdoctor bgp *.pcap --cni cilium --format json -o report.json', "several captures, with Cilium's commands"],
  ],
  run: async (context, files, options) => (await import('../run/bgp.ts')).runBgp(context, files, options),
});
