import { cssTarget } from '@atoll/ui/css-target.ts';
import { zodWithoutEval } from '@atoll/ui/zod-without-eval.ts';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), zodWithoutEval()],
  build: {
    outDir: 'dist',
    assetsDir: 'static',
    manifest: true,
    emptyOutDir: true,
    target: 'es2023',
    cssTarget,
  },
});
