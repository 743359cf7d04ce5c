import { sql, type Kysely, type SelectQueryBuilder } from 'kysely';
import { ArgsType, Field } from 'type-graphql';
import type { Viewer } from '../../auth/viewer.js';
import type { Asking, Context } from '../../context.js';
import type { Database } from '../../entities/index.js';
import { RegistrationRequest, type RegistrationStatus } from '../../entities/registration-request.js';
import { AppError } from '../../errors.js';
import { held } from '../../orm/held.js';
import type { Selection } from '../../selection.js';
import { visibleRegistrations } from '../../visibility.js';
import type { Write } from '../../write.js';
import { PageArgs, type PageSource } from '../connection.js';
import { RegistrationStatusEnum } from '../enums.js';
import type { OrderKey } from '../keyset.js';
import { pageOf } from '../page.js';
import { registrationColumns, type RegistrationType } from './registration-type.js';

@ArgsType()
export class RegistrationsArgs extends PageArgs {
  @Field(() => RegistrationStatusEnum, { nullable: true })
  status?: RegistrationStatus | null;
}

type Visible = SelectQueryBuilder<Database & { r: Database['registration_request'] }, 'r', object>;

const visible = (db: Kysely<Database>, viewer: Viewer): Visible =>
  db.selectFrom('registration_request as r').where(visibleRegistrations(viewer));

/** A request that the viewer may see. */
export const visibleRegistration = (db: Kysely<Database>, viewer: Viewer, id: number): Visible =>
  visible(db, viewer).where('r.id', '=', id);

export const requestUnknown = (): AppError =>
  new AppError('NOT_FOUND', 'Registration request not found', { reason: 'REQUEST_UNKNOWN' });

/** @throws NOT_FOUND where there is none that the viewer may see */
export const findRegistration = async (
  { db, viewer }: Asking,
  id: number,
  selection: Selection,
): Promise<RegistrationType> => {
  const row = await visibleRegistration(db, viewer, id)
    .select(registrationColumns(selection, viewer))
    .executeTakeFirst();
  if (!row) throw requestUnknown();
  return row as unknown as RegistrationType;
};

const newestFirst: readonly OrderKey[] = [{ alias: 'order0', expression: sql`r.id`, type: 'bigint', descending: true }];

/** One page of the requests that the viewer may see, newest first. */
export const findRegistrations = (
  { db, viewer }: Context,
  args: RegistrationsArgs,
  selection: Selection,
): PageSource<RegistrationType> => {
  const all = visible(db, viewer);
  const query = args.status == null ? all : all.where('r.status', '=', args.status);
  return pageOf<RegistrationType>({ query, keys: newestFirst, columns: registrationColumns(selection, viewer) }, args);
};

/** The request a mutation acts on, locked until the transaction ends: of two who decide at once, the second sees it decided. @throws NOT_FOUND */
export const registrationForWrite = async (
  { db, em }: Write,
  { viewer }: Context,
  id: number,
): Promise<RegistrationRequest> => {
  const request = await held({ db, em, viewer }, RegistrationRequest, {
    values: { id },
    alias: 'r',
    query: (slot) => visibleRegistration(db, viewer, slot('id')),
  });
  if (!request) throw requestUnknown();
  return request;
};
