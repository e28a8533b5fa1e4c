import type { Check } from '../../check.ts';
import { loneKey, useOf } from '../managed-token.ts';
import {
  endedOverlapEndsOldSecret,
  oldSecretEndsAtOnce,
  oldSecretEndsWithOverlap,
  refusedToken,
  rotate,
} from '../token-life.ts';

export const keyRotation: readonly Check[] = [
  {
    id: 'KEY-06/overlap',
    title: 'a rotated key is the same key with a second secret, and the old one works until the overlap is over',
    run: async (context) => oldSecretEndsWithOverlap(context, await loneKey(context)),
  },
  {
    id: 'KEY-06/usual-overlap',
    title: 'whoever asks for no overlap gets the usual one',
    run: async (context) => {
      const { given, expect, later, times } = context;
      const key = await loneKey(context);
      const old = await given.succeeds(useOf(context, key.secret));
      const fresh = useOf(context, await rotate(context, key));
      const after = (seconds: number) => later(times.rotationOverlapSeconds + seconds);
      await given.succeeds(after(-60)(old.request));
      await expect.refused(old, refusedToken, after(times.marginSeconds));
      await given.succeeds(after(times.marginSeconds)(fresh));
    },
  },
  {
    id: 'KEY-06/ended-by-hand',
    title: 'an overlap that is ended by hand ends the old secret at the next request, and not the new one',
    run: async (context) => endedOverlapEndsOldSecret(context, await loneKey(context)),
  },
  {
    id: 'KEY-07/at-once',
    title: 'rotation without overlap ends the old secret at once',
    run: async (context) => oldSecretEndsAtOnce(context, await loneKey(context)),
  },
  {
    id: 'KEY-07/during-an-overlap',
    title: 'rotation without overlap ends both secrets of an overlap at once',
    run: async (context) => {
      const { given, expect } = context;
      const key = await loneKey(context);
      const first = await given.succeeds(useOf(context, key.secret));
      const second = await given.succeeds(useOf(context, await rotate(context, key, { overlap_seconds: 600 })));
      await given.succeeds(first.request);
      const third = await rotate(context, key, { overlap_seconds: 0 });
      for (const old of [first, second]) await expect.refused(old, refusedToken);
      await given.succeeds(useOf(context, third));
    },
  },
  {
    id: 'KEY-08/two-at-most',
    title: 'during an overlap another rotation is refused and changes nothing, so that two secrets work at most',
    run: async (context) => {
      const { given, expect } = context;
      const key = await loneKey(context);
      const first = await given.succeeds(useOf(context, key.secret));
      const second = await given.succeeds(useOf(context, await rotate(context, key, { overlap_seconds: 600 })));
      const control = await given.succeeds(key.manage('get'));
      for (const body of [{ overlap_seconds: 600 }, {}])
        await expect.refused(control, { status: 409, code: 'rotation_in_progress' }, () => key.manage('rotate', body));
      for (const { request } of [first, second]) await given.succeeds(request);
      await given.succeeds(key.manage('endOverlap'));
      const third = useOf(context, await rotate(context, key, { overlap_seconds: 600 }));
      await expect.refused(first, refusedToken);
      for (const request of [second.request, third]) await given.succeeds(request);
    },
  },
];
