import type { Check } from '../../check.ts';
import { stringOf } from '../../contract/document.ts';
import { bodyOf } from '../../provision.ts';
import { header } from '../../wire/exchange.ts';
import { oneWins, times, told } from './outcomes.ts';

const rounds = 4;

export const racesForRecords: readonly Check[] = [
  {
    id: 'RAC-04/one-name',
    title: 'of several who take one name at the same moment one gets it',
    run: async (context) => {
      const { call, provision } = context;
      const owner = await provision.outsider();
      const workspace = await provision.workspace(owner);
      const slug = provision.uniqueName();
      await oneWins(
        context,
        times(6, () => call('createWorkspace', { as: owner.session, body: { name: slug, slug } })),
      );
      for (let round = 1; round <= rounds; round += 1) {
        const body = {
          name: provision.uniqueName(),
          environment: 'live',
          permission: { kind: 'grants', grants: [] },
        };
        const path = { workspace: workspace.id };
        await oneWins(
          context,
          times(6, () => call('createWorkspaceKey', { as: owner.session, path, body })),
        );
      }
    },
  },
  {
    id: 'RAC-07/one-version',
    title: 'of several changes of one version at the same moment one is made, and it is the one that is there',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const owner = await provision.outsider();
      const path = { workspace: (await provision.workspace(owner)).id };
      for (let round = 1; round <= rounds; round += 1) {
        const read = await given.succeeds(call('getWorkspace', { as: owner.session, path }));
        const tag = expect.present(header(read.exchange.answer, 'etag'), 'an ETag', read.exchange);
        const winner = await oneWins(
          context,
          times(6, () =>
            call('updateWorkspace', {
              as: owner.session,
              path,
              headers: [['If-Match', tag]],
              body: { name: provision.uniqueName() },
            }),
          ),
        );
        const now = bodyOf(await given.succeeds(read.request));
        const written = stringOf(told(winner).name);
        expect.that(now.name === written, written, now.name, winner);
      }
    },
  },
];
