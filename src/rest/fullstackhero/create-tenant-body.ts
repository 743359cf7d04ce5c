import { z } from 'zod';
import { broken, text } from '../../violations.js';
import { documented } from '../documented.js';
import { optional, required, requiredEmail } from './members.js';
import { isPlanKey, planKeyRefusal } from './plan-key.js';

const adminPassword = text(0, 128)
  .refine((password) => password.length >= 8, broken('OTHER', 'Admin password must be at least 8 characters.'))
  .register(documented, { as: z.string().min(8).max(128) });

const planKey = z
  .string()
  .refine(isPlanKey, broken('OTHER', planKeyRefusal))
  .register(documented, { as: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}[a-z0-9]$/) });

/** `POST /api/v1/tenants`, names in lower case. Whether the id may be had is the schema's to say. */
export const CreateTenantBody = z
  .object({
    id: required(text(1, 63).regex(/^[a-z0-9][a-z0-9-]*$/)).describe('The slug of the tenant, unique and for ever.'),
    name: required(text(1, 255)).describe('Unique as well.'),
    adminemail: requiredEmail.describe('Who administers the tenant.'),
    connectionstring: optional(text(1, 4096)).describe(
      'A database of its own. Without one the tenant has a store in the shared database.',
    ),
    issuer: optional(text(1, 2048)).describe("The issuer of the tenant's own tokens."),
    adminpassword: adminPassword
      .nullish()
      .describe('The first password of the administrator, of 8 characters at least.'),
    plankey: planKey.nullish().describe('A plan that the operator has configured; its term is the first one.'),
  })
  .meta({ title: 'CreateTenant', description: 'A new tenant.' });
