import { Field, InputType, ObjectType } from 'type-graphql';
import { z } from 'zod';
import { brandingRules } from '../../entities/branding.js';
import { Rules } from '../rules.js';

@ObjectType('Branding', {
  simpleResolvers: true,
  description: 'How a white-label surface looks. Null is not decided here.',
})
export class BrandingType {
  @Field(() => String, { nullable: true })
  logoUrl?: string;

  @Field(() => String, { nullable: true })
  faviconUrl?: string;

  @Field(() => String, { nullable: true, description: '`#` and six hexadecimal digits.' })
  primaryColor?: string;

  @Field(() => String, { nullable: true, description: '`#` and six hexadecimal digits.' })
  secondaryColor?: string;

  @Field(() => String, { nullable: true })
  appName?: string;

  @Field(() => String, { nullable: true })
  footerText?: string;

  @Field(() => String, { nullable: true })
  supportEmail?: string;

  @Field(() => Boolean, { nullable: true })
  hidePoweredBy?: boolean;
}

const { logoUrl, faviconUrl, primaryColor, secondaryColor, appName, footerText, supportEmail, hidePoweredBy } =
  brandingRules;

@InputType({ description: 'A key left out stays as it is; null removes it, so that it is inherited.' })
@Rules(
  z.object({
    logoUrl: logoUrl.nullish(),
    faviconUrl: faviconUrl.nullish(),
    primaryColor: primaryColor.nullish(),
    secondaryColor: secondaryColor.nullish(),
    appName: appName.nullish(),
    footerText: footerText.nullish(),
    supportEmail: supportEmail.nullish(),
    hidePoweredBy: hidePoweredBy.nullish(),
  }),
)
export class BrandingInput {
  @Field(() => String, { nullable: true, description: 'http or https, without credentials.' })
  logoUrl?: string | null;

  @Field(() => String, { nullable: true, description: 'http or https, without credentials.' })
  faviconUrl?: string | null;

  @Field(() => String, { nullable: true, description: '`#` and six hexadecimal digits.' })
  primaryColor?: string | null;

  @Field(() => String, { nullable: true, description: '`#` and six hexadecimal digits.' })
  secondaryColor?: string | null;

  @Field(() => String, { nullable: true })
  appName?: string | null;

  @Field(() => String, { nullable: true })
  footerText?: string | null;

  @Field(() => String, { nullable: true })
  supportEmail?: string | null;

  @Field(() => Boolean, { nullable: true })
  hidePoweredBy?: boolean | null;
}
