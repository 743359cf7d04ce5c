import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, Info, Query, Resolver } from 'type-graphql';
import { Context } from '../../context.js';
import { selectionAt, selectionOf } from '../../selection.js';
import { AuditLogConnection } from './audit-log-type.js';
import { AuditLogsArgs, findAuditLogs } from './audit-reads.js';
import { AuditLogStats, auditLogStats, AuditLogStatsArgs } from './audit-stats.js';

@Resolver()
export class AuditResolver {
  @Query(() => AuditLogConnection, {
    description: 'What happened, newest first: everything for superadmins, otherwise what concerns one’s own.',
  })
  auditLogs(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Args(() => AuditLogsArgs) args: AuditLogsArgs,
  ): InstanceType<typeof AuditLogConnection> {
    const selection = selectionAt(selectionOf(info), ['nodes'], ['edges', 'node']);
    return new AuditLogConnection(findAuditLogs(context, args, selection));
  }

  @Query(() => AuditLogStats)
  auditLogStats(
    @Ctx() context: Context,
    @Args(() => AuditLogStatsArgs) args: AuditLogStatsArgs,
  ): Promise<AuditLogStats> {
    return auditLogStats(context, args);
  }
}
