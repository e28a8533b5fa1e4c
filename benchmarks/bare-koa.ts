/**
 * What the service is measured against: Koa with one middleware that does the least any service would have to do.
 * `node benchmarks/bare-koa.ts get | post | find`; the answer's text is in ANSWER.
 */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import Koa, { type Middleware } from 'koa';
import { MongoClient } from 'mongodb';

const answer = process.env.ANSWER ?? '{}';

/** Answers fixed bytes. */
const get: Middleware = (http) => {
  http.type = 'application/json';
  http.body = answer;
};

/** Reads a JSON body, checks it by the same schema as the service does, and encodes a JSON answer. */
function post(): Middleware {
  const check = bodyCheck();
  const value = JSON.parse(answer) as object;
  return async (http) => {
    if (!check(JSON.parse(await bodyOf(http.req)))) http.throw(400);
    http.body = value;
  };
}

/** The same, with one document found by its id through the MongoDB driver. */
async function find(): Promise<Middleware> {
  const check = bodyCheck();
  const client = await new MongoClient(process.env.MONGODB_URI ?? '', { maxPoolSize: 50 }).connect();
  const collection = client.db().collection<{ _id: string }>('answers');
  const id = 'c:0123456789012345678901234567890123456789012';
  await collection.updateOne({ _id: id }, { $set: JSON.parse(answer) }, { upsert: true });
  return async (http) => {
    if (!check(JSON.parse(await bodyOf(http.req)))) http.throw(400);
    const { _id, ...found } = (await collection.findOne({ _id: id })) ?? http.throw(404);
    http.body = found;
  };
}

function bodyCheck() {
  const definition = JSON.parse(readFileSync(new URL('../openapi/openapi.json', import.meta.url), 'utf8'));
  const ajv = new Ajv2020({ allErrors: true, strict: false });
  addFormats.default(ajv);
  ajv.addSchema(definition, 'contract');
  return ajv.compile({ $ref: 'contract#/components/schemas/VerifyRequest' });
}

function bodyOf(request: IncomingMessage): Promise<string> {
  return new Promise((read, failed) => {
    let text = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      text += chunk;
    });
    request.on('end', () => read(text));
    request.on('error', failed);
  });
}

const routes: { readonly [name: string]: () => Middleware | Promise<Middleware> } = { get: () => get, post, find };
const route = routes[process.argv[2] ?? ''];
if (route === undefined) throw new Error(`Usage: bare-koa.ts ${Object.keys(routes).join(' | ')}`);
const app = new Koa().use(await route());
const server = createServer(app.callback()).listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
process.on('SIGTERM', () => process.exit(0));
