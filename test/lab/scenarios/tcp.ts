import type { Scenario } from '../scenario.ts';
import { firstMessages } from './tcp-first-messages.ts';
import { ports } from './tcp-ports.ts';
import { refusals } from './tcp-refusals.ts';
import { signatures } from './tcp-signatures.ts';
import { ttl } from './tcp-ttl.ts';

export const tcp: readonly Scenario[] = [...refusals, ...signatures, ...ttl, ...firstMessages, ...ports];
