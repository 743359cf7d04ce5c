import { sql } from 'kysely';
import { Ctx, Field, ObjectType, Query, Resolver } from 'type-graphql';
import { isSuperadmin } from '../../auth/viewer.js';
import { Context } from '../../context.js';
import { ownOrganization } from '../current-organization.js';

@ObjectType('Plugin', { simpleResolvers: true, description: 'A core plugin that organizations can have enabled.' })
export class PluginType {
  @Field(() => String)
  key!: string;

  @Field(() => String)
  name!: string;

  @Field(() => String)
  description!: string;
}

const catalogue = ({ db }: Context) =>
  db.selectFrom('plugin as p').select(['p.key', 'p.name', 'p.description']).orderBy('p.key');

@Resolver()
export class PluginResolver {
  @Query(() => [PluginType], { description: 'The catalogue.' })
  availablePlugins(@Ctx() context: Context): Promise<PluginType[]> {
    return catalogue(context).execute();
  }

  @Query(() => [PluginType], {
    description: "Those enabled for the viewer's organization; all of them for superadmins. In the catalogue's order.",
  })
  async myPlugins(@Ctx() context: Context): Promise<PluginType[]> {
    if (isSuperadmin(context.viewer)) return catalogue(context).execute();
    const enabled = ownOrganization(context)?.select('o.enabled_plugins');
    if (!enabled) return [];
    return catalogue(context)
      .where(sql<boolean>`p.key = any((${enabled})::text[])`)
      .execute();
  }
}
