import { useState } from 'react';
import { Button } from './button.tsx';

const key = 'atoll-theme';
type Theme = 'auto' | 'light' | 'dark';
const themes: readonly Theme[] = ['auto', 'light', 'dark'];

const asTheme = (text: string | null): Theme => themes.find((theme) => theme === text) ?? 'auto';

function apply(theme: Theme): void {
  if (theme === 'auto') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

/** Applies the theme that was chosen on an earlier visit. Called before the first paint. */
export function applyKeptTheme(): void {
  apply(asTheme(globalThis.localStorage.getItem(key)));
}

/** As the system, light, dark. */
export function ThemeButton() {
  const [theme, setTheme] = useState(() => asTheme(globalThis.localStorage.getItem(key)));
  const next = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'auto';
  const choose = () => {
    globalThis.localStorage.setItem(key, next);
    apply(next);
    setTheme(next);
  };
  return (
    <Button look="plain" small onClick={choose} aria-label={`Colours: ${theme}. Change to ${next}`}>
      {theme === 'auto' ? '◐' : theme === 'light' ? '☀' : '☾'}
    </Button>
  );
}
