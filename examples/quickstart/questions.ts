import type { Catalog } from '@latchkey/sdk';

/** What the story asks about, in the vocabulary of the deployment. */
export interface Questions {
  readonly granted: string;
  readonly withheld: string;
  /** What the grant covers. */
  readonly resources: string;
  /** What is asked about. */
  readonly resource: string;
}

/** Invoices where any action may be named; else the first two actions of the catalog that an API token may hold. */
export function questionsFor(catalog: Catalog): Questions {
  if (catalog.open) {
    return {
      granted: 'invoices.read',
      withheld: 'invoices.delete',
      resources: 'invoices:*',
      resource: 'invoices:2026-07',
    };
  }
  const [granted, withheld] = catalog.actions.filter(
    ({ id, api_tokens, fields }) => api_tokens === 'allowed' && !fields && !id.startsWith('latchkey.'),
  );
  if (granted === undefined || withheld === undefined)
    throw new Error(`The preset ${catalog.name} names too few actions.`);
  return { granted: granted.id, withheld: withheld.id, resources: '*', resource: 'examples:1' };
}
