import nodeUtil = require('node:util');

// graphql-shield was written for a Node that still had this helper, and takes it from there when it is loaded.
const legacyUtil = nodeUtil as { isUndefined?: (value: unknown) => boolean };
legacyUtil.isUndefined ??= (value) => value === undefined;

// Required, because imports come before everything else, and one way for both, because they must share one instance.
import shield = require('graphql-shield');
import middleware = require('graphql-middleware');

export = { ...shield, ...middleware };
