import { writeFileSync } from 'node:fs';

/** Options that redact by a new map with one and the same key, so that what passes today passes tomorrow: of a random one a stand-in may be what another stands in for. */
export function redactAlike(map: string): readonly string[] {
  const key = '0123456789abcdef'.repeat(2);
  writeFileSync(map, JSON.stringify({ schema: 'k8sdoctor/redaction-map/v1', key, names: {} }));
  return ['--redact', '--redaction-map', map];
}
