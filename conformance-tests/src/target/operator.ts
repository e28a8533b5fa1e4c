import { bearer, buildCall, type Credential } from '../call.ts';
import { passwordOf } from '../cleanup/derived-password.ts';
import type { Contract } from '../contract/contract.ts';
import { objectOf, stringOf } from '../contract/document.ts';
import type { OperatorAccess } from '../options.ts';
import type { SecretLedger } from '../secret-ledger.ts';
import { bodyJson, type Exchange, header } from '../wire/exchange.ts';
import type { Wire } from '../wire/send.ts';
import { ask } from './ask.ts';
import { TargetNotReady } from './target-not-ready.ts';

/** Where the suite works as an operator: whoever this is may do what the contract lets operators do. */
export interface Operator {
  readonly session: Credential;
  readonly id: string;
  readonly email: string;
  readonly password: string;
  /** The one that the suite was given, used by now. */
  readonly setupToken?: string;
}

const operatorIn = (exchange: Exchange, known: Omit<Operator, 'session' | 'id'>): Operator | undefined => {
  const body = objectOf(bodyJson(exchange.answer));
  const token = body.session_token;
  if (exchange.answer.status !== 201 || typeof token !== 'string') return undefined;
  return { ...known, session: bearer(token), id: stringOf(objectOf(body.session).user_id) };
};

/** Why nobody is signed in, and what to set. */
const reasonOf = ({ answer }: Exchange, { email, password }: OperatorAccess): string => {
  if (answer.status === 429)
    return `Signing in is limited at the moment (429): try again in ${header(answer, 'retry-after') ?? 'some'} seconds, or raise the target's limits`;
  if (email === undefined || password === undefined)
    return 'No earlier run has set this server up with it either: check CONFORMANCE_SETUP_TOKEN, or name an operator that there is with CONFORMANCE_OPERATOR_EMAIL and CONFORMANCE_OPERATOR_PASSWORD';
  return `The operator's sign-in was answered with ${answer.status}: check CONFORMANCE_OPERATOR_EMAIL and CONFORMANCE_OPERATOR_PASSWORD`;
};

/** Somebody who can sign in need not be an operator. @throws {TargetNotReady} */
const requireOperator = async (wire: Wire, contract: Contract, operator: Operator): Promise<Operator> => {
  if (!contract.has('listUsers')) return operator;
  const request = buildCall(contract, 'listUsers', { as: operator.session, query: { limit: 1 } });
  const { answer } = await ask(wire, request, 'operator check');
  if (answer.status === 200) return operator;
  throw new TargetNotReady(
    `${operator.email} can sign in and is no operator: listing the people was answered with ${answer.status}. Check CONFORMANCE_OPERATOR_EMAIL`,
  );
};

/** Sets a fresh target up, or signs in to one that is. @throws {TargetNotReady} when it lets the suite in neither way */
export const becomeOperator = async (
  wire: Wire,
  contract: Contract,
  access: OperatorAccess,
  secrets: SecretLedger,
): Promise<Operator> => {
  // Derived from the setup token, so that the same token lets the next run in as well.
  const key = access.setupToken ?? '';
  const email =
    access.email ??
    `operator-${passwordOf(key, 'operator address')
      .slice(0, 8)
      .toLowerCase()
      .replaceAll(/[^a-z0-9]/g, '0')}@conformance.example`;
  const password = access.password ?? passwordOf(key, 'operator');
  secrets.remember(password, 'operator password');
  const remembered = (operator: Operator): Operator => {
    if ('bearer' in operator.session) secrets.remember(operator.session.bearer, 'operator session');
    return operator;
  };
  const known = { email, password, ...(access.setupToken !== undefined && { setupToken: access.setupToken }) };
  let refusal = '';
  if (access.setupToken !== undefined) {
    secrets.remember(access.setupToken, 'setup token');
    const body = { setup_token: access.setupToken, email, password, name: 'Conformance operator' };
    const exchange = await ask(wire, buildCall(contract, 'completeSetup', { body }), 'set-up');
    const operator = operatorIn(exchange, known);
    if (operator !== undefined) return remembered(operator);
    refusal = `The setup token was answered with ${exchange.answer.status} (${stringOf(objectOf(bodyJson(exchange.answer)).code)}). `;
  }
  if (access.setupToken !== undefined || (access.email !== undefined && access.password !== undefined)) {
    const exchange = await ask(wire, buildCall(contract, 'signIn', { body: { email, password } }), 'operator sign-in');
    const operator = operatorIn(exchange, known);
    if (operator !== undefined) return remembered(await requireOperator(wire, contract, operator));
    throw new TargetNotReady(`${refusal}${reasonOf(exchange, access)}`);
  }
  throw new TargetNotReady(
    `${refusal}The suite needs an operator: set CONFORMANCE_SETUP_TOKEN for a fresh server, or CONFORMANCE_OPERATOR_EMAIL and CONFORMANCE_OPERATOR_PASSWORD (each may be @file)`,
  );
};
