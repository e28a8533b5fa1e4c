/** A second server of the contract, in memory: `node conformance-tests/second-server/main.ts [--port 4100] [--break <rule>]…` */
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { isBreak, knownBreaks } from './breaks.ts';
import { startSecondServer } from './server.ts';

const { values } = parseArgs({
  options: { port: { type: 'string', default: '4100' }, break: { type: 'string', multiple: true, default: [] } },
});
const unknown = values.break.find((name) => !isBreak(name));
if (unknown !== undefined) {
  process.stderr.write(`There is no rule ${unknown} to break; there are ${Object.keys(knownBreaks).join(', ')}.\n`);
  process.exit(2);
}
const setupToken = process.env.SETUP_TOKEN ?? randomBytes(24).toString('base64url');
const server = await startSecondServer({
  port: Number(values.port),
  setupToken,
  hookSecret: process.env.TEST_HOOKS_SECRET,
  breaks: new Set(values.break.filter(isBreak)),
});
process.stdout.write(`${server.url.origin} answers. Its setup token is ${setupToken}\n`);
