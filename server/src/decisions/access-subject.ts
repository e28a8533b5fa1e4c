import type { Subject } from '../authorization/decide.ts';
import type { Services } from '../service.ts';
import type { HeadReader } from '../storage/head-reader.ts';
import { type UserHead, userHeadId } from '../users/user.ts';

const userId = /^usr_[0-7][0-9a-hjkmnp-tv-z]{25}$/;
const tokenId = /^tok_[0-7][0-9a-hjkmnp-tv-z]{25}$/;

/** Who an AuthZEN subject is, if it could act now: a person who is active, or an API token whose secret would be accepted. */
export async function findSubject(
  { type, id }: { readonly type: string; readonly id: string },
  heads: HeadReader,
  now: number,
  { users, authentication }: Pick<Services, 'users' | 'authentication'>,
): Promise<Subject | undefined> {
  switch (type) {
    case 'user': {
      const found = userId.test(id) ? id : await users.findIdByExternalId(id);
      if (found === undefined) return undefined;
      const head = await heads.one<UserHead>(userHeadId(found));
      return head?.state === 'active' ? { kind: 'user', userId: found } : undefined;
    }
    case 'personal_token':
    case 'workspace_key': {
      if (!tokenId.test(id)) return undefined;
      const subject = (await authentication.principalOfTokenId(id, heads, now))?.subject;
      return subject?.kind === type ? subject : undefined;
    }
    default:
      return undefined;
  }
}

/** The heads that a subject will need, as far as its id tells. */
export const headsOfSubject = ({ type, id }: { readonly type: string; readonly id: string }): readonly string[] => {
  if (type === 'user' && userId.test(id)) return [userHeadId(id)];
  return tokenId.test(id) ? [`t:${id}`] : [];
};
