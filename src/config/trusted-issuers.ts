import { z } from 'zod';

/** Those that check with a public key; with a shared secret, whoever checks tokens could make them. */
const algorithms = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA'],
] as const;

/** What a claim can make of somebody: `SUPERADMIN` everywhere, the others in a tenant that they belong to. */
export const claimedRoles = ['VIEWER', 'EDITOR', 'TENANT_ADMIN', 'SUPERADMIN'] as const;
export type ClaimedRole = (typeof claimedRoles)[number];

const isLoopback = ({ hostname }: URL): boolean => ['localhost', '127.0.0.1', '[::1]'].includes(hostname);

/** Keys that came in the clear could be anybody's. */
const isSafe = (text: string): boolean => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || url.username !== '' || url.password !== '' || url.hash !== '') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url));
};

const address = z
  .string()
  .max(2048)
  .refine(isSafe, 'must be an https:// URL without user, password and fragment; http:// only on a loopback address');

const names = (what: string) =>
  z.array(z.string().min(1).max(2048), `must be a list of ${what}`).min(1, `names no ${what}`);

const rolesByClaim = z.strictObject({
  claim: z.string().min(1).max(256),
  values: z.record(z.string().min(1), z.enum(claimedRoles, `must be one of ${claimedRoles.join(', ')}`)),
});

const trustedIssuer = z
  .strictObject({
    issuer: address.refine((text) => !text.includes('?'), 'must have no query'),
    jwksUri: address.optional(),
    audiences: names('audiences'),
    algorithms: z.array(z.enum(algorithms, `must be of ${algorithms.join(', ')}`)).min(1, 'names no algorithms'),
    scope: z.enum(['tenants', 'platform'], 'must be tenants or platform').default('tenants'),
    roles: rolesByClaim.optional(),
  })
  .refine(({ scope, roles }) => scope === 'platform' || !Object.values(roles?.values ?? {}).includes('SUPERADMIN'), {
    path: ['roles', 'values'],
    message: 'must not make a SUPERADMIN, because its scope is tenants',
  });

/** Somebody else whose tokens are believed, as `TRUSTED_ISSUERS` describes them. docs/operations.md explains each member. */
export type TrustedIssuer = Readonly<z.output<typeof trustedIssuer>>;

const list = z
  .array(trustedIssuer, 'must be a list of issuers')
  .refine((all) => new Set(all.map(({ issuer }) => issuer)).size === all.length, 'names an issuer twice');

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** The variable: a list in JSON. Every fault says where it is, and never repeats a value. */
export const trustedIssuers = z
  .string()
  .default('[]')
  .transform((text, context): readonly TrustedIssuer[] => {
    const parsed = list.safeParse(parseJson(text));
    for (const { path, message } of parsed.error?.issues ?? []) {
      const place = path.length === 0 ? '' : `${path.join('.')} `;
      context.addIssue({ code: 'custom', message: `${place}${message}` });
    }
    return parsed.data ?? z.NEVER;
  });
