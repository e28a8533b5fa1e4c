import type { JsonObject } from './json.ts';
import type { Complaint } from './json-schema.ts';

export interface RefusalDetails {
  readonly errors?: readonly Complaint[];
  readonly required?: { readonly action: string; readonly resource: string };
  readonly retryAfterSeconds?: number;
  readonly allow?: string;
}

/** A request is not carried out. The contract says which status a code has. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: string;
  readonly details: RefusalDetails;
  constructor(code: string, details: RefusalDetails = {}) {
    super(code);
    this.code = code;
    this.details = details;
  }
}

/** A 422 or 400 about one member. */
export const refusedMember = (code: string, pointer: string, detail: string): Refusal =>
  new Refusal(code, { errors: [{ pointer, code: 'invalid', detail }] });

export interface Answer {
  readonly status: number;
  readonly body?: JsonObject;
  readonly headers?: { readonly [name: string]: string };
}

export const ok = (body: JsonObject, headers: Answer['headers'] = {}): Answer => ({ status: 200, body, headers });
export const created = (location: string, body: JsonObject, headers: Answer['headers'] = {}): Answer => ({
  status: 201,
  body,
  headers: { ...headers, Location: location },
});
export const accepted: Answer = { status: 202, body: { status: 'accepted' } };
export const done = (headers: Answer['headers'] = {}): Answer => ({ status: 204, headers });
