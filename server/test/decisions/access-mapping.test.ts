import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decide } from '../../src/authorization/decide.ts';
import { readAccessQuestion } from '../../src/decisions/access-question.ts';
import { judgeAccess, unknownAccess } from '../../src/decisions/judge-access.ts';
import { secretForm } from '../../src/decisions/refused-question.ts';
import { type Dice, diceOf, randomRequest, randomWorld } from '../authorization/random-world.ts';
import { compileWorld, type DecisionRequest, type World } from '../authorization/world.ts';

const seed = Number(process.env.DECISION_SEED ?? 20261123);
const cases = Number(process.env.DECISION_CASES ?? 100_000);
const requestsPerWorld = 10;
const isSecret = secretForm('z');

/** The same request as a caller of AuthZEN would write it, in one of the ways there are. */
function asEvaluation(dice: Dice, { subject, workspace }: World, request: DecisionRequest): Record<string, unknown> {
  const colon = request.resource.indexOf(':');
  const [type, id] =
    colon < 0 || request.resource.startsWith('resource:') || dice.chance(0.3)
      ? ['resource', request.resource]
      : [request.resource.slice(0, colon), request.resource.slice(colon + 1)];
  const name = typeof workspace === 'object' ? workspace.slug : undefined;
  return {
    subject: {
      type: subject.kind,
      id: 'userId' in subject && subject.kind === 'user' ? subject.userId : 'tok_one',
      properties: { role: 'owner', is_operator: true },
    },
    action: {
      name: request.action,
      ...(request.fields !== undefined && { properties: { fields: request.fields, unheard: 1 } }),
    },
    resource: { type, id, ...(request.attributes !== undefined && { properties: { ...request.attributes, x: 1 } }) },
    context: {
      ...(name !== undefined && { workspace: name }),
      ...(request.environment !== undefined && { environment: request.environment }),
      time: '2026-11-23T09:00:00Z',
    },
    unheard_of: true,
  };
}

test(`AuthZEN answers as decide does in ${cases} random cases (seed ${seed})`, () => {
  const dice = diceOf(seed);
  const seen = new Map<string, number>();
  for (let number = 0; number < cases; number += requestsPerWorld) {
    const world = randomWorld(dice);
    const { snapshot, subject } = compileWorld(world);
    for (let turn = 0; turn < requestsPerWorld; turn += 1) {
      const request = randomRequest(dice, world);
      const question = readAccessQuestion(asEvaluation(dice, world, request), isSecret);
      const about = JSON.stringify({ seed, number, turn, request, world });
      if ('problem' in question) assert.fail(about);

      const answer = judgeAccess({ snapshot, subject, request: question.request });
      const decision = decide(snapshot, subject, request);
      assert.equal(answer.decision, decision.allowed, about);
      const code = decision.allowed ? 'allowed' : decision.code;
      seen.set(code, (seen.get(code) ?? 0) + 1);
      if (code === 'not_found' || code === 'unknown_action') assert.deepEqual(answer, unknownAccess, about);
      else if (code === 'wrong_environment' && answer.context.code === 'not_found')
        assert.deepEqual(answer, unknownAccess, about);
      else assert.deepEqual(answer.context, { code, layer: decision.layer }, about);
    }
  }
  for (const code of [
    'allowed',
    'not_found',
    'unknown_action',
    'wrong_environment',
    'fields_required',
    'api_tokens_never',
  ])
    assert.ok((seen.get(code) ?? 0) > cases / 1000, `${code}: ${JSON.stringify([...seen])}`);
});

const question = {
  subject: { type: 'user', id: 'usr_1' },
  action: { name: 'content.read' },
  resource: { type: 'content', id: 'posts:1' },
};

test('a resource is its type and id with a colon between them, and the id alone for the type `resource`', () => {
  const nameOf = (resource: object) => {
    const read = readAccessQuestion({ ...question, resource }, isSecret);
    return 'problem' in read ? read : read.request.resource;
  };
  assert.equal(nameOf({ type: 'content', id: 'posts:1' }), 'content:posts:1');
  assert.equal(nameOf({ type: 'resource', id: 'content:posts:1' }), 'content:posts:1');
});

test('a missing member and a wrong type are named, and nothing of the request is repeated', () => {
  const pointerOf = (evaluation: object) => {
    const read = readAccessQuestion(evaluation as Record<string, unknown>, isSecret);
    return 'problem' in read ? read.pointer : undefined;
  };
  const { subject: _subject, ...withoutSubject } = question;
  assert.equal(pointerOf(withoutSubject), '/subject');
  assert.equal(pointerOf({ ...question, subject: { type: 'user' } }), '/subject/id');
  assert.equal(pointerOf({ ...question, subject: 'ada' }), '/subject');
  assert.equal(pointerOf({ ...question, action: { name: 7 } }), '/action/name');
  assert.equal(
    pointerOf({ ...question, action: { name: 'a', properties: { fields: 'title' } } }),
    '/action/properties/fields',
  );
  assert.equal(pointerOf({ ...question, context: { workspace: null } }), '/context/workspace');
  assert.equal(pointerOf({ ...question, context: [] }), '/context');
  assert.equal(pointerOf(question), undefined);
});

test('a credential in the place of a subject is refused, also one that is mistyped', () => {
  const secret = `zk_live_${'a'.repeat(38)}`;
  for (const id of [secret, `zs_${'0'.repeat(38)}`, 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ1In0.c2ln']) {
    const read = readAccessQuestion({ ...question, subject: { type: 'workspace_key', id } }, isSecret);
    assert.ok('problem' in read);
    assert.equal(read.pointer, '/subject/id');
    assert.ok(!read.problem.includes(id));
  }
});
