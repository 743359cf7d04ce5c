import { sql } from 'kysely';
import type { Asking, Context } from '../../context.js';
import { AppError } from '../../errors.js';
import type { Selection } from '../../selection.js';
import { visibleApiTokens } from '../../visibility.js';
import type { PageArgs, PageSource } from '../connection.js';
import type { OrderKey } from '../keyset.js';
import { pageOf } from '../page.js';
import { project } from '../projection.js';
import { apiTokenProjection, type ApiTokenType } from './api-token-type.js';

/** The same words whether it never existed, is revoked, or is hidden from the viewer. */
export const tokenUnknown = (): AppError => new AppError('NOT_FOUND', 'Token not found.', { reason: 'TOKEN_UNKNOWN' });

/** The tokens that the viewer may see, as `k`. */
export const visibleTokens = ({ db, viewer }: Asking) =>
  db.selectFrom('api_token as k').where(visibleApiTokens(viewer));

/** @throws NOT_FOUND */
export const findApiToken = async (asking: Asking, id: string, selection: Selection): Promise<ApiTokenType> => {
  const row = await visibleTokens(asking)
    .where('k.id', '=', id)
    .select(project(apiTokenProjection, selection, asking.viewer))
    .executeTakeFirst();
  if (!row) throw tokenUnknown();
  return row as unknown as ApiTokenType;
};

const newestFirst: readonly OrderKey[] = [
  { alias: 'order0', expression: sql`k.created_at`, type: 'timestamptz', descending: true },
  { alias: 'order1', expression: sql`k.id`, type: 'text', descending: true },
];

export const findApiTokens = (context: Context, args: PageArgs, selection: Selection): PageSource<ApiTokenType> =>
  pageOf(
    {
      query: visibleTokens(context),
      keys: newestFirst,
      columns: project(apiTokenProjection, selection, context.viewer),
    },
    args,
  );
