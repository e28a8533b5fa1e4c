import { type LocatedOperation, operationsOf, type Permission } from '../contract.ts';
import { onlyInOne } from './only-in-one.ts';
import type { Finding, Rule } from './rule.ts';

const session = ['session_token', 'session_cookie'];
const accessToken = ['access_token', 'access_token_header'];
const apiToken = ['api_key', 'api_key_header'];

/**
 * Which security schemes carry each kind of credential. A setup token travels in the body. `access_token` is one of a session;
 * those of personal tokens and workspace keys come with these kinds.
 */
const schemesOf: { readonly [credential: string]: readonly string[] } = {
  session,
  access_token: accessToken,
  operator: [...session, ...accessToken],
  personal_token: [...apiToken, ...accessToken],
  workspace_key: [...apiToken, ...accessToken],
  service_key: apiToken,
  setup_token: [],
};

/** `x-credentials` and `x-permission` are there, known, and say the same as `security`: who may call is never left to reading. */
export const accessDeclared: Rule = (contract) => operationsOf(contract).flatMap(findingsOf);

function findingsOf({ path, operation }: LocatedOperation): Finding[] {
  const problems = [...credentialProblems(operation), ...permissionProblems(operation['x-permission'], path)];
  const takesCredential = (operation.security ?? []).length > 0;
  const isPublic = operation['x-permission'] === 'public';
  if (operation['x-permission'] !== undefined && takesCredential === isPublic) {
    problems.push('x-permission is public exactly where security asks for nothing');
  }
  const isForOperators =
    operation['x-credentials'] !== 'none' && operation['x-credentials']?.includes('operator') === true;
  if (isForOperators !== (operation['x-permission'] === 'operator')) {
    problems.push('x-credentials and x-permission disagree about operators');
  }
  return problems.map((problem) => ({ where: operation.operationId, problem }));
}

function credentialProblems(operation: LocatedOperation['operation']): string[] {
  const declared = operation['x-credentials'];
  if (declared === undefined) return ['x-credentials is missing'];
  if (operation.security === undefined) return ['security is missing'];
  const credentials = declared === 'none' ? [] : declared;
  if (credentials.length === 0 && declared !== 'none') return ['x-credentials is an empty list; write none'];
  const unknown = credentials.filter((credential) => schemesOf[credential] === undefined);
  if (unknown.length > 0) return [`x-credentials names ${unknown.join(', ')}, which is no kind of credential`];
  const wanted = new Set(credentials.flatMap((credential) => schemesOf[credential] ?? []));
  const given = new Set(operation.security.flatMap((alternative) => Object.keys(alternative)));
  const difference = onlyInOne(wanted, given);
  const combined = operation.security.some((alternative) => Object.keys(alternative).length !== 1);
  return [
    ...(difference.length === 0 ? [] : [`x-credentials and security disagree about ${difference.join(', ')}`]),
    ...(combined ? ['each alternative of security names one scheme; callers send one credential'] : []),
  ];
}

function permissionProblems(permission: Permission | undefined, path: string): string[] {
  if (permission === undefined) return ['x-permission is missing'];
  if (typeof permission === 'string') {
    return ['public', 'self', 'operator'].includes(permission) ? [] : [`x-permission ${permission} is unknown`];
  }
  const noun = /^latchkey\.([a-z_]+)\.[a-z_]+$/.exec(permission.action)?.[1];
  if (noun === undefined) return ['the action of x-permission is not latchkey.<noun>.<verb>'];
  const [owner, kind, ...rest] = permission.resource.split(':');
  const placeholders = rest.join(':').match(/\{[a-z_]+\}/g) ?? [];
  return [
    ...(owner === 'latchkey' && kind === noun ? [] : [`the resource of x-permission is not latchkey:${noun}:…`]),
    ...placeholders
      .filter((placeholder) => !path.includes(placeholder))
      .map((placeholder) => `x-permission speaks of ${placeholder}, which the path does not have`),
  ];
}
