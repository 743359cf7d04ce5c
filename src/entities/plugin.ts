import { defineEntity, p } from '@mikro-orm/core';

export const PluginTable = defineEntity({
  name: 'Plugin',
  tableName: 'plugin',
  properties: {
    key: p.text().primary(),
    name: p.text(),
    description: p.text(),
  },
});

/** A core plugin that can be enabled for organizations; migrations fill the catalogue. */
export class Plugin extends PluginTable.class {}

PluginTable.setClass(Plugin);
