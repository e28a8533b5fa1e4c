import { type Contract, type Operation, parametersOf } from './contract.ts';

/**
 * What readers of an operation ask first, in words: who may call it, what it needs, what it leaves in the trail, and how it is
 * repeated. It is made from the extensions that the server obeys, so it cannot say anything else than what is done.
 */
export function accessNote(contract: Contract, operation: Operation): string {
  return [
    `**Who may call:** ${callersOf(operation)}`,
    `**Audit event:** ${eventsOf(operation)}`,
    ...parametersOf(contract, operation).flatMap(({ name }) => repetitions[name] ?? []),
  ].join('\n\n');
}

/** Every operation with its note below its own description. */
export function withAccessNotes(contract: Contract): Contract {
  const paths = Object.entries(contract.paths).map(([path, item]) => [
    path,
    Object.fromEntries(
      Object.entries(item).map(([method, operation]) => [
        method,
        { ...operation, description: `${operation.description}\n\n${accessNote(contract, operation)}` },
      ]),
    ),
  ]);
  return { ...contract, paths: Object.fromEntries(paths) };
}

const callers: { readonly [credential: string]: string } = {
  setup_token: 'whoever has the setup token',
  session: 'a session (as Bearer or as the cookie)',
  access_token: 'an access token of a session',
  personal_token: 'a personal token (or an access token minted from it)',
  workspace_key: 'a workspace key (or an access token minted from it)',
  service_key: 'a service key',
  operator: "an operator's session",
};

function callersOf({ 'x-credentials': credentials, 'x-permission': permission }: Operation): string {
  if (credentials === undefined || permission === undefined || credentials === 'none')
    return 'anybody, without a credential.';
  return `${oneOf(credentials.map((kind) => callers[kind] ?? kind))}${needs(permission)}`;
}

function needs(permission: NonNullable<Operation['x-permission']>): string {
  if (permission === 'public') return '.';
  if (permission === 'self') return '. It is about the caller itself, and needs no permission.';
  if (permission === 'operator') return '. It needs no role in any workspace.';
  return `. It needs \`${permission.action}\` on \`${permission.resource}\`.`;
}

const oneOf = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;

const eventsOf = ({ 'x-audit-event': events }: Operation): string =>
  events === undefined || events === 'none' ? 'none.' : `${oneOf(events.map((event) => `\`${event}\``))}.`;

const repetitions: { readonly [parameter: string]: string } = {
  'Idempotency-Key':
    '**Repeating it:** with the same `Idempotency-Key` and body, within 24 hours, the first answer is given again, byte for byte. Another body is refused with 422 `idempotency_key_reused`.',
  'If-Match':
    '**Changing what was read:** with `If-Match` it counts only while the `ETag` is still that one; else it is 412 `precondition_failed`.',
};
