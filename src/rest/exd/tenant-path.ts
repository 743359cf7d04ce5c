import { z } from 'zod';
import { AppError } from '../../errors.js';

/** The same words for a tenant that is not there, is hidden from the caller, or cannot be at all. */
export const tenantUnknown = (): AppError =>
  new AppError('NOT_FOUND', 'Tenant not found.', { reason: 'TENANT_UNKNOWN' });

/** Slugs given out by the other APIs may begin with a digit, which exd's own may not. */
export const anySlug = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** `{tenant}` in a path. */
export const tenantParams = z.object({
  tenant: z.string().meta({ description: 'The slug of a tenant.', examples: ['acme'] }),
});

/** What can be no slug names no tenant; asked before the schema, which would also take an id. */
export const refuseUnlikely = ({ params }: { params: { tenant: string } }): AppError | undefined =>
  anySlug.test(params.tenant) ? undefined : tenantUnknown();
