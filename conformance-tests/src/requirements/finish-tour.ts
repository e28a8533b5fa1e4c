import type { CheckContext } from '../check.ts';
import { NotTestable } from '../outcome.ts';
import type { Tour } from '../tour.ts';

/** What breaks off the walk is the failure of DOC-02 alone; elsewhere it only means that too little was seen. */
export const finishTour = async (context: CheckContext): Promise<Tour> => {
  try {
    return await context.tour();
  } catch (error) {
    throw new NotTestable(
      `the walk through every operation broke off: ${error instanceof Error ? error.message : error}`,
      {
        cause: error,
      },
    );
  }
};
