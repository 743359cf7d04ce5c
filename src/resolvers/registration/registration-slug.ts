import { violatedUnique } from '../../database-errors.js';
import { AppError } from '../../errors.js';
import type { Write } from '../../write.js';

/** Somebody's tenant or open request has it. */
export const slugTaken = (slug: string): AppError =>
  new AppError('CONFLICT', 'Organization slug already taken', { reason: 'SLUG_TAKEN', params: { slug } });

/** @throws CONFLICT where a tenant, or an open request other than this one, has the slug */
export const assertSlugFree = async ({ db }: Write, slug: string, requestId: number): Promise<void> => {
  const tenant = await db
    .selectFrom('tenant')
    .where('slug', '=', slug)
    .where('deleted_at', 'is', null)
    .select('id')
    .executeTakeFirst();
  const request = await db
    .selectFrom('registration_request')
    .where('slug', '=', slug)
    .where('status', 'in', ['PENDING_APPROVAL', 'APPROVED'])
    .where('id', '<>', requestId)
    .select('id')
    .executeTakeFirst();
  if (tenant ?? request) throw slugTaken(slug);
};

const slugConstraints = ['registration_request_open_slug', 'tenant_slug_live', 'tenant_database_name_unique'];

/** Unique constraints decide who was first; this says it in the words of the domain. @throws CONFLICT, or what it was given */
export const slugConflicts =
  (slug: () => string) =>
  (error: unknown): never => {
    if (slugConstraints.includes(violatedUnique(error) ?? '')) throw slugTaken(slug());
    throw error;
  };
