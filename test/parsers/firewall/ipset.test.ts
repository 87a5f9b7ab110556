import { describe, expect, test } from 'vitest';
import { passFirewall } from '../../../src/forwarding/firewall.ts';
import { readPaste } from '../../../src/parsers/recognise.ts';
import { dialIn } from '../../forwarding/packets.ts';
import { rulesetsOf } from './read.ts';

/** As ipset 7.17 prints them. */
const SETS = `create routers hash:net family inet hashsize 1024 maxelem 65536 bucketsize 12 initval 0xb2ad3c9d
add routers 192.168.10.0/24
add routers 192.168.10.1 nomatch
create peers hash:ip,port family inet hashsize 1024 maxelem 65536 comment
add peers 192.168.10.11,tcp:179 comment "bgp, all of it"
create ports bitmap:port range 0-1024
add ports 179
create both list:set size 8
add both routers
add both peers
create marks hash:ip,mark family inet
add marks 192.168.10.1,0x00000001
`;
const rule = (options: string): string => `*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -m set ${options} -j DROP\nCOMMIT\n`;
const pass = (options: string, source = '192.168.10.1'): string =>
  passFirewall(rulesetsOf(`${SETS}${rule(options)}`), dialIn({ source }), ['prerouting', 'input']).outcome;

describe('ipset save', () => {
  test('is read whole', () => {
    const { found, unknown } = readPaste(SETS, 'x');
    expect(unknown).toEqual([]);
    expect(found.map(({ format, output }) => [format, output.gaps])).toEqual([['ipset save', []]]);
    expect(found[0]?.output.kernel?.rulesets?.[0]?.ipsets?.get('peers')).toEqual({
      kinds: ['ip', 'port'],
      members: [{ fields: ['192.168.10.11', 'tcp:179'], isException: false }],
    });
  });

  test.each([
    ['--match-set routers src', 'accepted'],
    ['! --match-set routers src', 'dropped'],
    ['--match-set peers dst,dst', 'dropped'],
    ['--match-set peers src,dst', 'accepted'],
    ['--match-set ports dst', 'dropped'],
    ['--match-set both src', 'unknown'],
    ['--match-set both dst,dst', 'dropped'],
    ['--match-set marks src,src', 'unknown'],
    ['--match-set gone src', 'unknown'],
  ])('%s: %s', (options, outcome) => expect(pass(options)).toBe(outcome));

  test('an exception is of its own prefix only', () => {
    expect(pass('--match-set routers src', '192.168.10.7')).toBe('dropped');
  });
});
