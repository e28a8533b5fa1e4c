import { bearer, buildCall, type Credential } from '../call.ts';
import { passwordOf } from '../cleanup/derived-password.ts';
import type { Contract } from '../contract/contract.ts';
import { objectOf, stringOf } from '../contract/document.ts';
import type { OperatorAccess } from '../options.ts';
import type { SecretLedger } from '../secret-ledger.ts';
import { bodyJson, type Exchange } from '../wire/exchange.ts';
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
    if (operator !== undefined) return remembered(operator);
    throw new TargetNotReady(
      `${refusal}The operator's sign-in was answered with ${exchange.answer.status}: check CONFORMANCE_OPERATOR_EMAIL and CONFORMANCE_OPERATOR_PASSWORD`,
    );
  }
  throw new TargetNotReady(
    `${refusal}The suite needs an operator: set CONFORMANCE_SETUP_TOKEN for a fresh server, or CONFORMANCE_OPERATOR_EMAIL and CONFORMANCE_OPERATOR_PASSWORD (each may be @file)`,
  );
};
