import { statSync } from 'node:fs';
import { z } from 'zod';
import { trustedIssuers } from './config/trusted-issuers.js';
import { maskUrl, unambiguousUrl } from './connection-string.js';

const dialects = ['scaikey', 'lustercms', 'exd', 'fullstackhero'] as const;

const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  );

const postgresUrl = z
  .string()
  .refine(
    (text) => /^postgres(ql)?:\/\//.test(text) && unambiguousUrl(text) !== undefined,
    'must be a postgres:// URL, with @, /, ? and # escaped in its password',
  );

const smtpUrl = z
  .string()
  .refine((text) => /^smtps?:\/\//.test(text) && URL.canParse(text), 'must be a smtp:// or smtps:// URL');

const isKey = (text: string): boolean => /^[A-Za-z0-9+/]{43}=$/.test(text);
const toKey = (text: string): Buffer => Buffer.from(text, 'base64');

const encryptionKey = z.string().refine(isKey, 'must be 32 bytes in base64').transform(toKey);

const encryptionKeys = list
  .refine((keys) => keys.every(isKey), 'each must be 32 bytes in base64')
  .transform((keys) => keys.map(toKey));

const directory = z
  .string()
  .refine((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true, 'must be a directory');

const hostMap = list.transform((pairs, context) => {
  const map = new Map<string, (typeof dialects)[number]>();
  for (const pair of pairs) {
    const [host, name] = pair.split('=');
    const dialect = dialects.find((known) => known === name);
    if (!host || !dialect) {
      context.addIssue({
        code: 'custom',
        message: `each entry is host=dialect, with a dialect of ${dialects.join(', ')}`,
      });
      return z.NEVER;
    }
    map.set(host.toLowerCase(), dialect);
  }
  return map;
});

/** The name of a plan, as clients write it. */
const planKey = /^[a-z0-9][a-z0-9-]{0,62}[a-z0-9]$/;

const planTerms = list.transform((pairs, context) => {
  const terms = new Map<string, number>();
  for (const pair of pairs) {
    const [key = '', term = ''] = pair.split('=');
    const months = /^\d+$/.test(term) ? Number(term) : 0;
    if (!planKey.test(key) || months < 1 || months > 1200) {
      context.addIssue({ code: 'custom', message: 'each entry is plan=months, such as pro=12, with 1 to 1200 months' });
      return z.NEVER;
    }
    terms.set(key, months);
  }
  return terms;
});

/** Every variable the gateway reads. The README's configuration table is this object in words. */
const variables = z.object({
  PORT: z.coerce.number().int().min(0).max(65535).default(4000),
  HOST: z.string().default('127.0.0.1'),
  DATA_DIR: z.string().default('./data'),
  DATABASE_URL: postgresUrl.optional(),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(2).max(200).default(10),
  ADMIN_EMAIL: z.email().max(254).default('admin@tenantry.local'),
  ADMIN_PASSWORD: z.string().min(8).max(128).optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  ENCRYPTION_KEY: encryptionKey.optional(),
  ENCRYPTION_KEY_PREVIOUS: encryptionKeys,
  TOKEN_ISSUER: z.string().min(1).default('tenantry'),
  TRUSTED_ISSUERS: trustedIssuers,
  DEFAULT_DIALECT: z.enum(['exd', 'fullstackhero']).default('exd'),
  API_HOSTS: hostMap,
  SSO_PROVIDERS: list,
  PLANS: planTerms,
  CORS_ORIGINS: list,
  EXPLORER: z.stringbool().default(true),
  SMTP_URL: smtpUrl.optional(),
  MAIL_FROM: z.string().min(3).max(320).default('tenantry <no-reply@localhost>'),
  TRUST_PROXY: z.stringbool().default(false),
  RATE_LIMIT_MULTIPLIER: z.coerce.number().min(0).default(1),
  LOGIN_ATTEMPTS: z.coerce.number().int().min(0).max(1_000_000).default(10),
  LOGIN_ATTEMPTS_PER_ADDRESS: z.coerce.number().int().min(0).max(1_000_000).default(100),
  LOGIN_LOCKOUT_MINUTES: z.coerce.number().min(0.01).max(1440).default(15),
  TENANT_MIGRATIONS_DIR: directory.optional(),
  SHUTDOWN_LINGER_SECONDS: z.coerce.number().min(0).max(300).default(0),
});

const environment = variables.refine(
  ({ TOKEN_ISSUER, TRUSTED_ISSUERS }) => TRUSTED_ISSUERS.every(({ issuer }) => issuer !== TOKEN_ISSUER),
  { path: ['TRUSTED_ISSUERS'], message: 'must not name TOKEN_ISSUER, whose tokens are our own' },
);

export type Config = Readonly<z.output<typeof environment>>;

/** Every fault of the environment at once, each line with its variable's name. */
export class ConfigError extends Error {
  constructor(readonly faults: readonly string[]) {
    super(`The environment is not valid:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

/**
 * The effective configuration: defaults under the given variables. An empty variable counts as unset,
 * because that is how compose files and shells spell "not given".
 * @throws ConfigError naming every fault
 */
export const loadConfig = (variables: Record<string, string | undefined> = process.env): Config => {
  const given = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
  }
  return Object.freeze(parsed.data);
};

/** The configuration as an operator may see it: every secret is `***`. Units are in the variables' names. */
export const describeConfig = (config: Config): Record<string, unknown> => ({
  ...config,
  DATABASE_URL: config.DATABASE_URL === undefined ? null : maskUrl(new URL(config.DATABASE_URL)),
  SMTP_URL: config.SMTP_URL === undefined ? null : maskUrl(new URL(config.SMTP_URL)),
  ADMIN_PASSWORD: config.ADMIN_PASSWORD === undefined ? null : '***',
  ENCRYPTION_KEY: config.ENCRYPTION_KEY === undefined ? null : '***',
  ENCRYPTION_KEY_PREVIOUS: config.ENCRYPTION_KEY_PREVIOUS.map(() => '***'),
  TENANT_MIGRATIONS_DIR: config.TENANT_MIGRATIONS_DIR ?? null,
  API_HOSTS: Object.fromEntries(config.API_HOSTS),
  PLANS: Object.fromEntries(config.PLANS),
});
