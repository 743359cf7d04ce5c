import { Field, Float, Int, ObjectType } from 'type-graphql';
import type { Palette, Theme } from '../../entities/theme.js';

@ObjectType({ simpleResolvers: true, description: 'Colours, each `#` and six or eight hexadecimal digits.' })
export class ThemePalette implements Palette {
  @Field(() => String)
  primary!: string;

  @Field(() => String)
  secondary!: string;

  @Field(() => String)
  tertiary!: string;

  @Field(() => String)
  background!: string;

  @Field(() => String)
  surface!: string;

  @Field(() => String)
  error!: string;

  @Field(() => String)
  warning!: string;

  @Field(() => String)
  success!: string;

  @Field(() => String)
  info!: string;
}

@ObjectType({ simpleResolvers: true })
export class ThemeBrandAssets {
  @Field(() => String, { nullable: true })
  logoUrl?: string;

  @Field(() => String, { nullable: true })
  logoDarkUrl?: string;

  @Field(() => String, { nullable: true })
  faviconUrl?: string;
}

@ObjectType({ simpleResolvers: true })
export class ThemeTypography {
  @Field(() => String)
  fontFamily!: string;

  @Field(() => String)
  headingFontFamily!: string;

  @Field(() => Float, { description: 'Pixels.' })
  fontSizeBase!: number;

  @Field(() => Float)
  lineHeightBase!: number;
}

@ObjectType({ simpleResolvers: true })
export class ThemeLayout {
  @Field(() => String, { description: 'A whole number with px, rem, em or %.' })
  borderRadius!: string;

  @Field(() => Int)
  defaultElevation!: number;
}

@ObjectType('Theme', {
  simpleResolvers: true,
  description: 'How the pages of a tenant look, with defaults for what it has not decided.',
})
export class ThemeType implements Theme {
  @Field(() => ThemePalette)
  lightPalette!: ThemePalette;

  @Field(() => ThemePalette)
  darkPalette!: ThemePalette;

  @Field(() => ThemeBrandAssets)
  brandAssets!: ThemeBrandAssets;

  @Field(() => ThemeTypography)
  typography!: ThemeTypography;

  @Field(() => ThemeLayout)
  layout!: ThemeLayout;
}
