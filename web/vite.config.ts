import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [sveltekit()],
  build: { target: 'es2022' },
  server: { host: '127.0.0.1', proxy: { '/api': process.env['PLUMBLINE_URL'] ?? 'http://127.0.0.1:8080' } },
});
