/** SRv6 endpoint behaviors. https://www.iana.org/assignments/segment-routing */
import { unknownName } from './unknown.ts';

/** Flavors as they follow one another: USP and PSP (RFC 8986 §4.16), then with USD. */
const PLAIN = ['', ' with PSP', ' with USP', ' with PSP & USP'];
const USD = [' with USD', ' with PSP & USD', ' with USP & USD', ' with PSP, USP & USD'];
const NEXT_CSID = [
  ' with NEXT-CSID',
  ' with NEXT-CSID & PSP',
  ' with NEXT-CSID & USP',
  ' with NEXT-CSID, PSP & USP',
  ' with NEXT-CSID & USD',
  ' with NEXT-CSID, PSP & USD',
  ' with NEXT-CSID, USP & USD',
  ' with NEXT-CSID, PSP, USP & USD',
];

const NAMES: Readonly<Record<number, string>> = {
  ...flavors(1, 'End', PLAIN),
  ...flavors(5, 'End.X', PLAIN),
  ...flavors(9, 'End.T', PLAIN),
  14: 'End.B6.Encaps',
  15: 'End.BM',
  16: 'End.DX6',
  17: 'End.DX4',
  18: 'End.DT6',
  19: 'End.DT4',
  20: 'End.DT46',
  21: 'End.DX2',
  22: 'End.DX2V',
  23: 'End.DT2U',
  24: 'End.DT2M',
  27: 'End.B6.Encaps.Red',
  ...flavors(28, 'End', USD),
  ...flavors(32, 'End.X', USD),
  ...flavors(36, 'End.T', USD),
  40: 'End.MAP',
  41: 'End.Limit',
  ...flavors(43, 'End', NEXT_CSID),
  ...flavors(52, 'End.X', NEXT_CSID),
  60: 'End.DX6 with NEXT-CSID',
  61: 'End.DX4 with NEXT-CSID',
  62: 'End.DT6 with NEXT-CSID',
  63: 'End.DT4 with NEXT-CSID',
  64: 'End.DT46 with NEXT-CSID',
  65: 'End.DX2 with NEXT-CSID',
  66: 'End.DX2V with NEXT-CSID',
  67: 'End.DT2U with NEXT-CSID',
  68: 'End.DT2M with NEXT-CSID',
  69: 'End.M.GTP6.D',
  70: 'End.M.GTP6.D.Di',
  71: 'End.M.GTP6.E',
  72: 'End.M.GTP4.E',
  65535: 'Opaque',
};

function flavors(first: number, behavior: string, of: readonly string[]): Readonly<Record<number, string>> {
  return Object.fromEntries(of.map((flavor, index) => [first + index, behavior + flavor]));
}

export const endpointBehaviorName = (code: number): string => NAMES[code] ?? unknownName(code);
