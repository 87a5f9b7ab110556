/**
 * OPEN (RFC 4271 §4.2), after the header.
 *
 *   +---------+------------------------+-----------+----------------+-------------+---------------------+
 *   | Version | My Autonomous System   | Hold Time | BGP Identifier | Opt Parm Len| Optional Parameters |
 *   | 1 octet | 2 octets               | 2 octets  | 4 octets       | 1 octet     | variable            |
 *   +---------+------------------------+-----------+----------------+-------------+---------------------+
 *
 * RFC 9072 §2: where the first parameter's type is 255, a length of two octets follows it, that of all parameters,
 * and each parameter's own length has two octets too. Opt Parm Len is then ignored.
 */
import { type ByteReader, DecodeError } from '../../bytes/reader.ts';
import type { Capability } from '../../model/session.ts';
import { formatAddress } from '../../net/address.ts';
import { decodeCapabilities } from './capabilities.ts';
import { faultOf, messageFault } from './fault.ts';
import type { MessageFault } from './fault.ts';
import type { BgpOpen } from './message.ts';
import { CapabilityCode } from './registry/capabilities.ts';
import { ErrorCode, UNSPECIFIC } from './registry/notifications.ts';

const ParameterType = { CAPABILITIES: 2, EXTENDED_LENGTH: 255 } as const;
const FIRST_PARAMETER_AT = 29;

interface Found {
  readonly capabilities: Capability[];
  readonly otherParameters: number[];
}

/**
 * Reads an OPEN of at least 29 octets, from behind its header. Whether a receiver takes its version, AS, hold time or identifier is not judged:
 * only optional parameters can break the format, and what was read before stays.
 */
export function decodeOpen(reader: ByteReader): { readonly open: BgpOpen; readonly fault: MessageFault | null } {
  const version = reader.u8('version');
  const myAs = reader.u16('myAs');
  const holdTime = reader.u16('holdTime');
  const bgpId = reader.note(formatAddress(reader.bytes(4, 'bgpId'), 0, 4));
  const found: Found = { capabilities: [], otherParameters: [] };
  const extended = reader.octets[FIRST_PARAMETER_AT] === ParameterType.EXTENDED_LENGTH;
  let fault = faultOf(
    () => decodeParameters(reader, extended, found),
    ErrorCode.OpenMessageError,
    UNSPECIFIC, // RFC 4271 §6.2: recognized but malformed
  );
  if (fault === null && reader.remaining > 0) {
    const reason = `${reader.remaining} octets after the optional parameters`;
    fault = messageFault(reader.offset, reason, ErrorCode.OpenMessageError, UNSPECIFIC);
  }
  const as = fourOctetAs(found.capabilities) ?? myAs;
  return { open: { version, myAs, as, holdTime, bgpId, ...found }, fault };
}

/** A length that promises more than there is ends in a fault, but only after what is there was read. */
function decodeParameters(reader: ByteReader, extended: boolean, found: Found): void {
  let length = reader.u8('optionalParametersLength');
  if (length === 0 && !extended) return;
  if (extended) {
    reader.u8('extendedLengthMark');
    length = reader.u16('extendedLength');
  }
  const { offset, remaining } = reader;
  const parameters = reader.sub(Math.min(length, remaining), 'optionalParameters');
  while (parameters.remaining > 0) {
    parameters.group('parameter', () => decodeParameter(parameters, extended, found));
  }
  if (length > remaining) {
    throw new DecodeError('bgp.open', 'optionalParameters', offset, `needs ${length} bytes, ${remaining} left`);
  }
}

function decodeParameter(reader: ByteReader, extended: boolean, found: Found): void {
  const type = reader.u8('parameterType');
  if (type === ParameterType.CAPABILITIES) reader.note('capabilities');
  const length = extended ? reader.u16('parameterLength') : reader.u8('parameterLength');
  const value = reader.sub(length, 'parameterValue');
  if (type === ParameterType.CAPABILITIES) decodeCapabilities(value, found.capabilities);
  else found.otherParameters.push(type);
}

/** The last one counts where there are several (RFC 5492 §4 leaves it open). */
function fourOctetAs(capabilities: readonly Capability[]): number | undefined {
  const as = capabilities.findLast(({ code }) => code === CapabilityCode.FOUR_OCTET_AS)?.['as'];
  return typeof as === 'number' ? as : undefined;
}
