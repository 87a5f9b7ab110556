/** Sockets that wait for connections: `ss -tlnp` and `netstat -tlnp`. */
import type { Listener } from '../../model/firewall.ts';
import type { Gap, Output, Section, TextFormat } from '../format.ts';
import { isAddress, toAddress } from '../values.ts';

export const listeners: TextFormat = {
  name: 'ss -tlnp',
  starts: (line) => HEADER.test(line) || SS.test(line) || NETSTAT.test(line),
  parse,
};

const HEADER =
  /^(?:Netid +)?State +Recv-Q +Send-Q +Local Address:Port +Peer Address:Port|^Active Internet connections|^Proto Recv-Q Send-Q Local Address +Foreign Address +State/;
const SS = /^(?:tcp +)?LISTEN +\d+ +\d+ +(\S{3,64}):(\d{1,5}|\w{1,20}) +\S{3,64}(?: +(users:\S.*|\S.*))?$/;
const NETSTAT = /^tcp(6?) +\d+ +\d+ +(\S{2,64}):(\d{1,5}) +\S{3,64} +LISTEN(?: +(\S.*))?$/;
/** The first of those that share it: after a fork there are several. */
const USERS = /^users:\(\("([^"]{1,64})",pid=(\d{1,10})/;

function parse({ source, node, line, lines }: Section): Output {
  const found: Listener[] = [];
  const gaps: Gap[] = [];
  for (const [index, raw] of lines.entries()) {
    const text = raw.trim();
    const at = { source, line: line + index, text };
    const [, address, port, who = ''] = SS.exec(text) ?? [];
    const [, six, bound = '', number, program = ''] = NETSTAT.exec(text) ?? [];
    if (address !== undefined) {
      const [, process = null, pid] = USERS.exec(who) ?? [];
      // `ss` without -n writes the name of the port.
      const known = port === 'bgp' ? 179 : Number(port);
      if (Number.isNaN(known))
        gaps.push({ line: at.line, why: `the port ${port} by its name: ss -n gives its number` });
      else found.push({ ...boundTo(address), port: known, process, pid: pid === undefined ? null : Number(pid), at });
    } else if (number !== undefined) {
      const [, pid, process = null] = /^(\d+)\/(\S+)/.exec(program) ?? [];
      const where = six === '6' && bound === '::' ? { address: null, family: 'both' as const } : boundTo(bound);
      found.push({ ...where, port: Number(number), process, pid: pid === undefined ? null : Number(pid), at });
    }
  }
  return { kernel: { source, node, listeners: found }, gaps };
}

/** `*` is of both families, `[::]` of IPv6 alone; `10.0.0.1%eth0` of a link. */
function boundTo(text: string): Pick<Listener, 'address' | 'family'> {
  const address = text.replace(/^\[(.*)\]/, '$1').replace(/%.*/, '');
  if (address === '*') return { address: null, family: 'both' };
  if (address === '0.0.0.0') return { address: null, family: 'ipv4' };
  if (address === '::') return { address: null, family: 'ipv6' };
  return {
    address: isAddress(address) ? toAddress(address) : address,
    family: address.includes(':') ? 'ipv6' : 'ipv4',
  };
}
