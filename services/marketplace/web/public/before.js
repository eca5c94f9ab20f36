// Runs before the page is drawn and before anything else: the colours that were chosen on an earlier visit, so that they do not change before
// one's eyes; and zod is told not to try whether it may make code out of text, which the page's policy forbids and reports.
globalThis.__zod_globalConfig = { jitless: true };
try {
  const theme = localStorage.getItem('atoll-theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // A browser that keeps nothing shows the system's colours.
}
