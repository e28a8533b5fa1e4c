/**
 * `node examples/walkthrough-default.ts`: a deployment that has not chosen its words yet. Any action may be granted and asked
 * about, and other decision points ask by AuthZEN.
 */
import { startGuardedApi } from './walkthrough/guarded-api.ts';
import { run } from './walkthrough/run.ts';

await run('default', async (story, { client, operator, guard, url }) => {
  const workspace = await client.workspaces.create({ body: { name: 'Acme', slug: 'acme' } });
  const path = { workspace: workspace.slug };
  await using api = await startGuardedApi({ client: guard }, [
    {
      method: 'GET',
      path: /^\/invoices\/(?<invoice>[^/]+)$/,
      action: 'invoices.read',
      target: ({ invoice }) => ({ workspace: workspace.slug, resource: `invoices:${invoice}` }),
      answer: ({ invoice }) => ({ invoice, total: 129_00 }),
    },
    {
      method: 'DELETE',
      path: /^\/invoices\/(?<invoice>[^/]+)$/,
      action: 'invoices.delete',
      target: ({ invoice }) => ({ workspace: workspace.slug, resource: `invoices:${invoice}` }),
      answer: ({ invoice }) => ({ deleted: invoice }),
    },
  ]);

  story.chapter('Grant what you need', 'Actions are yours to name, and need no declaration.');
  const grants = [{ effect: 'allow' as const, actions: ['invoices.read'], resources: ['invoices:*'] }];
  const body = { name: 'Bookkeeping', environment: 'live', permission: { kind: 'grants', grants } } as const;
  const key = await client.workspaceKeys.create({ path, body });
  const headers = { 'X-API-Key': key.secret };
  await story.call({ url: `${api.url}/invoices/2026-07`, headers }, 200);
  await story.call({ method: 'DELETE', url: `${api.url}/invoices/2026-07`, headers }, 403);

  story.chapter('See what you may do', 'The caller’s own permissions, and why something is denied.');
  await story.call({ url: `${url}/v1/me/permissions?workspace=${workspace.slug}`, headers }, 200);
  const question = { action: 'invoices.delete', resource: 'invoices:2026-07' };
  await story.call({ method: 'POST', url: `${url}/v1/me/decisions`, headers, body: question }, 200);

  story.chapter('Ask by AuthZEN', 'About the key by its id, without its secret, in the words of the standard.');
  const asks = await operator.serviceKeys.create({ body: { name: 'Gateway' } });
  const evaluation = {
    subject: { type: 'workspace_key', id: key.id },
    resource: { type: 'invoices', id: '2026-07' },
    context: { workspace: workspace.slug },
    evaluations: [{ action: { name: 'invoices.read' } }, { action: { name: 'invoices.delete' } }],
  };
  const { body: answer } = await story.call<{ readonly evaluations: readonly { readonly decision: boolean }[] }>(
    { method: 'POST', url: `${url}/access/v1/evaluations`, headers: { 'X-API-Key': asks.secret }, body: evaluation },
    200,
  );
  const decisions = answer.evaluations.map(({ decision }) => decision);
  story.expect(decisions.join() === 'true,false', 'Both doors give the same answers.');
});
