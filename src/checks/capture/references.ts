import type { Reference } from '../../model/report.ts';

export const TCPDUMP: Reference = { title: 'tcpdump(1)', url: 'https://www.tcpdump.org/manpages/tcpdump.1.html' };
export const PCAP_FORMAT: Reference = {
  title: 'pcap file format',
  url: 'https://www.ietf.org/archive/id/draft-ietf-opsawg-pcap-04.html',
};
export const REORDERCAP: Reference = {
  title: 'reordercap(1)',
  url: 'https://www.wireshark.org/docs/man-pages/reordercap.html',
};
