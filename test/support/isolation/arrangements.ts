import { kyselyOf } from '../../../src/orm.js';
import type { Cast } from './cast.js';
import type { Thing } from './things.js';

/** What a thing must be for a mutation to find something to do, by the mutation's name. */
const arrangements: Readonly<Record<string, (db: ReturnType<typeof kyselyOf>, thing: Thing) => Promise<unknown>>> = {
  activateTenant: (db, { id }) => db.updateTable('tenant').set({ status: 'SUSPENDED' }).where('id', '=', id).execute(),
  reactivateAdmin: (db, { id }) =>
    db.updateTable('admin').set({ status: 'SUSPENDED' }).where('public_id', '=', id).execute(),
  provisionRegistration: (db, { id }) =>
    db.updateTable('registration_request').set({ status: 'APPROVED' }).where('id', '=', Number(id)).execute(),
  createOrganization: (db, { id }) => db.deleteFrom('organization').where('tenant_id', '=', id).execute(),
};

/** Brings a thing, made to be changed, into the state that a mutation leads out of. */
export const arrange = async ({ gateway }: Cast, field: string, thing: Thing | undefined): Promise<void> => {
  if (thing) await arrangements[field]?.(kyselyOf(gateway.app.services.orm.em), thing);
};
