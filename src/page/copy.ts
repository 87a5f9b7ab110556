import { say } from './dom.ts';

/** The report for an issue's comment. */
export function setUpCopy(markdown: string | null): void {
  const button = document.querySelector<HTMLButtonElement>('#copy');
  if (button === null || markdown === null) return;
  button.hidden = false;
  button.addEventListener('click', async () =>
    say((await copy(markdown)) ? 'Copied' : 'The browser does not allow it'),
  );
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/** For browsers that take a file for no safe place. */
function copyBySelection(text: string): boolean {
  const area = document.createElement('textarea');
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  return done;
}
