import type { Place } from '../../../collectors/collect.ts';
import type { Collector, Target, Topic } from '../../../collectors/collector.ts';
import { DAEMON_COLLECTORS } from '../../../collectors/daemons.ts';
import { kernelCollectors } from '../../../collectors/kernel.ts';

export interface Job {
  readonly collector: Collector;
  readonly place: Place;
}

/** Every question that bears on one of the topics, of all places of a node. */
export function jobsOf({ host, speakers, ports }: Target, topics: readonly Topic[]): readonly Job[] {
  const bears = (collector: Collector): boolean => collector.topics.some((topic) => topics.includes(topic));
  const ofHost = host === null ? [] : kernelCollectors([179, ...ports]).filter(bears);
  return [
    ...speakers.flatMap(({ speaker, transport, pod }) =>
      DAEMON_COLLECTORS.filter((collector) => collector.speaker === speaker && bears(collector)).map((collector) => ({
        collector,
        place: { transport, speaker, pod },
      })),
    ),
    ...(host === null
      ? []
      : ofHost.map((collector) => ({ collector, place: { transport: host, speaker: null, pod: null } }))),
  ];
}
