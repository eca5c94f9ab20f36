// Runs before the page is drawn: the colours that were chosen on an earlier visit, so that they do not change before one's eyes.
try {
  const theme = localStorage.getItem('atoll-theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // A browser that keeps nothing shows the system's colours.
}
