import type { CheckContext } from '../check.ts';
import { type JsonObject, objectOf } from '../contract/document.ts';
import { bodyOf, type Vocabulary, type Workspace } from '../provision.ts';
import type { ManagedToken } from './managed-token.ts';
import { asking } from './verifying.ts';

/** A permission that answers the questions below in different ways. */
export const mixedPermission = ({ granted, withheld }: Vocabulary): JsonObject => ({
  permission: {
    kind: 'grants',
    grants: [
      { effect: 'allow', actions: [granted], resources: ['shelf:*'] },
      { effect: 'allow', actions: [withheld], resources: ['shelf:*'], conditions: { status: ['draft'] } },
      { effect: 'deny', actions: [granted], resources: ['shelf:secret:*'] },
    ],
  },
  resource_limit: ['shelf:books:*', 'shelf:secret:*'],
});

/** What is allowed, and what every part of that permission refuses. */
export const mixedQuestions = ({ granted, withheld }: Vocabulary): readonly JsonObject[] => {
  const books = 'shelf:books:one';
  return [
    { action: granted, resource: books },
    { action: granted, resource: books, environment: 'live' },
    { action: granted, resource: books, environment: 'test' },
    { action: granted, resource: 'shelf:films:one' },
    { action: granted, resource: 'shelf:secret:one' },
    { action: granted, resource: 'desk:one' },
    { action: withheld, resource: books, attributes: { status: 'draft' } },
    { action: withheld, resource: books, attributes: { status: 'published' } },
    { action: withheld, resource: books },
    { action: 'latchkey.keys.create', resource: 'latchkey:keys' },
  ];
};

/** Asks for each question the explanation by the id and the decision by the secret, which have to be one and the same. */
export const explanationAgrees = async (
  context: CheckContext,
  token: ManagedToken,
  workspace: Workspace,
  { questions, named }: { readonly questions: readonly JsonObject[]; readonly named: JsonObject },
): Promise<void> => {
  const { given, expect, provision } = context;
  const ask = asking(context, await provision.serviceKey());
  const outcomes = new Set<unknown>();
  for (const question of questions) {
    const explained = await given.succeeds(token.manage('explain', { ...named, ...question }));
    const { body } = await ask({ credential: token.secret, workspace: workspace.slug, ...question });
    const [byId, bySecret] = [decisionIn(bodyOf(explained)), decisionIn(body)];
    expect.that(byId === bySecret, `${bySecret} for ${JSON.stringify(question)}`, byId, explained.exchange);
    outcomes.add(body.outcome);
  }
  expect.that(outcomes.has('allowed') && outcomes.has('denied'), 'allowed and denied, each for some', [...outcomes]);
  context.note(`${questions.length} questions asked by id and by secret`);
};

const decisionIn = ({ outcome, decision }: JsonObject): string => {
  const { code, layer } = objectOf(decision);
  return JSON.stringify({ outcome, code, layer });
};

/** The explanation of a token that opens nothing says why, where the decision about its secret says nothing. */
export const explanationOfSuspended = async (
  { given, expect }: CheckContext,
  token: ManagedToken,
  question: JsonObject,
): Promise<void> => {
  await given.succeeds(token.manage('suspend'));
  const explained = await given.succeeds(token.manage('explain', question));
  const { outcome, state } = bodyOf(explained);
  expect.that(
    outcome === 'inactive' && state === 'suspended',
    'outcome inactive, state suspended',
    bodyOf(explained),
    explained.exchange,
  );
};
