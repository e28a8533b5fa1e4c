import { existsSync, readFileSync } from 'node:fs';
import { bearer, buildCall, type Credential } from './call.ts';
import { type Contract, readContract } from './contract/contract.ts';
import { isObject, type JsonObject, normalisedText, objectOf, stringOf } from './contract/document.ts';
import type { OperatorAccess } from './options.ts';
import type { SecretLedger } from './secret-ledger.ts';
import { bodyJson, type Exchange, type WireRequest } from './wire/exchange.ts';
import { NoAnswer, type Wire } from './wire/send.ts';

/** The target cannot be checked. The message says what was found and what to set. */
export class TargetNotReady extends Error {
  override readonly name = 'TargetNotReady';
}

export interface Target {
  readonly contract: Contract;
  /** SHA-256 of the normalised contract, in hex: what the results are about. */
  readonly contractDigest: string;
  readonly operator: Credential;
}

const besideTheSuite = new URL('../../openapi/openapi.json', import.meta.url);

const ask = async (wire: Wire, request: WireRequest, what: string): Promise<Exchange> => {
  try {
    return await wire.send(request);
  } catch (error) {
    const reason = error instanceof NoAnswer ? error.message : String(error);
    throw new TargetNotReady(`${what}: ${reason}. Is the server running, and is --url its address?`);
  }
};

const get = (path: string): WireRequest => ({ method: 'GET', path, headers: [['Accept', 'application/json']] });

const readDocument = (text: string, source: string): JsonObject => {
  try {
    const document: unknown = JSON.parse(text);
    if (isObject(document) && isObject(document.paths)) return document;
  } catch {
    // falls through to the same sentence
  }
  throw new TargetNotReady(`${source} is not an OpenAPI document in JSON`);
};

const readClaimed = async (spec: string | undefined, served: JsonObject): Promise<JsonObject> => {
  if (spec !== undefined && /^https?:/.test(spec)) {
    const answer = await fetch(spec).catch(() => undefined);
    if (answer === undefined || !answer.ok) throw new TargetNotReady(`--spec ${spec} cannot be fetched`);
    return readDocument(await answer.text(), spec);
  }
  if (spec === undefined && !existsSync(besideTheSuite)) return served;
  try {
    return readDocument(readFileSync(spec ?? besideTheSuite, 'utf8'), spec ?? 'openapi/openapi.json');
  } catch (error) {
    if (error instanceof TargetNotReady) throw error;
    throw new TargetNotReady(`--spec ${spec} cannot be read`);
  }
};

const sessionIn = (exchange: Exchange): string | undefined => {
  const token = objectOf(bodyJson(exchange.answer)).session_token;
  return exchange.answer.status === 201 && typeof token === 'string' ? token : undefined;
};

const becomeOperator = async (
  wire: Wire,
  contract: Contract,
  access: OperatorAccess,
  secrets: SecretLedger,
): Promise<Credential> => {
  const email = access.email ?? `operator-${crypto.randomUUID()}@conformance.example`;
  const password = access.password ?? `${crypto.randomUUID()} operator`;
  secrets.remember(password, 'operator password');
  const operatorWith = (token: string): Credential => {
    secrets.remember(token, 'operator session');
    return bearer(token);
  };
  let refusal = '';
  if (access.setupToken !== undefined) {
    secrets.remember(access.setupToken, 'setup token');
    const body = { setup_token: access.setupToken, email, password, name: 'Conformance operator' };
    const exchange = await ask(wire, buildCall(contract, 'completeSetup', { body }), 'set-up');
    const token = sessionIn(exchange);
    if (token !== undefined) return operatorWith(token);
    refusal = `The setup token was answered with ${exchange.answer.status} (${stringOf(objectOf(bodyJson(exchange.answer)).code)}). `;
  }
  if (access.email !== undefined && access.password !== undefined) {
    const exchange = await ask(wire, buildCall(contract, 'signIn', { body: { email, password } }), 'operator sign-in');
    const token = sessionIn(exchange);
    if (token !== undefined) return operatorWith(token);
    throw new TargetNotReady(
      `${refusal}The operator's sign-in was answered with ${exchange.answer.status}: check CONFORMANCE_OPERATOR_EMAIL and CONFORMANCE_OPERATOR_PASSWORD`,
    );
  }
  throw new TargetNotReady(
    `${refusal}The suite needs an operator: set CONFORMANCE_SETUP_TOKEN for a fresh server, or CONFORMANCE_OPERATOR_EMAIL and CONFORMANCE_OPERATOR_PASSWORD (each may be @file)`,
  );
};

const digestOf = async (text: string): Promise<string> =>
  Buffer.from(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))).toString('hex');

/**
 * Finds out, before any check, whether the target can be checked: it answers, it serves the contract it is held to, and it
 * lets the suite in as an operator.
 * @throws {TargetNotReady}
 */
export const prepareTarget = async (
  wire: Wire,
  options: { readonly spec: string | undefined; readonly operator: OperatorAccess },
  secrets: SecretLedger,
): Promise<Target> => {
  const alive = await ask(wire, get('/health/live'), 'the server cannot be reached');
  if (alive.answer.status !== 200)
    throw new TargetNotReady(`GET /health/live was answered with ${alive.answer.status}, not 200`);
  const served = await ask(wire, get('/openapi.json'), 'the contract cannot be read');
  if (served.answer.status !== 200)
    throw new TargetNotReady(`GET /openapi.json was answered with ${served.answer.status}, not 200`);
  const document = readDocument(
    Buffer.from(served.answer.body).toString('utf8'),
    'what the server serves at /openapi.json',
  );
  const claimed = await readClaimed(options.spec, document);
  const text = normalisedText(claimed);
  if (text !== normalisedText(document)) {
    throw new TargetNotReady('the server serves another contract than the one it is held to: name its own with --spec');
  }
  const contract = readContract(claimed);
  const operator = await becomeOperator(wire, contract, options.operator, secrets);
  return { contract, contractDigest: await digestOf(text), operator };
};
