/** Browsers whose CSS is written as it stands: all that know `light-dark()` (2024). Older ones would get every colour twice. */
export const cssTarget = ['chrome123', 'edge123', 'firefox120', 'safari17.5'];
