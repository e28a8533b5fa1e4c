import type { ServiceError } from '../errors/service-error.ts';
import { findNewestFirst, type NewestFirst, type Page } from '../storage/find-newest-first.ts';
import type { Change, Document, Store } from '../storage/port.ts';
import type { InvitationRecord } from './invitation.ts';

/** One address is invited once at a time; an invitation that has expired gives the address up. */
interface InvitedAddress extends Document {
  readonly invitation_id: string;
  readonly valid_until: number;
}

const addressId = (workspaceId: string, email: string): string => `invitation:${workspaceId}:${email}`;

export const invitationStore = (store: Store) => ({
  find: (workspaceId: string, invitationId: string): Promise<InvitationRecord | undefined> =>
    store.findOne<InvitationRecord>('invitations', { _id: invitationId, workspace_id: workspaceId }),

  /** By id alone, for those who hold its code. */
  findById: (invitationId: string): Promise<InvitationRecord | undefined> =>
    store.findOne<InvitationRecord>('invitations', { _id: invitationId }),

  page: (workspaceId: string, part: Omit<NewestFirst, 'by'>): Promise<Page<InvitationRecord>> =>
    findNewestFirst<InvitationRecord>(
      store,
      'invitations',
      { workspace_id: workspaceId },
      { by: 'created_at', ...part },
    ),

  /** Whether an invitation with this role can still be accepted. */
  offersRole: async (workspaceId: string, roleId: string, now: number): Promise<boolean> =>
    (await store.count(
      'invitations',
      { workspace_id: workspaceId, role_id: roleId, state: 'pending', expires_at: { $gt: now } },
      1,
    )) > 0,

  async insert(invitation: InvitationRecord, addressTaken: ServiceError): Promise<Change[]> {
    const _id = addressId(invitation.workspace_id, invitation.email);
    const held = await store.findOne<InvitedAddress>('names', { _id });
    if (held !== undefined && held.valid_until > invitation.created_at) throw addressTaken;
    const claim = { invitation_id: invitation._id, valid_until: invitation.expires_at };
    return [
      held !== undefined
        ? {
            update: 'names',
            where: { _id, invitation_id: held.invitation_id, valid_until: held.valid_until },
            set: { $set: claim },
            otherwise: addressTaken,
          }
        : { insert: 'names', document: { _id, ...claim }, otherwise: addressTaken },
      { insert: 'invitations', document: invitation },
    ];
  },

  /** Sends it anew: it lives longer, and takes its address again if that was given up in the meantime. */
  async renew(
    before: InvitationRecord,
    { sentAt, expiresAt }: { readonly sentAt: number; readonly expiresAt: number },
    addressTaken: ServiceError,
  ): Promise<Change[]> {
    const _id = addressId(before.workspace_id, before.email);
    const held = await store.findOne<InvitedAddress>('names', { _id });
    const isOurs = held?.invitation_id === before._id;
    if (held !== undefined && !isOurs && held.valid_until > sentAt) throw addressTaken;
    const claim = { invitation_id: before._id, valid_until: expiresAt };
    return [
      held === undefined
        ? { insert: 'names', document: { _id, ...claim }, otherwise: addressTaken }
        : { update: 'names', where: { _id, invitation_id: held.invitation_id }, set: { $set: claim } },
      {
        update: 'invitations',
        where: { _id: before._id, state: 'pending', sent_at: before.sent_at },
        set: { $set: { sent_at: sentAt, expires_at: expiresAt } },
      },
    ];
  },

  /** Final. The address may be invited again. */
  async end(
    invitation: InvitationRecord,
    state: 'accepted' | 'declined' | 'revoked',
    otherwise: ServiceError,
  ): Promise<Change[]> {
    const _id = addressId(invitation.workspace_id, invitation.email);
    const held = await store.findOne<InvitedAddress>('names', { _id });
    return [
      {
        update: 'invitations',
        where: { _id: invitation._id, state: 'pending' },
        set: { $set: { state } },
        otherwise,
      },
      ...(held?.invitation_id === invitation._id
        ? [{ delete: 'names', where: { _id, invitation_id: invitation._id }, otherwise } as const]
        : []),
    ];
  },

  /** Removes an invitation that ended long ago, and the address with it. */
  async remove(invitation: InvitationRecord): Promise<Change[]> {
    const _id = addressId(invitation.workspace_id, invitation.email);
    const held = await store.findOne<InvitedAddress>('names', { _id });
    return [
      { delete: 'invitations', where: { _id: invitation._id, expires_at: invitation.expires_at } },
      ...(held?.invitation_id === invitation._id
        ? [{ delete: 'names', where: { _id, invitation_id: invitation._id } } as const]
        : []),
    ];
  },
});

export type InvitationStore = ReturnType<typeof invitationStore>;
