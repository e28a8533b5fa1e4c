import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decide } from '../../src/authorization/decide.ts';
import { diceOf, randomRequest, randomWorld } from './random-world.ts';
import { referenceDecision } from './reference-evaluator.ts';
import { compileWorld } from './world.ts';

/** Stored, so that a failure can be seen again; both can be set to look further. */
const seed = Number(process.env.DECISION_SEED ?? 20261123);
const cases = Number(process.env.DECISION_CASES ?? 120_000);
const requestsPerWorld = 8;

/** The least share of the cases that each outcome must have, so that the generator cannot quietly stop producing it. */
const leastShare: { readonly [outcome: string]: number } = {
  'allowed token': 0.04,
  'allowed role': 0.04,
  'environment wrong_environment': 0.01,
  'workspace not_found': 0.02,
  'workspace workspace_required': 0.005,
  'workspace workspace_suspended': 0.005,
  'catalog unknown_action': 0.005,
  'catalog api_tokens_never': 0.01,
  'policy insufficient_permissions': 0.02,
  'token insufficient_permissions': 0.05,
  'token insufficient_permissions by a deny': 0.02,
  'token insufficient_permissions for fields': 0.01,
  'token insufficient_permissions for fields by a deny': 0.001,
  'token fields_required': 0.002,
  'token fields_required by a deny': 0.001,
  'resource_limit insufficient_permissions': 0.005,
  'role insufficient_permissions': 0.03,
  'role insufficient_permissions by a deny': 0.01,
  'role insufficient_permissions for fields': 0.01,
  'role insufficient_permissions for fields by a deny': 0.001,
  'role fields_required': 0.002,
  'role fields_required by a deny': 0.001,
};

const outcomeOf = (decision: ReturnType<typeof referenceDecision>): string =>
  [
    decision.allowed ? 'allowed' : decision.layer,
    decision.allowed ? decision.layer : decision.code,
    ...(decision.fields === undefined ? [] : ['for fields']),
    ...(!decision.allowed && decision.grant !== undefined ? ['by a deny'] : []),
  ].join(' ');

test(`decides as the reference evaluator does in ${cases} random cases (seed ${seed})`, () => {
  const dice = diceOf(seed);
  const seen = new Map<string, number>();
  for (let number = 0; number < cases; number += requestsPerWorld) {
    const world = randomWorld(dice);
    const { snapshot, subject } = compileWorld(world);
    for (let turn = 0; turn < requestsPerWorld; turn += 1) {
      const request = randomRequest(dice, world);
      const expected = referenceDecision(world, request);
      assert.deepEqual(decide(snapshot, subject, request), expected, JSON.stringify({ seed, number, request, world }));
      const outcome = outcomeOf(expected);
      seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
    }
  }

  for (const [outcome, share] of Object.entries(leastShare)) {
    const count = seen.get(outcome) ?? 0;
    assert.ok(count >= share * cases, `${outcome}: only ${count} of ${cases}; seen ${JSON.stringify([...seen])}`);
  }
});
