/**
 * A page of your own that people sign in to: start Latchkey with `CORS_ORIGINS=http://127.0.0.1:5173 npm start`, then
 * `node examples/browser/serve.ts`, and open http://127.0.0.1:5173. LATCHKEY_URL is where Latchkey is, PORT where this page shall be.
 */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';

const { LATCHKEY_URL: baseUrl = 'http://127.0.0.1:4000', PORT = '5173' } = process.env;
const own = (name: string): string => `${import.meta.dirname}/${name}`;

const bundled = await build({
  entryPoints: [own('app.ts')],
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  write: false,
});
const page = (await readFile(own('index.html'), 'utf8')).replace('{{LATCHKEY_URL}}', baseUrl);
const files: { readonly [path: string]: readonly [type: string, content: string] } = {
  '/': ['text/html; charset=utf-8', page],
  '/style.css': ['text/css', await readFile(own('style.css'), 'utf8')],
  '/app.js': ['text/javascript', bundled.outputFiles[0]?.text ?? ''],
};
// Tokens are where scripts of the page can read them, so no other script may be one of the page.
const policy = `default-src 'none'; script-src 'self'; style-src 'self'; connect-src ${new URL(baseUrl).origin}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

const server = createServer(({ url = '/' }, response) => {
  const [type, content] = files[url] ?? [];
  if (type === undefined) return void response.writeHead(404).end();
  response.writeHead(200, { 'content-type': type, 'content-security-policy': policy }).end(content);
});
server.listen(Number(PORT), '127.0.0.1', () => {
  console.log(`listens on http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
