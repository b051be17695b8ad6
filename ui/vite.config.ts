import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';
import solid from 'vite-plugin-solid';

// biome-ignore lint/style/noProcessEnv: this is the configuration file of the UI, the one place that reads it.
const env = process.env;
const api = `http://127.0.0.1:${env.API_PORT ?? '3000'}`;

export default defineConfig({
  plugins: [solid(), tailwindcss()],
  server: {
    host: '127.0.0.1',
    port: Number(env.UI_PORT ?? '5173'),
    // A taken port is an error to show, not a reason to appear somewhere else.
    strictPort: true,
    proxy: { '/api': api, '/docs': api },
  },
  build: {
    outDir: '../dist/ui',
    emptyOutDir: true,
    target: 'es2023',
    // Inlined assets would need `data:` in the content security policy.
    assetsInlineLimit: 0,
    // Every browser of the target preloads modules by itself.
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // What every page needs is one file, not 20: on a phone's network each costs more than its bytes.
            { name: 'app', tags: ['$initial'] },
            // So is what several pages share, if it is small.
            { name: 'parts', test: /src\/(components|format|charts)\/|@kobalte/, minShareCount: 3 },
          ],
        },
      },
    },
  },
});
