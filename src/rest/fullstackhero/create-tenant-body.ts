import { z } from 'zod';
import { broken, text } from '../../violations.js';
import { optional, required, requiredEmail } from './members.js';
import { isPlanKey, planKeyRefusal } from './plan-key.js';

const adminPassword = text(0, 128).refine(
  (password) => password.length >= 8,
  broken('OTHER', 'Admin password must be at least 8 characters.'),
);

const planKey = z.string().refine(isPlanKey, broken('OTHER', planKeyRefusal));

/** `POST /api/v1/tenants`, names in lower case. Whether the id may be had is the schema's to say. */
export const CreateTenantBody = z.object({
  id: required(text(1, 63).regex(/^[a-z0-9][a-z0-9-]*$/)),
  name: required(text(1, 255)),
  adminemail: requiredEmail,
  connectionstring: optional(text(1, 4096)),
  issuer: optional(text(1, 2048)),
  adminpassword: adminPassword.nullish(),
  plankey: planKey.nullish(),
});
