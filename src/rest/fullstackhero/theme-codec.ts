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

const Palette = z.object({
  primary: z.string(),
  secondary: z.string(),
  tertiary: z.string(),
  background: z.string(),
  surface: z.string(),
  error: z.string(),
  warning: z.string(),
  success: z.string(),
  info: z.string(),
});

const url = z.string().nullable();

/** `GET /api/v1/tenants/theme`. */
export const Theme = z.object({
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
});

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
