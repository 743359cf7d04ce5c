import type { Write } from '../../write.js';

interface Which {
  readonly userId: number;
  /** One that goes on. */
  readonly except?: string | null;
}

/**
 * Ends the sessions of a user whose row the caller has locked, so that none is opened meanwhile.
 * @returns how many there were
 */
export const endSessions = async ({ db }: Write, { userId, except = null }: Which): Promise<number> => {
  const { numUpdatedRows } = await db
    .updateTable('login_session')
    .set({ ended_at: new Date() })
    .where('user_id', '=', userId)
    .where('ended_at', 'is', null)
    .$if(except !== null, (query) => query.where('id', '<>', except))
    .executeTakeFirst();
  return Number(numUpdatedRows);
};

/** Ends one session, with every token that was issued to it. */
export const endSession = async ({ db }: Write, id: string): Promise<void> => {
  await db.updateTable('login_session').set({ ended_at: new Date() }).where('id', '=', id).execute();
};
