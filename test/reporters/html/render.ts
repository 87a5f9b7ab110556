import { renderHtml } from '../../../src/reporters/html.ts';
import type { HtmlExtras, PageAssets } from '../../../src/reporters/html/extras.ts';
import type { Report } from '../../../src/model/report.ts';

const assets: PageAssets = {
  script: 'run()',
  scriptHash: 'sha256-SCRIPT',
  style: 'p{color:red}',
  styleHash: 'sha256-STYLE',
};

/** A page without the script that the build makes. */
export function render(report: Report, extras: Partial<HtmlExtras> = {}): string {
  const nothing = { sessions: null, series: null, log: null, markdown: null, capture: null, deflate: null };
  return renderHtml(report, { ...nothing, ...extras }, assets);
}

/** What the page's script is given. */
export function dataOf(page: string): { readonly report: Report; readonly [key: string]: unknown } {
  const [, json = ''] = /<script type="application\/json" id="data">([^]*?)<\/script>/.exec(page) ?? [];
  return JSON.parse(json);
}
