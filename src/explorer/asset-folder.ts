import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { NextFunction, Request, Response } from 'express';

const compress = promisify(gzip);
const decompress = promisify(gunzip);

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Only the compressed form is kept: GraphiQL alone is 9 MB of text, and hardly a browser wants it plain. */
interface Published {
  readonly path: string;
  readonly files: ReadonlyMap<string, Buffer>;
}

/** Files of a page, by name. */
export type Files = Readonly<Record<string, string | Buffer>>;

/**
 * Files that pages load, read when the first of them is asked for. The hash of them all is in their path: a browser may
 * keep them for ever, an upgrade still reaches it, and modules find each other side by side.
 */
export class AssetFolder {
  static readonly path = '/assets';
  private published: Promise<Published> | undefined;

  constructor(
    readonly name: string,
    private readonly read: () => Files | Promise<Files>,
  ) {}

  /** Says under which URL each of its files is served. */
  async urls(): Promise<(file: string) => string> {
    const { path, files } = await this.publish();
    return (file) => {
      if (!files.has(file)) throw new Error(`There is no ${file} among the files of ${this.name}.`);
      return `${path}/${file}`;
    };
  }

  /** Answers `GET <path>/<name>/<hash>/<file>`. */
  readonly serve = async (request: Request, response: Response, next: NextFunction): Promise<void> => {
    const { path, files } = await this.publish();
    const [folder, file] = [posix.dirname(request.path), posix.basename(request.path)];
    const found = folder === path ? files.get(file) : undefined;
    if (!found) {
      next();
      return;
    }
    response
      .set('Cache-Control', 'public, max-age=31536000, immutable')
      .type(types[posix.extname(file)] ?? 'application/octet-stream')
      .vary('Accept-Encoding');
    if (request.acceptsEncodings('gzip')) response.set('Content-Encoding', 'gzip').send(found);
    else response.send(await decompress(found));
  };

  private publish(): Promise<Published> {
    return (this.published ??= this.compressed());
  }

  private async compressed(): Promise<Published> {
    const read = Object.entries(await this.read());
    const hash = createHash('sha256');
    for (const [file, content] of read) hash.update(`${file}\0`).update(content);
    const files = new Map(
      await Promise.all(read.map(async ([file, content]) => [file, await compress(content)] as const)),
    );
    return { path: `${AssetFolder.path}/${this.name}/${hash.digest('hex').slice(0, 16)}`, files };
  }
}
