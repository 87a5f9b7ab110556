import type { PeerStatus } from '../../model/peer-status.ts';
import type { Draft } from '../define-check.ts';
import type { Action } from '../remedies/actions.ts';
import { MANY, sessionSubject } from '../status/define-peer-check.ts';

export const nameOfSpeaker = ({ speaker }: PeerStatus): string =>
  speaker.label === '' ? (speaker.node ?? 'the speaker') : speaker.label;
export const nameOfPeer = ({ peer }: PeerStatus): string => peer.address ?? peer.name ?? 'its peer';

/**
 * A finding for each session, under the subject of the one that its daemon's own check has: so it folds. Of a speaker that has no
 * session and many that are down, they are one.
 */
export function bySession(
  found: readonly PeerStatus[],
  all: readonly PeerStatus[],
  judge: (status: PeerStatus) => Omit<Draft, 'subject' | 'blame'>,
): readonly Draft[] {
  const speakers = new Map<string, PeerStatus[]>();
  for (const status of found) {
    const name = nameOfSpeaker(status);
    speakers.set(name, [...(speakers.get(name) ?? []), status]);
  }
  return [...speakers].flatMap(([name, sessions]): readonly Draft[] => {
    const drafts = sessions.map((status): Draft => ({
      ...judge(status),
      subject: { kind: 'session', id: sessionSubject(status, all, name) },
      blame: status.speaker.address,
    }));
    const [first] = drafts;
    const isDead = !all.some((status) => nameOfSpeaker(status) === name && status.established === true);
    if (drafts.length < MANY || !isDead || first === undefined) return drafts;
    return [
      {
        ...first,
        subject: { kind: 'node', id: name },
        title: `${first.title} So it is with ${drafts.length} sessions.`,
        evidence: drafts.flatMap(({ evidence }) => evidence),
        remedy: drafts.flatMap(({ remedy }) => remedy).filter(isFirst),
      },
    ];
  });
}

const isFirst = (each: Action, index: number, all: readonly Action[]): boolean =>
  all.findIndex(({ id }) => id === each.id) === index;
