import assert from 'node:assert/strict';
import { it } from 'node:test';
import { minutes } from '../../src/clock.ts';
import { operationTable } from '../../src/generated/operations.gen.ts';
import type { OperationId } from '../../src/operation/operation.ts';
import { setUpOperator, signInPerson, signUpOwner } from '../support/actors.ts';
import { completeRequests } from '../support/complete-requests.ts';
import { onEachServer } from '../support/test-server.ts';

/** After these there is no session left to extend. */
const endings: readonly OperationId[] = ['deleteMe', 'revokeSession'];

const forSessions = (Object.keys(operationTable) as OperationId[]).filter((id) => {
  const { credentials, permission } = operationTable[id];
  return permission === 'operator' || (credentials as readonly string[]).includes('session');
});

onEachServer(
  'a session',
  (at) => {
    it('Z1 is extended by every operation that it calls and that succeeds, and by none that is refused', async () => {
      const { server } = at;
      const founder = await setUpOperator(server);
      let extended = 0;
      for (const id of forSessions.filter((each) => !endings.includes(each))) {
        const setting = await signUpOwner(server);
        const isOperators = operationTable[id].permission === 'operator';
        const requests = completeRequests(server, await signInPerson(server, founder.email));
        const asked = await requests[id](setting);
        const { session: as, sessionId } = await signInPerson(
          server,
          isOperators ? founder.email : setting.owner.email,
        );
        const idleLimit = async () => (await server.store.findOne('heads', { _id: `s:${sessionId}` }))?.idle_expires_at;
        const before = await idleLimit();
        server.clock.advance(minutes(2));
        await server.ask(id, { ...asked, as, query: { ...asked.query, unlisted: 'x' } });
        assert.equal(await idleLimit(), before, `${id} was refused and extended the session`);
        const { status } = await server.ask(id, { ...asked, as });
        if (status >= 400) {
          assert.equal(await idleLimit(), before, `${id} was refused and extended the session`);
          continue;
        }
        extended += 1;
        assert.ok(Number(await idleLimit()) >= server.clock.now() + minutes(30), `${id} did not extend the session`);
      }
      assert.ok(extended > 70, String(extended));
    });
  },
  { environment: { REQUESTS_PER_MINUTE: '1000000' } },
);
