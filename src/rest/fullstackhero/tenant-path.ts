import { z } from 'zod';
import { AppError } from '../../errors.js';
import { documented } from '../documented.js';

/** `/{id}/…` */
export const tenantPath = z.object({
  id: z.string().meta({ description: 'The id of a tenant.', examples: ['acme-corp'] }),
});

/** The tenant in a body about the one in the path. */
export const bodyTenant = z
  .string()
  .nullish()
  .register(documented, { as: z.string() })
  .describe('The same id as in the path; with another one the answer is 400 without a body.');

/** A request about the tenant in its path. */
interface AboutTenant {
  readonly params: { readonly id: string };
}

const unknown = ({ params }: AboutTenant): AppError =>
  new AppError('NOT_FOUND', `AppTenantInfo ${params.id} Not Found.`, { reason: 'TENANT_UNKNOWN' });

/** Whether a text can be the id of a tenant. To the schema a tenant has an id besides its slug; here the slug is the id. */
export const isTenantId = (text: string): boolean => /^[a-z0-9][a-z0-9-]{0,62}$/.test(text);

/** Refuses an id that no tenant can have. */
export const refuseNoId = (request: AboutTenant): AppError | undefined =>
  isTenantId(request.params.id) ? undefined : unknown(request);

/** Refuses a body that is about another tenant than the path, before anything else in it counts. */
export const refuseMismatch = ({ params }: AboutTenant, named: string | null | undefined): AppError | undefined =>
  named === params.id
    ? undefined
    : new AppError('INVALID', 'The body names another tenant than the path.', { reason: 'PATH_MISMATCH' });

/** Says which tenant there is not. */
export const sayUnknown = (error: AppError, request: AboutTenant): AppError =>
  error.reason === 'TENANT_UNKNOWN' ? unknown(request) : error;

/** Says to somebody without a tenant that they have none. */
export const sayNoTenant = (error: AppError): AppError =>
  error.reason === 'TENANT_UNKNOWN' ? new AppError('NOT_FOUND', 'You belong to no tenant.') : error;
