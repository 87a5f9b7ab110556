import { describe, expect, test } from 'vitest';
import { splitPaste } from '../../src/parsers/paste.ts';

describe('splitPaste', () => {
  test('takes what has no prompt as one block', () => {
    expect(splitPaste('a\nb\n')).toEqual([{ node: null, command: null, line: 1, lines: ['a', 'b', ''] }]);
    expect(splitPaste('\n \n')).toEqual([]);
  });

  test('counts lines from 1, whatever stands above', () => {
    const blocks = splitPaste('# node: worker-1\n\n$ birdcl show protocols\nx\n# node: worker-2\ny');
    expect(blocks).toEqual([
      { node: 'worker-1', command: 'birdcl show protocols', line: 4, lines: ['x'] },
      { node: 'worker-2', command: null, line: 6, lines: ['y'] },
    ]);
  });

  test.each([
    ['router1# show bgp summary', 'router1', 'show bgp summary'],
    ['router1#show ip bgp summary', 'router1', 'show ip bgp summary'],
    ['rtr(config)# do show ip bgp', 'rtr', 'do show ip bgp'],
    ['[root@worker-1 ~]# calicoctl node status', 'worker-1', 'calicoctl node status'],
    ['root@worker-1:~# calico node status', 'worker-1', 'calico node status'],
    ['user@mx1> show bgp summary', 'mx1', 'show bgp summary'],
    ['[admin@MikroTik] > /routing bgp peer print', 'MikroTik', '/routing bgp peer print'],
    ['$ gobgp neighbor', null, 'gobgp neighbor'],
    ['bird> show protocols', null, 'show protocols'],
    ['# calicoctl node status', null, 'calicoctl node status'],
    ['# what follows is of yesterday', null, null],
    ['worker-1 | CHANGED | rc=0 >>', 'worker-1', null],
    ['==> worker-1.txt <==', null, null],
  ])('takes %s for a prompt', (prompt, node, command) => {
    expect(splitPaste(`${prompt}\nx`)).toMatchObject([{ node: node, command, lines: ['x'] }]);
  });

  test.each([
    'kernel.core_pattern = |/usr/share/apport/apport %p',
    '5: eth0@if6: <BROADCAST,MULTICAST,UP> mtu 1500',
    '10.0.0.1 > 10.0.0.2: Flags [S]',
    '*> 10.2.0.0/24          10.10.3.3',
    '| 10.0.0.1 | global | start | 10:00:00 | Idle |',
    'net.ipv4.conf.all.forwarding = 1',
  ])('leaves %s alone', (line) => {
    expect(splitPaste(line)).toMatchObject([{ node: null, command: null, lines: [line] }]);
  });

  test('takes off the mark of the byte order, colours, quote marks, carriage returns and hard spaces', () => {
    expect(splitPaste('\uFEFF> > \u001b[1;32mup\u001b[0m\u00a0x\r\n>\r\n> y')).toMatchObject([
      { lines: ['up x', '', 'y'] },
    ]);
  });

  test('ends a block at a fence', () => {
    expect(splitPaste('text\n```console\n$ a\nb\n```\nmore')).toMatchObject([
      { line: 1, lines: ['text'] },
      { line: 4, command: 'a', lines: ['b'] },
      { line: 6, lines: ['more'] },
    ]);
  });

  test('takes a megabyte on one line', () => {
    for (const mark of ['#', '$ ', '> ', 'a@', '[', '\u001b[', ' ', '\u001b]']) {
      expect(splitPaste(mark.repeat(1 << 20))).toBeDefined();
    }
  });
});
