import { expect, test } from 'vitest';
import { messageOf, untaken } from '../../../scripts/compare/fields/message.ts';
import { createPdmlReader } from '../../../scripts/compare/pdml.ts';

const field = (name: string, show: string, more = ''): string =>
  `<field name="${name}" showname="" size="1" pos="0" show="${show}" ${more}/>`;

function read(...lines: readonly string[]) {
  const reader = createPdmlReader();
  return ['<packet>', field('num', '7'), ...lines, '</packet>'].flatMap((line) => reader.push(line));
}

test('messages of a packet, with what is in them', () => {
  const messages = read(
    '<proto name="bgp" showname="OPEN" size="29" pos="0">',
    field('bgp.type', '1', 'value="01"'),
    field('bgp.open.version', '4'),
    '<field name="bgp.open.opt" showname="" size="4" pos="0" show="">',
    '<field name="bgp.open.opt.param" showname="" size="4" pos="0" show="">',
    field('bgp.open.opt.param.type', '2'),
    '<field name="bgp.cap" showname="" size="4" pos="0" show="">',
    field('bgp.cap.type', '73'),
    field('bgp.cap.orf.fqdn.hostname', 'a&lt;&#x27;b'),
    field('bgp.cap.new', '1'),
    '</field>',
    '</field>',
    '</field>',
    '</proto>',
  );
  expect(messages).toMatchObject([{ frame: 7, inBmp: false }]);
  expect(messages.map(({ root }) => [messageOf(root), untaken(root)])).toMatchObject([
    [{ type: 'OPEN', open: { version: 4, capabilities: [{ code: 73, hostname: "a<'b" }] } }, { 'bgp.cap.new': ['1'] }],
  ]);
});

test('messages within BMP', () => {
  const message = ['<proto name="bgp" showname="" size="19" pos="0">', field('bgp.type', '4'), '</proto>'];
  expect(
    read('<proto name="tcp" showname="">', '</proto>', '<proto name="bmp" showname="">', ...message, '</proto>'),
  ).toMatchObject([{ inBmp: true }]);
  expect(read('<proto name="tcp" showname="">', '</proto>', ...message)).toMatchObject([{ inBmp: false }]);
});
