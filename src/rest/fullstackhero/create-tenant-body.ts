import { z } from 'zod';
import { broken, text } from '../../violations.js';
import { optional, required, requiredEmail } from './members.js';

const adminPassword = text(0, 128).refine(
  (password) => password.length >= 8,
  broken('OTHER', 'Admin password must be at least 8 characters.'),
);

const planKey = text(0, 64).refine(
  (key) => /^[a-z0-9][a-z0-9-]{0,62}[a-z0-9]$/.test(key),
  broken('OTHER', 'Plan key must be a lowercase slug (a-z, 0-9, hyphen).'),
);

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

/** A month from a given time by the calendar, in the last day of a shorter month where the day is missing. */
export const oneMonthAfter = (from: Date): Date => {
  const until = new Date(from);
  until.setUTCDate(1);
  until.setUTCMonth(until.getUTCMonth() + 1);
  const days = new Date(Date.UTC(until.getUTCFullYear(), until.getUTCMonth() + 1, 0)).getUTCDate();
  until.setUTCDate(Math.min(from.getUTCDate(), days));
  return until;
};
