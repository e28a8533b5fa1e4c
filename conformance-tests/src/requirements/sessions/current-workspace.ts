import { bearer } from '../../call.ts';
import type { Check } from '../../check.ts';
import { objectOf } from '../../contract/document.ts';
import { bodyOf } from '../../provision.ts';

export const currentWorkspace: readonly Check[] = [
  {
    id: 'SES-24/decides-nothing',
    title: 'what a session may do is the same whichever workspace it shows',
    run: async ({ call, given, provision, send, expect }) => {
      const [person, other] = [await provision.outsider(), await provision.owner()];
      const [own, another] = [await provision.workspace(person), await provision.workspace(person)];
      const foreign = await provision.workspace(other);
      const { granted, resource } = await provision.vocabulary();
      const session = await provision.signIn(person);
      const as = bearer(session.token);
      const service = bearer((await provision.serviceKey()).secret);

      const verdicts = async (): Promise<string> => {
        const told: string[] = [];
        for (const workspace of [undefined, own.id, another.slug, foreign.id]) {
          const question = { credential: session.token, action: granted, resource, ...(workspace && { workspace }) };
          const { outcome, decision } = bodyOf(
            await given.succeeds(call('verifyCredential', { as: service, body: question })),
          );
          told.push(`${outcome} (${objectOf(decision).code})`);
        }
        for (const workspace of [own.id, foreign.id])
          told.push(String((await send(call('getMyPermissions', { as, query: { workspace } }))).answer.status));
        return told.join(', ');
      };
      const show = (workspace: string | null) =>
        call('switchWorkspace', { as, path: { session_id: 'current' }, body: { workspace } });

      const before = await verdicts();
      for (const workspace of [own.id, another.id, null]) {
        const shown = await given.succeeds(show(workspace));
        const { current_workspace_id: current } = bodyOf(shown);
        expect.that(current === workspace, `${workspace} as the current one`, current, shown.exchange);
        const after = await verdicts();
        expect.that(after === before, before, after, shown.exchange);
      }
      await expect.refused(await given.succeeds(show(own.id)), { status: 404, code: 'not_found' }, () =>
        show(foreign.id),
      );
    },
  },
];
