import type { PasswordPolicy } from './password-policy.js';

export const mfaMethods = ['TOTP', 'SMS', 'EMAIL', 'WEBAUTHN'] as const;
export type MfaMethod = (typeof mfaMethods)[number];

/** The settings of a tenant as they are stored: the four documented ones, and whatever else a client put there. */
export interface StoredSettings {
  readonly mfaRequired?: boolean;
  readonly mfaMethods?: readonly MfaMethod[];
  readonly passwordPolicy?: PasswordPolicy & Readonly<Record<string, unknown>>;
  /** Minutes from login to the end of a session. */
  readonly sessionTimeout?: number;
  /** Keys that no document names, kept as they came. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** A change to settings: `undefined` leaves a key alone, `null` removes it. */
export type SettingsPatch = {
  readonly [Key in keyof StoredSettings]?: StoredSettings[Key] | null | undefined;
};

const withoutNulls = (record: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null && value !== undefined));

const defined = (record: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));

/**
 * A shallow merge of the top-level keys: who turns on `mfaRequired` keeps their `passwordPolicy`.
 * Unknown keys live under `extra` and follow the same rule there.
 */
export const mergeSettings = (current: StoredSettings, patch: SettingsPatch): StoredSettings => {
  const merged: Record<string, unknown> = { ...current, ...defined(patch) };
  if (patch.extra) merged['extra'] = withoutNulls({ ...current.extra, ...patch.extra });
  return withoutNulls(merged);
};
