/** What is known of the peers of a BMP stream: how their UPDATEs are read, and the router's own address. */
import { minLength, typeField } from '../bgp/header.ts';
import { type BgpOpen, type DecodeContext, MessageType } from '../bgp/message.ts';
import { createInference, type Inference, inferredContext, knowsEnough, weighUpdate } from '../bgp/infer-context.ts';
import { negotiate, offeredAddPath } from '../bgp/negotiate.ts';
import { type MessageContent, messageContent } from '../records/exported.ts';
import type { PerPeerHeader } from './per-peer-header.ts';

/** More than any router has; of more, the ones that came up first are forgotten. */
const MAX_PEERS = 65_536;
const MIN_UPDATE = minLength(MessageType.UPDATE);

export interface Peers {
  /** Told of a Peer Up. `sent` is the OPEN of the monitored router; either is null if it could not be read. */
  up(header: PerPeerHeader, local: string | null, sent: BgpOpen | null, received: BgpOpen | null): void;
  down(header: PerPeerHeader): void;
  localAddress(header: PerPeerHeader): string | null;
  /** Reads a message of that peer, as its OPENs or else its UPDATEs tell. */
  decode(header: PerPeerHeader, bytes: Uint8Array): MessageContent;
}

interface Peer {
  readonly local: string | null;
  /** Families with path identifiers, in what the peer sends and in what the router sends it; null if not known. */
  readonly addPath: readonly [fromPeer: DecodeContext['addPath'], toPeer: DecodeContext['addPath']] | null;
  /** Where they are not. */
  readonly inference: Inference;
}

export function createPeers(): Peers {
  const peers = new Map<string, Peer>();

  function add(key: string, peer: Peer): Peer {
    const [first] = peers.keys();
    if (first !== undefined && peers.size >= MAX_PEERS && !peers.has(key)) peers.delete(first);
    peers.set(key, peer);
    return peer;
  }

  return {
    up(header, local, sent, received) {
      add(header.key, { local, addPath: addPathOf(header, sent, received), inference: createInference() });
    },
    down: ({ key }) => void peers.delete(key),
    localAddress: ({ key }) => peers.get(key)?.local ?? null,
    decode({ key, isOut, twoOctetAs }, bytes) {
      const { addPath, inference } =
        peers.get(key) ?? add(key, { local: null, addPath: null, inference: createInference() });
      const direction = isOut ? 1 : 0;
      const read = (paths: DecodeContext['addPath']): MessageContent =>
        messageContent(bytes, { fourOctetAs: !twoOctetAs, addPath: paths }, addPath !== null);
      if (addPath !== null) return read(addPath[direction]);
      const weighed = (): MessageContent => {
        const isUpdate = bytes.length >= MIN_UPDATE && typeField(bytes) === MessageType.UPDATE;
        if (isUpdate) weighUpdate(inference, direction, bytes, 0, bytes.length);
        return read(inferredContext(inference, direction).addPath);
      };
      if (!knowsEnough(inference, direction)) return weighed();
      // A family may show for the first time.
      const content = read(inferredContext(inference, direction).addPath);
      return content.message.fault === null ? content : weighed();
    },
  };
}

function addPathOf({ isLocRib }: PerPeerHeader, sent: BgpOpen | null, received: BgpOpen | null): Peer['addPath'] {
  if (sent === null || received === null) return null;
  // RFC 9069 §5.1: both OPENs are made up, to say how the Loc-RIB is encoded; in which direction means nothing there.
  if (isLocRib) return [offeredAddPath(sent), offeredAddPath(sent)];
  const [fromPeer, toPeer] = negotiate(received, sent).contexts;
  return [fromPeer.addPath, toPeer.addPath];
}
