/**
 * For the build of a web app (a plugin of Vite): has zod check by walking its schemas instead of by code that it writes. It would try
 * `new Function('')` first to see whether it may, which the pages' policy refuses and the browser then reports as a violation. Set in zod's
 * own module, since schemas are made while modules load, in whatever order a bundle has them.
 *
 * @example export default defineConfig({ plugins: [react(), zodWithoutEval()] });
 */
export function zodWithoutEval() {
  return {
    name: 'zod-without-eval',
    transform(code: string, id: string): string | undefined {
      if (!id.endsWith('/zod/v4/core/core.js')) return undefined;
      return `${code}\nglobalConfig.jitless = true;\n`;
    },
  };
}
