import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { opensIn } from '../opens.ts';
import { type Running, until } from '../processes.ts';
import type { Site } from '../topology.ts';

export type MessageType = 'OPEN' | 'UPDATE' | 'NOTIFICATION' | 'KEEPALIVE' | 'ROUTE-REFRESH';

/** What a step names it does, in the order of these fields. */
export interface Step {
  readonly expect?: MessageType;
  /** With expect OPEN: if that carries an optional parameter, send this, close, and do no more. */
  readonly ifParameters?: Buffer;
  readonly send?: Buffer;
  readonly repeat?: Buffer;
  /** Seconds. */
  readonly every?: number;
  readonly sleep?: number;
  readonly stopReading?: boolean;
  readonly end?: 'fin' | 'rst';
}

export interface Program {
  /** One a connection, the last one for all further ones. */
  readonly conversations: readonly (readonly Step[])[];
  readonly port?: number;
  /** Dials this address from its own; otherwise it listens. */
  readonly connect?: string;
  /** Seconds before it dials again. */
  readonly retry?: number;
  readonly halfOpen?: boolean;
}

export const SCRIPT: string = fileURLToPath(new URL('peer.mjs', import.meta.url));
let count = 0;

export async function startPeer({ ns }: Site, program: Program, local: string): Promise<Running> {
  count += 1;
  const log = ns.path(`peer${count}.log`);
  const peer = ns.start([process.execPath, SCRIPT, serialise(program, local)], log);
  await until('the scripted peer runs', () => readFileSync(log, 'utf8').includes('ready'), 10_000);
  ns.lab.made.add('scripted peer');
  const sent = program.conversations.flat().flatMap(({ send, ifParameters }) => [send, ifParameters]);
  const [open] = sent.flatMap((octets) => (octets === undefined ? [] : opensIn(octets)));
  if (open !== undefined) ns.lab.speakers.set(local, open);
  return peer;
}

/** As the script takes it; it speaks from `local`. */
export const serialise = (program: Program, local: string): string => JSON.stringify({ ...program, local }, hex);

/** JSON.stringify asks a Buffer for its toJSON before it asks us. */
const isSerialised = (value: unknown): value is { readonly data: readonly number[] } =>
  typeof value === 'object' && value !== null && 'type' in value && value.type === 'Buffer';

const hex = (_key: string, value: unknown): unknown =>
  isSerialised(value) ? Buffer.from(value.data).toString('hex') : value;
