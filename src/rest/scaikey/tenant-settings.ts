import { z } from 'zod';
import { given } from '../given.js';
import { integer } from './wire.js';

const mfaMethods = ['totp', 'sms', 'email', 'webauthn'] as const;
type MfaMethod = (typeof mfaMethods)[number];
type SchemaMfaMethod = Uppercase<MfaMethod>;

/** Settings as clients write them: a key left out stays as it is, null removes it, unknown ones are kept. */
export const SettingsBody = z
  .looseObject({
    mfa_required: z.boolean().nullish(),
    mfa_methods: z.array(z.enum(mfaMethods)).nullish(),
    password_policy: z.record(z.string(), z.unknown()).nullish(),
    session_timeout: integer(1).nullish().meta({ description: 'Minutes.' }),
  })
  .meta({
    title: 'ChangedSettings',
    description: 'Merged with what there is, key by key: one left out stays, null removes it, unknown ones are kept.',
  });

/** Settings as clients read them: keys never set are absent. */
export const Settings = z
  .looseObject({
    mfa_required: z.boolean().optional(),
    mfa_methods: z.array(z.enum(mfaMethods)).optional(),
    password_policy: z.record(z.string(), z.unknown()).optional(),
    session_timeout: z.int().optional().meta({ description: 'Minutes.' }),
  })
  .meta({ title: 'Settings', description: 'Keys that were never set are absent.' });

/** Where the schema's settings stand in a request. */
export const settingsFields = {
  'settings.mfaRequired': ['body', 'settings', 'mfa_required'],
  'settings.mfaMethods': ['body', 'settings', 'mfa_methods'],
  'settings.passwordPolicy': ['body', 'settings', 'password_policy'],
  'settings.sessionTimeout': ['body', 'settings', 'session_timeout'],
  'settings.extra': ['body', 'settings'],
} as const;

const toSchema = (method: MfaMethod) => method.toUpperCase() as SchemaMfaMethod;
const toWire = (method: SchemaMfaMethod) => method.toLowerCase() as MfaMethod;

/** What the client wrote, as the schema takes it. */
export const fromSettings = ({
  mfa_required: mfaRequired,
  mfa_methods: methods,
  password_policy: passwordPolicy,
  session_timeout: sessionTimeout,
  ...extra
}: z.output<typeof SettingsBody>) =>
  given({
    mfaRequired,
    mfaMethods: methods == null ? methods : methods.map(toSchema),
    passwordPolicy,
    sessionTimeout,
    extra: Object.keys(extra).length > 0 ? extra : undefined,
  });

interface SchemaSettings {
  readonly mfaRequired: boolean | null;
  readonly mfaMethods: readonly SchemaMfaMethod[] | null;
  readonly passwordPolicy: Record<string, unknown> | null;
  readonly sessionTimeout: number | null;
  readonly extra: Record<string, unknown> | null;
}

/** What the schema answers, as the client reads it. */
export const toSettings = (settings: SchemaSettings): z.output<typeof Settings> => ({
  ...(settings.mfaRequired === null ? {} : { mfa_required: settings.mfaRequired }),
  ...(settings.mfaMethods === null ? {} : { mfa_methods: settings.mfaMethods.map(toWire) }),
  ...(settings.passwordPolicy === null ? {} : { password_policy: settings.passwordPolicy }),
  ...(settings.sessionTimeout === null ? {} : { session_timeout: settings.sessionTimeout }),
  ...settings.extra,
});
