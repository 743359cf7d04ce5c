import type { ResultOf } from 'gql.tada';
import { z } from 'zod';
import { graphql } from '../graphql.js';

const paletteFields = graphql(`
  fragment FullstackheroPalette on ThemePalette @_unmask {
    primary
    secondary
    tertiary
    background
    surface
    error
    warning
    success
    info
  }
`);

/** What fullstackhero shows of a theme. */
export const themeFields = graphql(
  `
    fragment FullstackheroTheme on Theme @_unmask {
      lightPalette {
        ...FullstackheroPalette
      }
      darkPalette {
        ...FullstackheroPalette
      }
      brandAssets {
        logoUrl
        logoDarkUrl
        faviconUrl
      }
      typography {
        fontFamily
        headingFontFamily
        fontSizeBase
        lineHeightBase
      }
      layout {
        borderRadius
        defaultElevation
      }
    }
  `,
  [paletteFields],
);

const Palette = z
  .object({
    primary: z.string(),
    secondary: z.string(),
    tertiary: z.string(),
    background: z.string(),
    surface: z.string(),
    error: z.string(),
    warning: z.string(),
    success: z.string(),
    info: z.string(),
  })
  .meta({ title: 'Palette', description: 'Colours as `#` and hexadecimal digits.' });

const url = z.string().nullable();

/** `GET /api/v1/tenants/theme`. */
export const Theme = z
  .object({
    lightPalette: Palette,
    darkPalette: Palette,
    brandAssets: z.object({
      logoUrl: url,
      logoDarkUrl: url,
      faviconUrl: url,
      logo: z.null(),
      logoDark: z.null(),
      favicon: z.null(),
      deleteLogo: z.literal(false),
      deleteLogoDark: z.literal(false),
      deleteFavicon: z.literal(false),
    }),
    typography: z.object({
      fontFamily: z.string(),
      headingFontFamily: z.string(),
      fontSizeBase: z.number(),
      lineHeightBase: z.number(),
    }),
    layout: z.object({ borderRadius: z.string(), defaultElevation: z.int() }),
    isDefault: z.literal(false),
  })
  .meta({ title: 'Theme', description: 'How the pages of a tenant look.' });

const lightPalette = {
  primary: '#2563EB',
  secondary: '#0F172A',
  tertiary: '#6366F1',
  background: '#F8FAFC',
  surface: '#FFFFFF',
  error: '#DC2626',
  warning: '#F59E0B',
  success: '#16A34A',
  info: '#0284C7',
};

export const exampleTheme: z.output<typeof Theme> = {
  lightPalette,
  darkPalette: { ...lightPalette, background: '#0B1220', surface: '#111827' },
  brandAssets: {
    ...{ logoUrl: 'https://acme.example/logo.svg', logoDarkUrl: null, faviconUrl: null },
    ...{ logo: null, logoDark: null, favicon: null },
    ...{ deleteLogo: false, deleteLogoDark: false, deleteFavicon: false },
  },
  typography: {
    fontFamily: 'Inter, sans-serif',
    headingFontFamily: 'Inter, sans-serif',
    fontSizeBase: 14,
    lineHeightBase: 1.5,
  },
  layout: { borderRadius: '4px', defaultElevation: 1 },
  isDefault: false,
};

/** The members of a request for an upload are there and empty, as in the original; no theme is the default of others. */
export const toTheme = (theme: ResultOf<typeof themeFields>): z.output<typeof Theme> => {
  const { lightPalette, darkPalette, brandAssets, typography, layout } = theme;
  return {
    lightPalette,
    darkPalette,
    brandAssets: {
      ...brandAssets,
      ...{ logo: null, logoDark: null, favicon: null },
      ...{ deleteLogo: false, deleteLogoDark: false, deleteFavicon: false },
    },
    typography,
    layout,
    isDefault: false,
  };
};
