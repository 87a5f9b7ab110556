/** Few values, so that rules and packets meet. */
import * as fc from 'fast-check';

export const pick = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
export const ADDRESSES = [
  '10.0.0.5',
  '10.0.0.0/24',
  '10.0.0.0/8',
  '10.1.0.0/16',
  '192.168.10.0/24',
  '10.1.0.7',
] as const;
export const PORTS = ['53', '80', '179', '443'] as const;
export const DEVICES = ['eth0', 'eth1', 'eth*', 'lo'] as const;
