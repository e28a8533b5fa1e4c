import assert from 'node:assert/strict';
import { createKey, mint, type Person, signInPerson, signUpPerson, type Workspace } from '../support/actors.ts';
import type { Member } from '../support/deployment.ts';
import type { Answer } from '../support/http-client.ts';
import { isAlive } from '../support/renewable.ts';
import { createToken } from '../support/token-actors.ts';
import { bringIn } from './bring-in.ts';
import { newScene, type Race, type Track } from './race.ts';

const question = { action: 'invoices.create', resource: 'invoices:1' };

/** Something that is accepted until an acknowledged request ends it. */
interface Ending {
  /** Asks for the end. */
  end(side: Member): Promise<Answer>;
  /** Whether a process accepts it now. */
  isAccepted(track: Track, side: Member): Promise<boolean>;
  /** Makes room for the next round. */
  tidyUp?(side: Member): Promise<unknown>;
}

/** How often each process is asked after the end was acknowledged. */
const looksAfterwards = 3;

/** Asks both processes without a pause while the end is on its way, and some times more once it is acknowledged. */
async function endUnderUse(track: Track, { end, isAccepted }: Ending): Promise<string> {
  const { there } = track;
  let acknowledged = false;
  let during = 0;
  let acceptedDuring = 0;
  let accepted = 0;
  const use = async (side: Member): Promise<void> => {
    for (let looks = 0; looks < looksAfterwards; ) {
      const isAfterwards = acknowledged;
      const isStillAccepted = await isAccepted(track, side);
      if (isAfterwards) {
        looks += 1;
        if (isStillAccepted) accepted += 1;
      } else {
        during += 1;
        if (isStillAccepted) acceptedDuring += 1;
      }
    }
  };
  await track.together(
    async () => {
      const answer = await end(there);
      assert.ok(answer.status === 200 || answer.status === 204, answer.text);
      acknowledged = true;
    },
    ...track.both.map((side) => () => use(side)),
  );
  assert.equal(accepted, 0, `accepted ${accepted} times after the end was acknowledged`);
  return acceptedDuring < during ? 'refused before the acknowledgement' : 'accepted up to the acknowledgement';
}

const endingRace = (title: string, setUp: (track: Track) => Promise<(track: Track) => Promise<Ending>>): Race => ({
  title: `${title} × use: nothing is accepted once the end is acknowledged`,
  setUp: async (track) => {
    const begin = await setUp(track);
    return async () => {
      const ending = await begin(track);
      const outcome = await endUnderUse(track, ending);
      await ending.tidyUp?.(track.here);
      return outcome;
    };
  },
});

const isAllowed =
  (credential: string, workspace: Workspace): Ending['isAccepted'] =>
  async (track, side) =>
    (await track.verdictOf(side, credential, { workspace: workspace.id, ...question })) === 'allowed';

const path = (workspace: Workspace, id: string) => ({ workspace: workspace.id, token_id: id });

export const endingRaces: readonly Race[] = [
  endingRace('a revoked key', async (first) => {
    const scene = await newScene(first);
    return async ({ here }) => {
      const { id, secret } = (await createKey(here, scene, everything)).body;
      const asked = { as: scene.owner.session, path: path(scene.workspace, id) };
      return {
        end: (side) => side.ask('revokeWorkspaceKey', asked),
        isAccepted: isAllowed(secret, scene.workspace),
      };
    };
  }),
  endingRace('an access token of a revoked key', async (first) => {
    const scene = await newScene(first);
    return async ({ here }) => {
      const { id, secret } = (await createKey(here, scene, everything)).body;
      const token = await mint(here, secret);
      const asked = { as: scene.owner.session, path: path(scene.workspace, id) };
      return {
        end: (side) => side.ask('revokeWorkspaceKey', asked),
        isAccepted: isAllowed(token, scene.workspace),
      };
    };
  }),
  endingRace('a key whose permission is narrowed', async (first) => {
    const scene = await newScene(first);
    return async ({ here }) => {
      const { id, secret } = (await createKey(here, scene, everything)).body;
      const asked = { as: scene.owner.session, path: path(scene.workspace, id) };
      const body = { permission: { kind: 'scopes', scopes: ['read'] } };
      return {
        end: (side) => side.ask('updateWorkspaceKey', { ...asked, body }),
        isAccepted: isAllowed(secret, scene.workspace),
        tidyUp: (side) => side.succeed('revokeWorkspaceKey', asked),
      };
    };
  }),
  endingRace('a session that signs out', async (first) => {
    const person = await signUpPerson(first.here);
    return async ({ here }) => {
      const { session } = await signInPerson(here, person.email);
      return {
        end: (side) => side.ask('revokeSession', { as: session, path: { session_id: 'current' } }),
        isAccepted: (_, side) => isAlive(side, session),
      };
    };
  }),
  endingRace('the personal token of a person who is suspended', async (first) => {
    const { person, workspace, secret } = await memberWithToken(first);
    const asked = { as: first.operator.session, path: { user_id: person.id } };
    return async () => ({
      end: (side) => side.ask('suspendUser', asked),
      isAccepted: isAllowed(secret, workspace),
      tidyUp: (side) => side.succeed('resumeUser', asked),
    });
  }),
  endingRace('the personal token of a member whose role is narrowed', async (first) => {
    const { owner, person, workspace, secret } = await memberWithToken(first);
    const asked = (roleId: string) => ({
      as: owner.session,
      path: { workspace: workspace.id, user_id: person.id },
      body: { role_id: roleId },
    });
    return async () => ({
      end: (side) => side.ask('updateMember', asked('viewer')),
      isAccepted: isAllowed(secret, workspace),
      tidyUp: (side) => side.succeed('updateMember', asked('member')),
    });
  }),
];

const everything = { permission: { kind: 'scopes', scopes: ['full_access'] } };

async function memberWithToken(track: Track) {
  const scene = await newScene(track);
  const person: Person = await signUpPerson(track.here);
  await bringIn(track.here, scene, person, 'member');
  const { secret } = (await createToken(track.here, person, [scene.workspace])).body;
  return { ...scene, person, secret };
}
