import { defineEntity, p } from '@mikro-orm/core';

export const PartnerGroupTable = defineEntity({
  name: 'PartnerGroup',
  tableName: 'partner_group',
  properties: {
    id: p.integer().primary().autoincrement(),
    name: p.text().unique(),
    description: p.text().nullable(),
    creditDiscountPercent: p.integer(),
    createdAt: p.datetime(3),
    updatedAt: p.datetime(3),
  },
});

/** A tier of resellers. The discount is shown with a grant; it changes no amount of credits. */
export class PartnerGroup extends PartnerGroupTable.class {
  static create(fields: { name: string; description: string | null; creditDiscountPercent: number }): PartnerGroup {
    const group = new PartnerGroup();
    const now = new Date();
    group.name = fields.name;
    group.description = fields.description;
    group.creditDiscountPercent = fields.creditDiscountPercent;
    group.createdAt = now;
    group.updatedAt = now;
    return group;
  }

  /** What is left out stays as it is; null removes the description. */
  change(fields: {
    readonly name?: string | undefined;
    readonly description?: string | null | undefined;
    readonly creditDiscountPercent?: number | undefined;
  }): void {
    if (fields.name !== undefined) this.name = fields.name;
    if (fields.description !== undefined) this.description = fields.description;
    if (fields.creditDiscountPercent !== undefined) this.creditDiscountPercent = fields.creditDiscountPercent;
    this.updatedAt = new Date();
  }
}

PartnerGroupTable.setClass(PartnerGroup);
