import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { run } from '../cli/fake-io.ts';
import { hasBrowser, useBrowser } from './browser.ts';
import { fixture, HOSTILE, hostilePage, hostileReportPage, pageOf, useFolder } from './pages.ts';

const open = useBrowser();

describe.skipIf(!hasBrowser)('the HTML report', () => {
  const folder = useFolder();
  const OLD_ROUTER = fixture('open/old-router.pcap');

  test('opens from a file, with its verdict first, and asks for nothing', async () => {
    const { page, complaints } = await open(await pageOf(folder, OLD_ROUTER));
    expect(await page.title()).toBe('The session is in trouble – k8sdoctor');
    expect(await page.locator('main > *').first().textContent()).toContain('The session is in trouble');
    expect(await page.locator('.verdict').first().textContent()).toContain(
      '192.168.10.1, the remote side, has to change.',
    );
    expect(complaints).toEqual([]);
  });

  test('is small, for a small capture', async () => {
    expect(readFileSync(await pageOf(folder, OLD_ROUTER)).length).toBeLessThan(400 * 1024);
  });

  test('says all but its messages without its script', async () => {
    const path = await pageOf(folder, OLD_ROUTER);
    const html = readFileSync(path, 'utf8');
    expect(html).toContain('<noscript>');
    expect(html).toMatch(/class="rung fault"[^>]*aria-label="[^"]*NOTIFICATION 2\/4/);
  });

  test('a rung of the ladder shows its fields in focus, its octets by Enter, and Escape leads back', async () => {
    const { page, complaints } = await open(await pageOf(folder, OLD_ROUTER));
    const rung = page.locator('.rung[data-event=OPEN]').first();
    await page.keyboard.press('Tab'); // from here on the focus is the keyboard's
    await rung.focus();
    expect(await page.locator('#tip').textContent()).toContain('hostname worker-1');
    await page.keyboard.press('ArrowDown');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-event'))).toBe('NOTIFICATION');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'NOTIFICATION, frame 6' });
    await dialog.waitFor();
    await page.keyboard.press('End');
    expect(await page.locator('[role=treeitem][aria-selected=true]').textContent()).toContain('data');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    expect(await page.locator('.hex .lit').allTextContents()).toEqual(['00', '15']);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-event'))).toBe('NOTIFICATION');
    expect(complaints).toEqual([]);
  });

  test('what a rung tells in focus stays small, however much a message says', async () => {
    const { page } = await open(await pageOf(folder, fixture('session/packet-loss.pcap')));
    await page.keyboard.press('Tab');
    await page.locator('.rung[data-event=UPDATE]').first().focus();
    const tip = page.locator('#tip');
    expect(await tip.textContent()).toMatch(/announced10\.128\.1\.0\/24, .{100,160}\/24 …$/);
    expect((await tip.boundingBox())?.height).toBeLessThan(300);
  });

  test('everything can be reached by Tab, in the order in which it stands', async () => {
    const { page } = await open(await pageOf(folder, OLD_ROUTER));
    const stops: string[] = [];
    for (let stop = 0; stop < 40; stop += 1) {
      await page.keyboard.press('Tab');
      const name = await page.evaluate(() => {
        const { activeElement: at } = document;
        return at === null || at === document.body ? '' : `${at.id}${at.getAttribute('class') ?? ''}:${at.tagName}`;
      });
      if (name === '') break;
      stops.push(name);
    }
    const order = ['skip:A', 'capturebutton:A', 'copy:BUTTON', 'theme:BUTTON', ':A', 'session error:a'];
    expect(stops.slice(0, order.length)).toEqual(order);
    expect(stops.filter((stop) => stop.includes('rung'))).toHaveLength(1);
    expect(stops).toContain('grid:DIV');
    expect(stops.indexOf('grid:DIV')).toBeGreaterThan(stops.findIndex((stop) => stop.includes('rung')));
  });

  test('evidence leads to its message in the table', async () => {
    const { page } = await open(await pageOf(folder, OLD_ROUTER));
    await page.getByRole('button', { name: 'frame 26' }).click();
    expect(await page.locator('.row.active').textContent()).toContain('NOTIFICATION');
    expect(await page.locator('.row.active .frame').textContent()).toBe('26');
  });

  test('evidence leads to its rung', async () => {
    const { page } = await open(await pageOf(folder, fixture('open/role-mismatch-frr.pcap')));
    await page.locator('.evidence a.place').first().click();
    expect(await page.evaluate(() => document.activeElement?.classList.contains('rung'))).toBe(true);
  });

  test('arrow keys, Home and End move in the table, whose rows know their numbers', async () => {
    const { page } = await open(await pageOf(folder, fixture('session/packet-loss.pcap')));
    const grid = page.getByRole('grid', { name: 'Messages' });
    const active = (): Promise<string | null> =>
      page.locator('.row.active').getAttribute('aria-rowindex', { timeout: 5000 });
    expect(await grid.getAttribute('aria-rowcount')).toBe('60');
    await grid.focus();
    expect(await active()).toBe('2');
    await page.keyboard.press('ArrowDown');
    expect(await active()).toBe('3');
    await page.keyboard.press('End');
    expect(await active()).toBe('60');
    const named = await grid.getAttribute('aria-activedescendant');
    expect(await page.locator(`#${named}`).getAttribute('aria-rowindex')).toBe('60');
    await page.keyboard.press('PageUp');
    expect(Number(await active())).toBeLessThan(60);
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'OPEN, frame 4' }).waitFor();
    await page.keyboard.press('Escape');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('grid');
  });

  test('a session over time: what TCP did too, as a picture and as a table', async () => {
    const { page } = await open(await pageOf(folder, fixture('session/packet-loss.pcap')));
    const picture = page.getByRole('img', { name: /over 10 s: Established from/ });
    const names = await picture.locator('text').allTextContents();
    for (const name of ['State', 'Local sends', 'Remote waits for ACK', 'Local window', 'Local sends again'])
      expect(names).toContain(name);
    expect(names).toContain('Local: 19 packets, needless ones too');
    await page.getByText('Over time, as a table').click();
    const table = page.getByRole('group', { name: /^Over time: / });
    const again = await table.locator('tbody td:nth-child(5)').allTextContents();
    expect(again.reduce((sum, cell) => sum + Number(cell), 0)).toBe(19);
  });

  test('a session of which no message was captured has its time too', async () => {
    const { page } = await open(await pageOf(folder, fixture('tcp/no-answer-frr.pcap')));
    expect(await page.locator('.timeline').first().textContent()).toContain('Local sends again');
  });

  test('the table filters by type, by text and by session', async () => {
    const { page } = await open(await pageOf(folder, fixture('session/packet-loss.pcap')));
    const told = page.locator('.told');
    expect(await told.textContent()).toBe('59 messages');
    await page.getByRole('checkbox', { name: 'UPDATE' }).uncheck();
    await expect.poll(() => told.textContent()).toBe('6 of 59 messages');
    await page.getByRole('checkbox', { name: 'UPDATE' }).check();
    await page.getByRole('searchbox').fill('10.128.65.0/24');
    await expect.poll(() => told.textContent()).toBe('1 of 59 messages');
    await page.getByRole('searchbox').fill('no such thing');
    await expect.poll(() => page.locator('.empty').isVisible()).toBe(true);
    await page.getByRole('searchbox').fill('10.128.56.0/24 announces'); // behind 59 others, which the row has no room for
    await expect.poll(() => page.locator('.row:not(.head) .frame').allTextContents()).toEqual(['11']);
  });

  test('of both ends: a row says which capture it is of, and each end its rungs open', async () => {
    const ends = ['node', 'router'].map((end) => fixture(`both-ends/cut-one-way.${end}.pcap`));
    const { page } = await open(await pageOf(folder, ...ends));
    expect(await page.locator('.row:not(.head) .capture').first().textContent()).toBe('node');
    await page.getByRole('searchbox').fill('router update');
    await expect.poll(() => page.locator('.row:not(.head) .capture').first().textContent()).toBe('router');
    expect(await page.locator('#capture').getAttribute('download')).toBe('evidence.pcapng');
    await page.locator('.rung[data-source$="router.pcap"][data-event="OPEN"]').first().click();
    await expect.poll(() => page.locator('#inspector header').textContent()).toMatch(/^OPEN, frame \d+.*, router/);
  });

  test('Copy as Markdown puts what --format markdown writes where it can be pasted', async () => {
    const { page } = await open(await pageOf(folder, OLD_ROUTER), {
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    await page.getByRole('button', { name: 'Copy as Markdown' }).click();
    await expect.poll(() => page.locator('#said').textContent()).toBe('Copied');
    const pasted = await page.evaluate(() => navigator.clipboard.readText());
    const { out } = await run(['bgp', '--format', 'markdown', '--fail-on', 'never', OLD_ROUTER]);
    expect(withoutTime(pasted)).toBe(withoutTime(out));
  });

  test('the capture that it brings along gives the same findings', async () => {
    const { page } = await open(await pageOf(folder, OLD_ROUTER));
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator('#capture').click()]);
    expect(download.suggestedFilename()).toBe('evidence.pcap');
    const path = join(folder, 'evidence.pcap');
    await download.saveAs(path);
    expect(await findingsOf(path)).toEqual(await findingsOf(OLD_ROUTER));
  });

  test('the theme follows the system until it is chosen', async () => {
    const { page } = await open(await pageOf(folder, OLD_ROUTER), { colorScheme: 'dark' });
    const ground = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const dark = await ground();
    await page.getByRole('button', { name: 'Theme: system' }).click();
    const light = await ground();
    expect(light).not.toBe(dark);
    await page.getByRole('button', { name: 'Theme: light' }).click();
    expect(await ground()).toBe(dark);
  });

  test.each([360, 768, 1280])('nothing stands beyond the edge of %d pixels', async (width) => {
    for (const path of [await pageOf(folder, OLD_ROUTER), await hostilePage(folder), await hostileReportPage(folder)]) {
      // oxlint-disable-next-line no-await-in-loop -- one page at a time
      const { page } = await open(path, { viewport: { width, height: 800 } });
      // oxlint-disable-next-line no-await-in-loop
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    }
  });

  test.each([
    ['capture', hostilePage],
    ['report', hostileReportPage],
  ] as const)('whatever a %s holds is text', async (_, make) => {
    const { page, complaints } = await open(await make(folder));
    for (const details of await page.locator('details').all())
      await details.evaluate((element) => element.setAttribute('open', ''));
    for (const rung of await page.locator('.rung[tabindex]').all()) {
      await rung.click();
      await page.keyboard.press('Escape');
    }
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.title()).not.toBe('caught');
    expect(await page.locator('body').innerText()).toContain('<img src=x onerror=');
    const shown = await page.locator('main').innerText();
    expect(shown).toContain('\\u{202e}');
    expect(shown).not.toMatch(/\p{Bidi_Control}|\p{Cc}(?<!\s)/u);
    expect(HOSTILE).toMatch(/\p{Bidi_Control}/u);
    expect(complaints).toEqual([]);
  });
});

const withoutTime = (text: string): string => text.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME').trimEnd();

async function findingsOf(capture: string): Promise<readonly unknown[]> {
  const { out } = await run(['bgp', '--format', 'json', capture]);
  const { findings }: { readonly findings: readonly { readonly id: string; readonly blame: string }[] } =
    JSON.parse(out);
  return findings.map(({ id, blame }) => [id, blame]);
}
