/** `tshark -T pdml`: one element a line, fields within fields. */
import type { Field } from './field.ts';

export interface TsharkMessage {
  readonly frame: number;
  /** Of the message itself, as tshark shows it within another protocol too. */
  readonly root: Field;
  /** It stands in a message of BMP. */
  readonly inBmp: boolean;
}

interface Open extends Field {
  readonly fields: Field[];
}

const ELEMENT = /^\s*<(\/?)(proto|field)\b(.*?)(\/?)>$/;
const ATTRIBUTE = / (name|show|showname|value|unmaskedvalue)="([^"]*)"/g;

/** `push` takes the lines in order and hands out the messages of a packet at its end. */
export function createPdmlReader(): { readonly push: (line: string) => readonly TsharkMessage[] } {
  let frame = 0;
  let inBmp = false;
  let messages: { readonly root: Field; readonly inBmp: boolean }[] = [];
  const open: Open[] = [];

  function begin(attributes: string, isProto: boolean, isClosed: boolean): void {
    const field = toField(attributes);
    const parent = open.at(-1);
    if (parent === undefined) {
      if (field.name === 'num') frame = Number(field.show);
      if (!isProto) return;
      if (field.name !== 'bgp') {
        inBmp = field.name === 'bmp';
        return;
      }
      messages.push({ root: field, inBmp });
    } else {
      parent.fields.push(field);
    }
    if (!isClosed) open.push(field);
  }

  return {
    push(line) {
      if (line === '</packet>') {
        const done = messages.map((message) => ({ frame, ...message }));
        messages = [];
        return done;
      }
      const [, closing, kind, attributes = '', closed] = ELEMENT.exec(line) ?? [];
      if (kind === undefined) return [];
      if (closing === '') begin(attributes, kind === 'proto', closed === '/');
      else open.pop();
      return [];
    },
  };
}

function toField(attributes: string): Open {
  const found = new Map<string, string>();
  for (const [, name = '', value = ''] of attributes.matchAll(ATTRIBUTE)) found.set(name, unescaped(value));
  const get = (name: string): string => found.get(name) ?? '';
  return {
    name: get('name'),
    show: get('show'),
    label: get('showname'),
    value: found.get('unmaskedvalue') ?? get('value'),
    fields: [],
    taken: false,
  };
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

const unescaped = (value: string): string =>
  value.replaceAll(/&(?:#x([0-9a-f]+)|(\w+));/gi, (whole, code: string | undefined, name: string) =>
    code === undefined ? (ENTITIES[name] ?? whole) : String.fromCodePoint(parseInt(code, 16)),
  );
