import { z } from 'zod';
import { broken, text } from '../../violations.js';

const fieldsOfMode = {
  sso: ['sso_provider', 'initial_admin_user_ids'],
  email_domain: ['email_domain'],
} as const;

type Mode = keyof typeof fieldsOfMode;

/** Fields that belong to another login mode than the given one count as absent, whatever they hold. */
const ofItsMode = (body: unknown): unknown => {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  const given: unknown = (body as { login_mode?: unknown }).login_mode;
  const foreign = Object.entries(fieldsOfMode).flatMap(([mode, fields]) => (mode === given ? [] : fields));
  return Object.fromEntries(Object.entries(body).filter(([name]) => !foreign.some((field) => field === name)));
};

/** Required in one mode; asked even where other fields are faulty, so that a client hears of everything at once. */
const requiredIn = (mode: Mode, field: 'sso_provider' | 'email_domain') => ({
  check: (body: { login_mode: Mode } & Partial<Record<typeof field, string | undefined>>) =>
    body.login_mode !== mode || body[field] !== undefined,
  refusal: {
    ...broken('REQUIRED', 'is required'),
    path: [field],
    when: ({ value }: { value: unknown }) => typeof value === 'object' && value !== null,
  },
});

const ssoProvider = requiredIn('sso', 'sso_provider');
const emailDomain = requiredIn('email_domain', 'email_domain');

/** `POST /api/v1/tenants` as documented. What the schema checks as well is only typed here. */
export const CreateTenantBody = z
  .preprocess(
    ofItsMode,
    z
      .object({
        slug: z
          .string()
          .max(63)
          .regex(/^[a-z][a-z0-9-]*$/, 'must begin with a letter and hold lower-case letters, digits and hyphens only'),
        display_name: text(1, 255).optional().describe('The slug unless given.'),
        login_mode: z.enum(['sso', 'email_domain']).describe('How its people log in.'),
        sso_provider: text(1, 255).optional().describe('Required for `sso`: a configured OIDC or SAML provider.'),
        email_domain: text(1, 253)
          .optional()
          .describe('Required for `email_domain`: whose verified addresses are let in.'),
        initial_admin_user_ids: z
          .array(z.string())
          .max(100)
          .optional()
          .describe('The first tenant admins, for `sso` alone; users who do not exist yet become so later.'),
      })
      .refine(ssoProvider.check, ssoProvider.refusal)
      .refine(emailDomain.check, emailDomain.refusal),
  )
  .meta({
    title: 'CreateTenant',
    description: 'A new tenant. What belongs to another login mode than the given one is ignored.',
  });
