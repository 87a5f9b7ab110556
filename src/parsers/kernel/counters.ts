import type { Setting } from '../../model/kernel.ts';
import type { Origin } from './read.ts';

/** Of the kernel's many: what the reverse path filter dropped, and what TCP did for a signature (RFC 2385, RFC 5925). */
const NAMES =
  'IPReversePathFilter|TCPMD5NotFound|TCPMD5Unexpected|TCPMD5Failure|TCPAORequired|TCPAOBad|TCPAOKeyNotFound';
const COUNTER = new RegExp(`^(?:TcpExt)?(${NAMES}):?\\s+(\\d{1,18})\\b`);
const NAME = new RegExp(`^(?:${NAMES})$`);
/** `nstat` and `netstat -s` print it among others. */
const NEIGHBOUR = /^(?:#kernel|Ip:$|TcpExt:$|TcpExt[A-Z]\w*\s+\d|IpExt[A-Z]\w*\s+\d|Ip6?[A-Z]\w*\s+\d)/;
/** A row of /proc/net/netstat and /proc/net/snmp: names, and below them values. */
const ROW = /^(?:Ip|Icmp|IcmpMsg|Tcp|Udp|UdpLite|TcpExt|IpExt|MPTcpExt): (?:[A-Z]\w*|\d+|-1)(?: |$)/;

/** Whether `line` (trimmed) is one of `nstat`, of `netstat -s` where it has such a counter, or of /proc/net/netstat. */
export const isCounterLine = (line: string): boolean => COUNTER.test(line) || NEIGHBOUR.test(line) || ROW.test(line);

/** Every reading of each counter: two of them tell whether it grows. */
export function parseCounters(lines: readonly string[], { source, line: first }: Origin): readonly Setting[] {
  let names: readonly string[] = [];
  return lines.flatMap((raw, index): readonly Setting[] => {
    const text = raw.trim();
    const at = { source, line: first + index };
    const [, key, value] = COUNTER.exec(text) ?? [];
    if (key !== undefined && value !== undefined) return [{ key, value, at: { ...at, text } }];
    if (!text.startsWith('TcpExt: ')) return [];
    const words = text.split(' ');
    if (!/^\d{1,20}$/.test(words[1] ?? '')) {
      names = words;
      return [];
    }
    // Other lines of a file that is cut, or read twice, have names of their own.
    const values = words.length === names.length ? words : [];
    return values.flatMap((each, column) => {
      const name = names[column] ?? '';
      return NAME.test(name) ? [{ key: name, value: each, at: { ...at, text: `TcpExt: ${name} ${each}` } }] : [];
    });
  });
}
