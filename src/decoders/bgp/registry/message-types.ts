/** https://www.iana.org/assignments/bgp-parameters (BGP Message Types) */
import { unknownName } from './unknown.ts';

const NAMES: Readonly<Record<number, string>> = {
  1: 'OPEN',
  2: 'UPDATE',
  3: 'NOTIFICATION',
  4: 'KEEPALIVE',
  5: 'ROUTE-REFRESH',
};

export const messageTypeName = (type: number): string => NAMES[type] ?? unknownName(type);
