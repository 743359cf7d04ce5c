import { Field, Float, InputType, Int } from 'type-graphql';
import { themeRules, webSafeFonts } from '../../entities/theme.js';
import { Rules } from '../rules.js';

@InputType()
export class ThemePaletteInput {
  @Field(() => String, { nullable: true })
  primary?: string | null;

  @Field(() => String, { nullable: true })
  secondary?: string | null;

  @Field(() => String, { nullable: true })
  tertiary?: string | null;

  @Field(() => String, { nullable: true })
  background?: string | null;

  @Field(() => String, { nullable: true })
  surface?: string | null;

  @Field(() => String, { nullable: true })
  error?: string | null;

  @Field(() => String, { nullable: true })
  warning?: string | null;

  @Field(() => String, { nullable: true })
  success?: string | null;

  @Field(() => String, { nullable: true })
  info?: string | null;
}

@InputType({ description: 'http or https, without credentials.' })
export class ThemeBrandAssetsInput {
  @Field(() => String, { nullable: true })
  logoUrl?: string | null;

  @Field(() => String, { nullable: true })
  logoDarkUrl?: string | null;

  @Field(() => String, { nullable: true })
  faviconUrl?: string | null;
}

@InputType()
export class ThemeTypographyInput {
  @Field(() => String, { nullable: true, description: `One of: ${webSafeFonts.join('; ')}.` })
  fontFamily?: string | null;

  @Field(() => String, { nullable: true, description: 'One of the same.' })
  headingFontFamily?: string | null;

  @Field(() => Float, { nullable: true, description: 'Pixels, 10 to 24.' })
  fontSizeBase?: number | null;

  @Field(() => Float, { nullable: true, description: '1.0 to 2.5.' })
  lineHeightBase?: number | null;
}

@InputType()
export class ThemeLayoutInput {
  @Field(() => String, { nullable: true, description: 'A whole number with px, rem, em or %.' })
  borderRadius?: string | null;

  @Field(() => Int, { nullable: true, description: '0 to 24.' })
  defaultElevation?: number | null;
}

@InputType({ description: 'A key left out stays as it is; null gives it, or the whole section, its default back.' })
@Rules(themeRules)
export class ThemeInput {
  @Field(() => ThemePaletteInput, { nullable: true })
  lightPalette?: ThemePaletteInput | null;

  @Field(() => ThemePaletteInput, { nullable: true })
  darkPalette?: ThemePaletteInput | null;

  @Field(() => ThemeBrandAssetsInput, { nullable: true })
  brandAssets?: ThemeBrandAssetsInput | null;

  @Field(() => ThemeTypographyInput, { nullable: true })
  typography?: ThemeTypographyInput | null;

  @Field(() => ThemeLayoutInput, { nullable: true })
  layout?: ThemeLayoutInput | null;
}
