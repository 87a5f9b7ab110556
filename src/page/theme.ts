const THEMES = ['system', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

/** System, light, dark: kept where the browser lets a file keep anything. */
export function setUpTheme(): void {
  const button = document.querySelector<HTMLButtonElement>('#theme');
  if (button === null) return;
  let theme = readTheme();

  function show(): void {
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
    if (button !== null) button.textContent = `Theme: ${theme}`;
  }

  button.hidden = false;
  button.addEventListener('click', () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system';
    show();
    try {
      localStorage.setItem('k8sdoctor-theme', theme);
    } catch {
      // Then it is chosen anew each time.
    }
  });
  show();
}

function readTheme(): Theme {
  try {
    const kept = localStorage.getItem('k8sdoctor-theme');
    return THEMES.find((theme) => theme === kept) ?? 'system';
  } catch {
    return 'system';
  }
}
