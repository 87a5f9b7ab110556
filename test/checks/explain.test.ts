import { expect, test } from 'vitest';
import { explainCheck } from '../../src/checks/explain.ts';
import { action } from '../../src/checks/remedies/actions.ts';
import { rfc } from '../../src/checks/rfc.ts';

test('a page says when it holds, why, what to do and where it stands', () => {
  const page = explainCheck({
    id: 'bgp/example',
    severity: 'error',
    explains: ['bgp/z', 'bgp/a'],
    docs: {
      what: 'It holds.',
      why: 'Because.',
      remedy: [action('send-no-capabilities', { on: 'SPEAKER', peer: 'ROUTER' })],
      references: [rfc(4271, '6.2')],
    },
  });
  expect(page).toContain('# bgp/example\n\nSeverity: error');
  expect(page).toContain('1. Let SPEAKER send ROUTER no capabilities');
  expect(page).toContain('   - FRR: `neighbor ROUTER dont-capability-negotiate`');
  expect(page).toContain('   - Cilium: not possible');
  expect(page).toContain('bgp/a, bgp/z.');
  expect(page).toMatch(/- \[RFC 4271 §6\.2\]\(https:\/\/www\.rfc-editor\.org\/rfc\/rfc4271#section-6\.2\)\n$/);
});

test('what explains nothing has no such section', () => {
  const docs = { what: '', why: '', remedy: [], references: [] };
  expect(explainCheck({ id: 'bgp/example', severity: 'info', explains: [], docs })).not.toContain('What follows');
});
