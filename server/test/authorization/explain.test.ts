import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decide } from '../../src/authorization/decide.ts';
import type { DecisionChange } from '../../src/authorization/decision-change.ts';
import { explain } from '../../src/authorization/explain.ts';
import type { Grant } from '../../src/authorization/grant.ts';
import { parseRequestedResource } from '../../src/authorization/resource-pattern.ts';
import { allow, catalog, deny, keyWith, workspace } from './ask.ts';
import { diceOf, randomRequest, randomWorld } from './random-world.ts';
import { compileWorld, type DecisionRequest, type World } from './world.ts';

const seed = Number(process.env.DECISION_SEED ?? 20261123);
const cases = Number(process.env.EXPLAIN_CASES ?? 12_000);
const requestsPerWorld = 6;

interface Case {
  readonly world: World;
  readonly request: DecisionRequest;
}

/** Makes the changes to the plain world, which knows nothing of how they were found. */
function make({ world, request }: Case, changes: readonly DecisionChange[]): Case {
  const removed = { token: new Set<number>(), role: new Set<number>() };
  const added = { token: [] as Grant[], role: [] as Grant[] };
  let changed: Case = { world, request };
  for (const change of changes) {
    if (change.kind === 'remove_grant') removed[change.layer].add(change.grant);
    else if (change.kind === 'add_grant') added[change.layer].push(change.grant);
    else changed = makeOne(changed, change);
  }
  const edit = (layer: 'token' | 'role', grants: readonly Grant[]) => [
    ...grants.filter((_, index) => !removed[layer].has(index)),
    ...added[layer],
  ];
  const { subject, workspace: place } = changed.world;
  const members =
    typeof place === 'object' && 'userId' in subject && place.members[subject.userId] !== undefined
      ? Object.fromEntries(
          Object.entries(place.members).map(([id, member]) => [
            id,
            id === subject.userId ? { ...member, grants: edit('role', member.grants) } : member,
          ]),
        )
      : undefined;
  return {
    request: changed.request,
    world: {
      ...changed.world,
      subject: 'permission' in subject ? { ...subject, permission: edit('token', subject.permission) } : subject,
      workspace: typeof place === 'object' && members !== undefined ? { ...place, members } : place,
    },
  };
}

function makeOne({ world, request }: Case, change: DecisionChange): Case {
  const { subject, workspace: place } = world;
  const inPlace = (part: Partial<Exclude<World['workspace'], string>>): Case => ({
    request,
    world: { ...world, workspace: typeof place === 'object' ? { ...place, ...part } : place },
  });
  switch (change.kind) {
    case 'require_environment':
      return { world, request: { ...request, environment: change.environment } };
    case 'name_resource':
      return { world, request: { ...request, resource: change.resource } };
    case 'touch_fields':
      return { world, request: { ...request, fields: change.fields } };
    case 'reach_workspace':
      if (subject.kind !== 'personal_token' || subject.reaches === 'all') throw new Error('it reaches all');
      return {
        request,
        world: { ...world, subject: { ...subject, reaches: [...subject.reaches, change.workspaceId] } },
      };
    case 'extend_resource_limit':
      if (!('resourceLimit' in subject)) throw new Error('there is no limit');
      return {
        request,
        world: {
          ...world,
          subject: { ...subject, resourceLimit: [...(subject.resourceLimit ?? []), change.resource] },
        },
      };
    case 'resume_workspace':
      return inPlace({ state: 'active' });
    case 'admit_environment':
      return inPlace({ environments: ['live', 'test'] });
    case 'admit_personal_tokens':
      return inPlace({ personalTokens: change.personalTokens });
    default:
      throw new Error(`not a single change: ${change.kind}`);
  }
}

const decideIn = ({ world, request }: Case) => {
  const { snapshot, subject } = compileWorld(world);
  return decide(snapshot, subject, request);
};

const explainIn = ({ world, request }: Case) => {
  const { snapshot, subject } = compileWorld(world);
  const decision = decide(snapshot, subject, request);
  return { decision, ...explain({ snapshot, subject, request }, decision) };
};

/** What nobody can change by changing a right or a question. */
const beyondChange = new Set(['not_found', 'workspace_required', 'unknown_action', 'api_tokens_never']);

test(`the changes that an explanation names flip the decision, and none is too much, in ${cases} random cases (seed ${seed})`, () => {
  const dice = diceOf(seed);
  const seen = new Map<string, number>();
  for (let number = 0; number < cases; number += requestsPerWorld) {
    const world = randomWorld(dice);
    for (let turn = 0; turn < requestsPerWorld; turn += 1) {
      const asked = { world, request: randomRequest(dice, world) };
      const { decision, changes } = explainIn(asked);
      const about = JSON.stringify({ seed, number, turn, decision, changes, asked });
      for (const { kind } of changes) seen.set(kind, (seen.get(kind) ?? 0) + 1);

      if (changes.length === 0) {
        const isService = world.subject.kind === 'service_key';
        const isMalformed = parseRequestedResource(asked.request.resource) === undefined;
        // A repairable reason can stand before one that is not.
        const code = decision.allowed ? 'allowed' : decision.code;
        assert.ok(isService || isMalformed || beyondChange.has(code) || endsBeyondChange(asked), about);
        continue;
      }
      assert.equal(decideIn(make(asked, changes)).allowed, !decision.allowed, about);
      for (const left of changes) {
        const others = changes.filter((change) => change !== left);
        assert.equal(decideIn(make(asked, others)).allowed, decision.allowed, `without ${left.kind}: ${about}`);
      }
    }
  }
  for (const kind of ['require_environment', 'name_resource', 'touch_fields', 'reach_workspace', 'resume_workspace']) {
    assert.ok((seen.get(kind) ?? 0) > cases / 2000, `${kind}: ${JSON.stringify([...seen])}`);
  }
  for (const kind of [
    'admit_environment',
    'admit_personal_tokens',
    'extend_resource_limit',
    'remove_grant',
    'add_grant',
  ]) {
    assert.ok((seen.get(kind) ?? 0) > cases / 2000, `${kind}: ${JSON.stringify([...seen])}`);
  }
});

/** With the environment, the state and the policy out of the way, what remains is still beyond change. */
function endsBeyondChange({ world, request }: Case): boolean {
  const { environment: _required, ...rest } = request;
  const place = world.workspace;
  const open: World['workspace'] =
    typeof place === 'object'
      ? { ...place, state: 'active', environments: ['live', 'test'], personalTokens: 'all_members' }
      : place;
  const subject =
    world.subject.kind === 'personal_token' ? { ...world.subject, reaches: 'all' as const } : world.subject;
  const segments = request.resource.split(':');
  const resource = segments[0] === 'workspace' ? segments.slice(2).join(':') : request.resource;
  const decision = decideIn({ world: { ...world, workspace: open, subject }, request: { ...rest, resource } });
  return !decision.allowed && beyondChange.has(decision.code);
}

const explainKey = (grants: readonly Grant[], request: Partial<DecisionRequest> = {}) =>
  explainIn({
    world: { catalog, workspace, subject: keyWith(...grants) },
    request: { action: 'content.read', resource: 'content:posts:1', ...request },
  });

test('a deny is named as the reason and as what to remove', () => {
  const refusal = deny('content.*', 'content:posts:*');
  const { decision, grant, changes } = explainKey([allow('*', '*'), refusal]);
  assert.equal(decision.allowed, false);
  assert.deepEqual(grant, refusal);
  assert.deepEqual(changes, [{ kind: 'remove_grant', layer: 'token', grant: 1 }]);
});

test('a grant that is missing is written out as it would have to be', () => {
  const { changes } = explainKey([]);
  const grant = allow('content.read', 'content:posts:1');
  assert.deepEqual(changes, [{ kind: 'add_grant', layer: 'token', grant }]);
});

test('leaving out a field comes before allowing it', () => {
  const { changes } = explainKey([allow('content.update', 'content:*', { fields: ['title'] })], {
    action: 'content.update',
    fields: ['title', 'body'],
  });
  assert.deepEqual(changes, [{ kind: 'touch_fields', fields: ['title'] }]);
});

test('the fields to allow are the missing ones alone, where no listed field is allowed', () => {
  const { changes } = explainKey([allow('content.update', 'content:*', { fields: ['title'] })], {
    action: 'content.update',
    fields: ['body'],
  });
  const grant = allow('content.update', 'content:posts:1', { fields: ['body'] });
  assert.deepEqual(changes, [{ kind: 'add_grant', layer: 'token', grant }]);
});

test('C5: what no API token may do has no change that would allow it', () => {
  const { decision, changes } = explainKey([allow('*', '*')], { action: 'settings.update' });
  assert.equal(decision.allowed, false);
  assert.deepEqual(changes, []);
});

test('what is allowed would be refused by one deny', () => {
  const { changes } = explainKey([allow('*', '*')]);
  const grant = deny('content.read', 'content:posts:1');
  assert.deepEqual(changes, [{ kind: 'add_grant', layer: 'token', grant }]);
});
