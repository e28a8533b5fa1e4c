import { bearer } from '../../call.ts';
import type { Check } from '../../check.ts';
import { unknownId } from '../../token-format.ts';
import { askBatch } from '../authzen/batches.ts';
import { openDesk } from '../authzen/question.ts';
import { inOneOrder } from '../in-one-order.ts';

export const batches: readonly Check[] = [
  {
    id: 'ISO-14/foreign-item',
    title: 'in a batch a foreign key is answered like one that does not exist, and the rest as without it',
    run: async (context) => {
      const { provision, expect } = context;
      const { owner, workspace, key, question } = await openDesk(context);
      const as = bearer((await provision.verifierKey(owner, workspace)).secret);
      const outsider = await provision.outsider();
      const foreignPlace = await provision.workspace(outsider);
      const foreign = await provision.key(outsider, foreignPlace);
      const own = { subject: { type: 'workspace_key', id: key.id } };
      const batchWith = (id: string) =>
        askBatch(context, { as }, { ...question, evaluations: [own, { subject: { type: 'workspace_key', id } }, own] });
      const alone = await askBatch(context, { as }, { ...question, evaluations: [own, own] });
      const said = JSON.stringify(alone.items.map(({ decision }) => decision));
      expect.that(said === '[true,true]', '[true,true]', said, alone.exchange);
      const [withForeign, withUnknown] = [await batchWith(foreign.id), await batchWith(unknownId(foreign.id))];
      expect.indistinguishable(withUnknown.exchange, withForeign.exchange);
      const others = inOneOrder([withForeign.items[0], withForeign.items[2]]);
      expect.that(others === inOneOrder(alone.items), inOneOrder(alone.items), others, withForeign.exchange);
      expect.that(withForeign.items[1]?.decision === false, 'false', withForeign.items[1], withForeign.exchange);
    },
  },
];
