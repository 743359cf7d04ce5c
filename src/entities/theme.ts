import { z } from 'zod';
import { broken } from '../violations.js';
import { brandingRules } from './branding.js';

const shades = [
  'primary',
  'secondary',
  'tertiary',
  'background',
  'surface',
  'error',
  'warning',
  'success',
  'info',
] as const;

/** The colours of one mode, each `#` and six or eight hexadecimal digits. */
export type Palette = Readonly<Record<(typeof shades)[number], string>>;

/** How the pages of a tenant look. Elements without an address have no image. */
export interface Theme {
  readonly lightPalette: Palette;
  readonly darkPalette: Palette;
  readonly brandAssets: {
    readonly logoUrl?: string;
    readonly logoDarkUrl?: string;
    readonly faviconUrl?: string;
  };
  readonly typography: {
    readonly fontFamily: string;
    readonly headingFontFamily: string;
    /** Pixels. */
    readonly fontSizeBase: number;
    readonly lineHeightBase: number;
  };
  readonly layout: {
    /** A whole number with a CSS unit. */
    readonly borderRadius: string;
    readonly defaultElevation: number;
  };
}

type Section = keyof Theme;

/** What a tenant has decided of its theme. */
export type OwnTheme = { readonly [Key in Section]?: Partial<Theme[Key]> };

/** A change to a theme: `undefined` leaves a key alone, `null` gives it its default back. */
export type ThemePatch = {
  readonly [Key in Section]?:
    { readonly [Part in keyof Theme[Key]]?: Theme[Key][Part] | null | undefined } | null | undefined;
};

const defaults: Theme = {
  lightPalette: {
    primary: '#2563EB',
    secondary: '#0F172A',
    tertiary: '#6366F1',
    background: '#F8FAFC',
    surface: '#FFFFFF',
    error: '#DC2626',
    warning: '#F59E0B',
    success: '#16A34A',
    info: '#0284C7',
  },
  darkPalette: {
    primary: '#38BDF8',
    secondary: '#94A3B8',
    tertiary: '#818CF8',
    background: '#0B1220',
    surface: '#111827',
    error: '#F87171',
    warning: '#FBBF24',
    success: '#22C55E',
    info: '#38BDF8',
  },
  brandAssets: {},
  typography: {
    fontFamily: 'Inter, sans-serif',
    headingFontFamily: 'Inter, sans-serif',
    fontSizeBase: 14,
    lineHeightBase: 1.5,
  },
  layout: { borderRadius: '4px', defaultElevation: 1 },
};

const sections = Object.keys(defaults) as Section[];

/** Fonts that every browser has, or has something like. */
export const webSafeFonts = [
  'Inter, sans-serif',
  'Arial, sans-serif',
  'Helvetica, sans-serif',
  'Georgia, serif',
  'Times New Roman, serif',
  'Verdana, sans-serif',
  'Tahoma, sans-serif',
  'Trebuchet MS, sans-serif',
  'Courier New, monospace',
  'Lucida Console, monospace',
  'Segoe UI, sans-serif',
  'Roboto, sans-serif',
  'Open Sans, sans-serif',
  'system-ui, sans-serif',
] as const;

const color = z.string().regex(/^#([A-Fa-f0-9]{6}|[A-Fa-f0-9]{8})$/);
const palette = z.object(Object.fromEntries(shades.map((shade) => [shade, color.nullish()]))).nullish();
const address = brandingRules.logoUrl.nullish();
const font = z.enum(webSafeFonts).nullish();

/** What each key may hold. */
export const themeRules = z.object({
  lightPalette: palette,
  darkPalette: palette,
  brandAssets: z.object({ logoUrl: address, logoDarkUrl: address, faviconUrl: address }).nullish(),
  typography: z
    .object({
      fontFamily: font,
      headingFontFamily: font,
      fontSizeBase: z.number().min(10).max(24).nullish(),
      lineHeightBase: z.number().min(1).max(2.5).nullish(),
    })
    .nullish(),
  layout: z
    .object({
      borderRadius: z
        .string()
        .max(20)
        .refine(
          (text) => /^\d+(px|rem|em|%)$/.test(text),
          broken('FORMAT', 'Must be a whole number with px, rem, em or %'),
        )
        .nullish(),
      defaultElevation: z.int().min(0).max(24).nullish(),
    })
    .nullish(),
});

/** A theme with the defaults for whatever the tenant has not decided. */
export const themeOf = (own: OwnTheme | null): Theme =>
  Object.fromEntries(
    sections.map((section) => [section, { ...defaults[section], ...own?.[section] }]),
  ) as unknown as Theme;

const defined = (record: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));

/** Key by key within each section; a section that is null goes back to its defaults as a whole. */
export const changedTheme = (own: OwnTheme | null, patch: ThemePatch): OwnTheme => {
  const changed = sections.flatMap((section) => {
    const wish: object | null | undefined = patch[section];
    const held: Record<string, unknown> = wish === null ? {} : { ...own?.[section], ...defined(wish ?? {}) };
    const kept = Object.entries(held).filter(([, value]) => value !== null);
    return kept.length === 0 ? [] : [[section, Object.fromEntries(kept)]];
  });
  return Object.fromEntries(changed) as OwnTheme;
};
