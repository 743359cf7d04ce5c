import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { icon, initialiser, page } from './graphiql-page.js';

export const assetsPath = '/graphiql/assets';

/** Only the compressed form is kept: the bundle is 9 MB of text, and hardly a client wants it plain. */
export interface Asset {
  readonly type: string;
  readonly gzipped: Buffer;
}

export interface Site {
  readonly page: string;
  readonly assets: ReadonlyMap<string, Asset>;
}

const compress = promisify(gzip);
const javascript = 'text/javascript; charset=utf-8';

/** The bundle is imported here and not above, so that a gateway whose explorer nobody opens never loads it. */
export async function buildSite(): Promise<Site> {
  const bundle = await import('@graphql-yoga/render-graphiql/graphiql');
  const compressing: Promise<[string, Asset]>[] = [];

  /** The content's hash is in the name, so a file can be cached for ever and an upgrade still reaches every browser. */
  const publish = (name: string, extension: string, type: string, text: string): string => {
    const hash = createHash('sha256').update(text).digest('hex').slice(0, 16);
    const file = `${name}-${hash}.${extension}`;
    compressing.push(compress(text).then((gzipped) => [file, { type, gzipped }]));
    return `${assetsPath}/${file}`;
  };

  const workers = {
    editorWorkerService: publish('editor-worker', 'js', javascript, bundle.editorWorkerService),
    json: publish('json-worker', 'js', javascript, bundle.jsonWorker),
    graphql: publish('graphql-worker', 'js', javascript, bundle.graphqlWorker),
  };
  const iconUrl = publish('icon', 'svg', 'image/svg+xml', icon);
  const html = page({
    icon: iconUrl,
    style: publish('graphiql', 'css', 'text/css; charset=utf-8', bundle.css),
    initialiser: publish('start', 'js', javascript, initialiser(workers, iconUrl)),
    script: publish('graphiql', 'js', javascript, bundle.js),
  });
  return { page: html, assets: new Map(await Promise.all(compressing)) };
}
