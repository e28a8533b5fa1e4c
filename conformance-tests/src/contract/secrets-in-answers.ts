import type { SecretLedger } from '../secret-ledger.ts';
import { bodyJson, type Exchange, headerValues } from '../wire/exchange.ts';
import { isObject } from './document.ts';

/** Members that carry a secret wherever they appear as text in a successful answer. */
const secretMembers = new Set(['secret', 'session_token', 'access_token', 'refresh_token', 'token']);

/** Remembers every secret that a successful answer shows, so that its second appearance is noticed. */
export const learnSecrets = (exchange: Exchange, operationId: string, secrets: SecretLedger): void => {
  if (exchange.answer.status >= 300) return;
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(visit);
    if (!isObject(node)) return;
    for (const [name, value] of Object.entries(node)) {
      if (typeof value === 'string' && secretMembers.has(name)) secrets.remember(value, `${operationId}.${name}`);
      else visit(value);
    }
  };
  visit(bodyJson(exchange.answer));
  for (const line of headerValues(exchange.answer, 'set-cookie')) {
    const value = line.split(';')[0]?.split('=').slice(1).join('=');
    if (value !== undefined) secrets.remember(value, `${operationId}.cookie`);
  }
};
