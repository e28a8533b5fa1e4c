/**
 * A Koa server that does nothing but import every package that a start on the embedded engine imports, in JavaScript that needs
 * no stripping of types: what a start could hardly cost less than.
 */
import { createServer } from 'node:http';
import 'node:sqlite';
import '@koa/router';
import 'ajv/dist/2020.js';
import 'ajv-formats';
import 'argon2';
import 'jose';
import Koa from 'koa';
import 'mingo/core';
import 'mingo/operators/query/comparison';
import 'mingo/operators/query/element';
import 'mingo/operators/query/logical';
import 'mingo/query';
import 'mingo/updater';
import 'openapi-backend';
import 'pino';
import 'typeid-js';
import 'yaml';

const app = new Koa().use((http) => {
  http.body = { status: 'ok' };
});
const server = createServer(app.callback()).listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${server.address().port}\n`);
});
process.on('SIGTERM', () => process.exit(0));
