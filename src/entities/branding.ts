import { z } from 'zod';
import { broken, email, isStorable, text } from '../violations.js';

/** How a white-label surface looks. A key that is not there is inherited. */
export interface Branding {
  readonly logoUrl?: string;
  readonly faviconUrl?: string;
  readonly primaryColor?: string;
  readonly secondaryColor?: string;
  readonly appName?: string;
  readonly footerText?: string;
  readonly supportEmail?: string;
  readonly hidePoweredBy?: boolean;
}

/** A change to branding: `undefined` leaves a key alone, `null` removes it, so that it is inherited again. */
export type BrandingPatch = { readonly [Key in keyof Branding]?: Branding[Key] | null | undefined };

/** How it looks where nobody has decided anything. */
export const defaultBranding: Required<Omit<Branding, 'logoUrl' | 'faviconUrl' | 'footerText' | 'supportEmail'>> = {
  primaryColor: '#2563EB',
  secondaryColor: '#0F172A',
  appName: 'tenantry',
  hidePoweredBy: false,
};

const isWebAddress = (address: string): boolean => {
  // A parser forgives blanks and backslashes; whoever puts the address into a page may not.
  if (!/^https?:\/\/[^\s\\"'<>]+$/i.test(address) || !isStorable(address) || !URL.canParse(address)) return false;
  const { username, password } = new URL(address);
  return username === '' && password === '';
};

const webAddress = z
  .string()
  .max(2048)
  .refine(isWebAddress, broken('FORMAT', 'Must be an http or https URL without credentials', { expected: 'url' }));

const color = z.string().regex(/^#[0-9A-Fa-f]{6}$/);

/** What each key may hold. */
export const brandingRules = {
  logoUrl: webAddress,
  faviconUrl: webAddress,
  primaryColor: color,
  secondaryColor: color,
  appName: text(1, 100),
  footerText: text(0, 500),
  supportEmail: email(),
  hidePoweredBy: z.boolean(),
} satisfies Record<keyof Branding, z.ZodType>;

const keys = Object.keys(brandingRules) as (keyof Branding)[];

const snakeCase = (key: string): string => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/**
 * The branding within a tenant's free-form JSON. Clients of the legacy APIs write `primary_color`; what does not keep the
 * rules, such as a `javascript:` address, counts as not decided.
 */
export const knownBranding = (json: Readonly<Record<string, unknown>>): Branding =>
  Object.fromEntries(
    keys.flatMap((key) => {
      const given = json[key] ?? json[snakeCase(key)];
      return brandingRules[key].safeParse(given).success ? [[key, given]] : [];
    }),
  );

/** Key by key. */
export const changedBranding = (current: Branding, patch: BrandingPatch): Branding => {
  const changed = keys.map((key) => [key, patch[key] === undefined ? current[key] : patch[key]] as const);
  return Object.fromEntries(changed.filter(([, value]) => value != null));
};
