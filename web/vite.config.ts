import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const api = process.env['AKAWO_API'] ?? 'http://127.0.0.1:3000';
const answeredByTheApi = ['/api', '/health', '/docs', '/openapi.json', '/ping-rabbitmq', '/metrics', '/problems'];
const sockets = ['/ws', '/socket.io'];

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  server: {
    host: '127.0.0.1',
    proxy: {
      ...Object.fromEntries(answeredByTheApi.map((path) => [path, { target: api }])),
      ...Object.fromEntries(sockets.map((path) => [path, { target: api, ws: true }])),
    },
  },
  build: {
    outDir: 'dist',
    manifest: true,
    // A data: URL would need its own exception in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
