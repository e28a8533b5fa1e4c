import { readFile } from 'node:fs/promises';
import type { Wire } from '../operation/operation.ts';

let contract: Promise<Wire<'getOpenapi', 200>> | undefined;

/**
 * The contract that this server serves, read when it is first asked for and then kept: requests are judged by
 * `request-contract.gen.json`, so that a process that nobody asks for documentation need not hold the words.
 */
export function readContract(): Promise<Wire<'getOpenapi', 200>> {
  contract ??= read();
  return contract;
}

async function read(): Promise<Wire<'getOpenapi', 200>> {
  try {
    const text = await readFile(new URL('../../../openapi/openapi.json', import.meta.url), 'utf8');
    return Object.freeze(JSON.parse(text) as Wire<'getOpenapi', 200>);
  } catch (error) {
    contract = undefined;
    throw error;
  }
}
