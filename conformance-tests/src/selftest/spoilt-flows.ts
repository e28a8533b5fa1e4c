import type { Contract, Operation } from '../contract/contract.ts';
import { arrayOf, isObject, objectOf, resolve } from '../contract/document.ts';
import type { Requirement } from '../requirement.ts';
import { bodyJson, type Exchange, type WireAnswer } from '../wire/exchange.ts';
import type { Wire } from '../wire/send.ts';

/** What no single answer shows, because each by itself is as documented: it takes the check that asks twice, or as somebody else. */
export interface SpoiltFlow {
  readonly name: string;
  readonly requirement: string;
  readonly spoil: (answer: WireAnswer) => WireAnswer;
  readonly operation: Operation;
}

const withBody = (answer: WireAnswer, body: object): WireAnswer => ({
  ...answer,
  body: Buffer.from(JSON.stringify(body)),
});

const isPage = (answer: WireAnswer): boolean => answer.status === 200 && Array.isArray(objectOf(bodyJson(answer)).data);

const repeatingAnItem = (answer: WireAnswer): WireAnswer => {
  if (!isPage(answer)) return answer;
  const body = objectOf(bodyJson(answer));
  return withBody(answer, { ...body, data: [...arrayOf(body.data).slice(0, 1), ...arrayOf(body.data)] });
};

/** The first cursor that was given out is given out for ever. */
const loopingCursors = (): SpoiltFlow['spoil'] => {
  let first: unknown;
  return (answer) => {
    const body = objectOf(bodyJson(answer));
    if (!isPage(answer)) return answer;
    first ??= body.next_cursor ?? undefined;
    return first === undefined ? answer : withBody(answer, { ...body, next_cursor: first });
  };
};

const refusingAs =
  (from: number, to: { readonly status: number; readonly code: string }): SpoiltFlow['spoil'] =>
  (answer) => {
    const body = bodyJson(answer);
    return answer.status === from && isObject(body)
      ? { ...withBody(answer, { ...body, ...to }), status: to.status }
      : answer;
  };

const forbidding = refusingAs(404, { status: 403, code: 'insufficient_permissions' });
const hiding = refusingAs(403, { status: 404, code: 'not_found' });

const isList = (contract: Contract, operation: Operation): boolean => {
  const schema = operation.responses.get('200')?.content.get('application/json');
  return 'next_cursor' in objectOf(objectOf(resolve(contract.document, schema)).properties);
};

/** Every flow that a requirement with checks claims to watch. */
export const spoiltFlowsOf = (contract: Contract, requirements: readonly Requirement[]): readonly SpoiltFlow[] => {
  const checked = new Map(requirements.filter(({ checks }) => checks.length > 0).map((row) => [row.id, row]));
  const walked = checked.get('LST-02')?.operations ?? [];
  return contract.operations.flatMap((operation): SpoiltFlow[] => {
    const { id, template, credentials, permission } = operation;
    const isOfWorkspaces = template.startsWith('/v1/workspaces/{workspace}') && credentials.includes('session');
    const flow = (what: string, requirement: string, spoil: SpoiltFlow['spoil']): SpoiltFlow[] =>
      checked.has(requirement) ? [{ name: `${id}: ${what}`, requirement, spoil, operation }] : [];
    return [
      ...(walked.includes(id) && isList(contract, operation)
        ? [
            ...flow('an item twice', 'LST-02', repeatingAnItem),
            ...flow('cursors in a circle', 'LST-02', loopingCursors()),
          ]
        : []),
      ...(isOfWorkspaces ? flow('403 where 404 was due', 'ISO-17', forbidding) : []),
      ...(isOfWorkspaces && permission.kind === 'action' ? flow('404 where 403 was due', 'MTX-09', hiding) : []),
    ];
  });
};

/** A wire behind which one operation answers otherwise. */
export const spoilingWire =
  ({ operation, spoil }: SpoiltFlow, contract: Contract, onSpoilt: () => void) =>
  (wire: Wire): Wire => {
    const spoilt = (exchange: Exchange): Exchange => {
      const { request, answer } = exchange;
      if (contract.match(request.method, request.path).operation?.id !== operation.id) return exchange;
      const wrong = spoil(answer);
      if (wrong !== answer) onSpoilt();
      return { ...exchange, answer: wrong };
    };
    return {
      send: async (request) => spoilt(await wire.send(request)),
      sendTogether: async (requests) => (await wire.sendTogether(requests)).map(spoilt),
      close: () => wire.close(),
    };
  };
