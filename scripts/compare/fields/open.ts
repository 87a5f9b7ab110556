/** OPEN and its capabilities, as `decode` says them. */
import { all, descendants, type Field, flag, hex, number, one, rows, text } from '../field.ts';

const CAPABILITIES = 2;

export function openOf(message: Field): unknown {
  if (number(message, 'bgp.open.version') === undefined) return undefined;
  const parameters = all(one(message, 'bgp.open.opt') ?? { fields: [] }, 'bgp.open.opt.param');
  const types = parameters.map((parameter) => number(parameter, 'bgp.open.opt.param.type'));
  const others = types.filter((type) => type !== undefined && type !== CAPABILITIES);
  return {
    version: number(message, 'bgp.open.version'),
    myAs: number(message, 'bgp.open.myas'),
    holdTime: number(message, 'bgp.open.holdtime'),
    bgpId: text(message, 'bgp.open.identifier'),
    capabilities: parameters.flatMap((parameter) => all(parameter, 'bgp.cap').map(capabilityOf)),
    otherParameters: others,
  };
}

function capabilityOf(capability: Field): unknown {
  const code = number(capability, 'bgp.cap.type') ?? -1;
  const octets = hex(capability, 'bgp.cap.unknown');
  if (octets === undefined) return { code, ...VALUES[code]?.(capability) };
  return { code, ...(UNDISSECTED[code]?.(octets) ?? { value: octets }) };
}

/**
 * Those of which tshark 4.0 shows the octets alone, taken apart here: RFC 8277 §2.1, RFC 9234 §4.1, RFC 9494 §3.1,
 * draft-abraitis-idr-addpath-paths-limit.
 * Undefined where they are not what the RFC says.
 */
const UNDISSECTED: Readonly<Record<number, (octets: string) => object | undefined>> = {
  8: (octets) => inPieces(octets, 4, (at) => ({ afi: at(0, 2), safi: at(2, 3), count: at(3, 4) })),
  9: (octets) => (octets.length === 2 ? { role: parseInt(octets, 16) } : undefined),
  71: (octets) =>
    inPieces(octets, 7, (at) => ({
      afi: at(0, 2),
      safi: at(2, 3),
      forwardingState: (at(3, 4) & 0x80) !== 0,
      staleTime: at(4, 7),
    })),
  76: (octets) => inPieces(octets, 5, (at) => ({ afi: at(0, 2), safi: at(2, 3), limit: at(3, 5) })),
};

function inPieces(
  octets: string,
  size: number,
  toFamily: (at: (from: number, to: number) => number) => object,
): object | undefined {
  const count = octets.length / 2 / size;
  if (!Number.isInteger(count)) return undefined;
  const piece = (index: number) => (from: number, to: number) =>
    parseInt(octets.slice(2 * (index * size + from), 2 * (index * size + to)), 16);
  return { families: Array.from({ length: count }, (_, index) => toFamily(piece(index))) };
}

const VALUES: Readonly<Record<number, (capability: Field) => object>> = {
  1: (capability) => ({ afi: number(capability, 'bgp.cap.mp.afi'), safi: number(capability, 'bgp.cap.mp.safi') }),
  5: (capability) => ({
    families: rows(capability, { afi: 'bgp.cap.enh.afi', safi: 'bgp.cap.enh.safi', nextHopAfi: 'bgp.cap.enh.nhafi' }),
  }),
  9: (capability) => ({ role: number(capability, 'bgp.cap.role') }),
  64: gracefulRestart,
  65: (capability) => ({ as: number(capability, 'bgp.cap.4as') }),
  69: addPath,
  73: (capability) => ({
    hostname: text(capability, 'bgp.cap.orf.fqdn.hostname'),
    domain: text(capability, 'bgp.cap.orf.fqdn.domain_name'),
  }),
};

function gracefulRestart(capability: Field): object {
  const timers = one(capability, 'bgp.cap.gr.timers');
  const flags = all(capability, 'bgp.cap.gr.flag');
  for (const field of descendants(capability)) field.taken ||= field.name.startsWith('_ws.expert');
  return {
    ...(timers !== undefined && {
      restartState: flag(timers, 'bgp.cap.gr.timers.restart_flag'),
      notification: flag(timers, 'bgp.cap.gr.timers.notification_flag'),
      restartTime: number(timers, 'bgp.cap.gr.timers.restart_time'),
    }),
    families: rows(capability, { afi: 'bgp.cap.gr.afi', safi: 'bgp.cap.gr.safi' }).map((family, index) => ({
      ...family,
      forwardingState: flag(flags[index] ?? { fields: [] }, 'bgp.cap.gr.flag.pfs'),
    })),
  };
}

function addPath(capability: Field): object {
  const columns = { afi: 'bgp.cap.ap.afi', safi: 'bgp.cap.ap.safi', mode: 'bgp.cap.ap.sendreceive' };
  return {
    families: rows(capability, columns).map(({ mode = 0, ...family }) => ({
      ...family,
      send: (mode & 2) !== 0,
      receive: (mode & 1) !== 0,
    })),
  };
}
