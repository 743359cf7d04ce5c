import type { VariablesOf } from 'gql.tada';
import { z } from 'zod';
import { broken } from '../../violations.js';
import { documented } from '../documented.js';
import { given } from '../given.js';
import { graphql } from '../graphql.js';

/** Runs a change of the current tenant's theme. */
export const updateTheme = graphql(`
  mutation FullstackheroUpdateTheme($input: ThemeInput!) {
    updateTheme(input: $input) {
      layout {
        defaultElevation
      }
    }
  }
`);

/** To .NET a text that is null is as bad as an empty one, where one that was left out has its default. */
const text = z
  .string()
  .nullable()
  .transform((value) => value ?? '')
  .register(documented, { as: z.string() })
  .optional();

const shades = {
  primary: text,
  secondary: text,
  tertiary: text,
  background: text,
  surface: text,
  error: text,
  warning: text,
  success: text,
  info: text,
};
const palette = z
  .object(shades)
  .meta({ title: 'ChangedPalette', description: 'Colours as `#` and 6 or 8 hexadecimal digits.' })
  .optional();

const upload = z
  .unknown()
  .refine(
    (file): boolean => file == null,
    broken('OTHER', 'Files are not stored here. Give the address of the image in the member that ends in Url.'),
  )
  .register(documented, { as: z.null() })
  .optional();

/** `PUT /api/v1/tenants/theme`, names in lower case. What a value must be is the schema's to say. */
export const ThemeBody = z
  .object({
    lightpalette: palette,
    darkpalette: palette,
    brandassets: z
      .object({
        logourl: z.string().nullish(),
        logodarkurl: z.string().nullish(),
        faviconurl: z.string().nullish(),
        logo: upload,
        logodark: upload,
        favicon: upload,
        deletelogo: z.boolean().optional(),
        deletelogodark: z.boolean().optional(),
        deletefavicon: z.boolean().optional(),
      })
      .optional(),
    typography: z
      .object({
        fontfamily: text,
        headingfontfamily: text,
        fontsizebase: z.number().optional(),
        lineheightbase: z.number().optional(),
      })
      .optional(),
    layout: z.object({ borderradius: text, defaultelevation: z.int().optional() }).optional(),
    isdefault: z.boolean().optional(),
  })
  .meta({
    title: 'ChangedTheme',
    description: 'The whole theme: what is left out goes back to its default, but for images, which stay.',
  });

type Body = z.output<typeof ThemeBody>;
type Input = VariablesOf<typeof updateTheme>['input'];

const paletteOf = (wish: Body['lightpalette']): NonNullable<Input['lightPalette']> =>
  Object.fromEntries(Object.keys(shades).map((shade) => [shade, wish?.[shade as keyof typeof shades] ?? null]));

/** The page of the system's own client sends what it shows: the address there is, nothing, or the preview of an upload. */
const addressOf = (url: string | null | undefined, isDeleted: boolean | undefined): string | null | undefined => {
  if (isDeleted) return null;
  return url == null || url === '' || /^data:/i.test(url) ? undefined : url;
};

const assetsOf = (wish: Body['brandassets']): NonNullable<Input['brandAssets']> =>
  given({
    logoUrl: addressOf(wish?.logourl, wish?.deletelogo),
    logoDarkUrl: addressOf(wish?.logodarkurl, wish?.deletelogodark),
    faviconUrl: addressOf(wish?.faviconurl, wish?.deletefavicon),
  });

/** The whole theme anew: what the body leaves out goes back to its default, but for images, which stay. */
export const themeInput = ({ lightpalette, darkpalette, brandassets, typography, layout }: Body): Input => ({
  lightPalette: paletteOf(lightpalette),
  darkPalette: paletteOf(darkpalette),
  brandAssets: assetsOf(brandassets),
  typography: {
    fontFamily: typography?.fontfamily ?? null,
    headingFontFamily: typography?.headingfontfamily ?? null,
    fontSizeBase: typography?.fontsizebase ?? null,
    lineHeightBase: typography?.lineheightbase ?? null,
  },
  layout: { borderRadius: layout?.borderradius ?? null, defaultElevation: layout?.defaultelevation ?? null },
});
