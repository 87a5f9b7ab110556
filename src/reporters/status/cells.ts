import type { PeerStatus, PrefixCounts } from '../../model/peer-status.ts';

/** A column of the table. */
export interface Column {
  readonly title: string;
  readonly isNumber?: boolean;
  /** Those with the highest go first where the line is too short; 0 never goes. */
  readonly expendable: number;
  readonly cell: (peer: PeerStatus) => string;
}

export const labelOf = ({ speaker }: PeerStatus): string => speaker.label;

export const COLUMNS: readonly Column[] = [
  { title: 'SPEAKER', expendable: 0, cell: labelOf },
  { title: 'DAEMON', expendable: 4, cell: ({ speaker }) => (speaker.daemon === 'unknown' ? '' : speaker.daemon) },
  { title: 'ADDRESS', expendable: 5, cell: ({ speaker }) => speaker.address ?? '' },
  { title: 'AS', isNumber: true, expendable: 2, cell: ({ speaker }) => orNothing(speaker.as) },
  { title: 'PEER', expendable: 0, cell: ({ peer }) => peer.address ?? peer.name ?? '' },
  { title: 'NAME', expendable: 6, cell: ({ peer }) => (peer.address === null ? '' : (peer.name ?? '')) },
  { title: 'PEER AS', isNumber: true, expendable: 1, cell: ({ peer }) => orNothing(peer.as) },
  { title: 'STATE', expendable: 0, cell: ({ state, printed }) => state ?? printed },
  { title: 'SINCE', expendable: 3, cell: ({ since }) => since?.text ?? '' },
  {
    title: 'IN',
    isNumber: true,
    expendable: 0,
    cell: ({ prefixes }) => sum(prefixes, ({ received, accepted }) => received ?? accepted),
  },
  {
    title: 'OUT',
    isNumber: true,
    expendable: 0,
    cell: ({ prefixes }) => sum(prefixes, ({ advertised }) => advertised),
  },
];

const orNothing = (as: number | null): string => (as === null ? '' : String(as));

/** Over all families; nothing where no family has a count. */
function sum(prefixes: readonly PrefixCounts[], of: (counts: PrefixCounts) => number | null): string {
  const known = prefixes.map(of).filter((value) => value !== null);
  return known.length === 0 ? '' : String(known.reduce((total, value) => total + value, 0));
}
