import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import openapiTypes, { astToString } from 'openapi-typescript';

/** As strict as TypeScript goes, for the generated types as well as for the program. */
const tsconfig = {
  compilerOptions: {
    target: 'es2024',
    module: 'nodenext',
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    noPropertyAccessFromIndexSignature: true,
    noImplicitReturns: true,
    noUnusedLocals: true,
    verbatimModuleSyntax: true,
    types: ['node'],
    noEmit: true,
  },
  files: ['program.ts', 'wrong.ts'],
};

const run = promisify(execFile);

/** What the compiler says of a program, and of the same program without the remarks that expect an error. */
interface Verdict {
  readonly faults: readonly string[];
  /** How many errors are expected, and the lines of those that there are. */
  readonly wrongCalls: number;
  readonly wrongLines: readonly string[];
}

/** A program that somebody else has written against one of our documents, in a folder of its own. */
export class GeneratedClient {
  // Within the repository, so that the program finds its packages.
  private readonly folder = mkdtempSync(resolve('dist/client-'));

  constructor(private readonly dialect: string) {}

  private write(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text);
  }

  /** Compiles the program with the types that openapi-typescript makes of the document. */
  async compile(): Promise<Verdict> {
    const document = pathToFileURL(resolve(`docs/openapi/${this.dialect}.json`));
    const program = readFileSync(`test/clients/programs/${this.dialect}.ts`, 'utf8');
    const remarks = /^ *\/\/ @ts-expect-error.*\n/gm;
    this.write(`${this.dialect}.api.ts`, astToString(await openapiTypes(document)));
    this.write('program.ts', program);
    this.write('wrong.ts', program.replaceAll(remarks, ''));
    this.write('tsconfig.json', JSON.stringify(tsconfig));
    const said = await this.compiler();
    return {
      faults: said.filter((line) => !line.startsWith('wrong.ts')),
      wrongCalls: program.match(remarks)?.length ?? 0,
      wrongLines: said.flatMap((line) => /^wrong\.ts\((\d+),/.exec(line)?.[1] ?? []),
    };
  }

  /** What the compiler does not like. It is a process of its own, because it takes seconds in which nothing else could run here. */
  private async compiler(): Promise<string[]> {
    const command = [resolve('node_modules/typescript/bin/tsc'), '-p', this.folder, '--pretty', 'false'];
    const { stdout } = await run(process.execPath, command, { cwd: this.folder }).catch(
      (refused: unknown) => refused as { stdout: string },
    );
    return stdout.split('\n').filter((line) => /^\S/.test(line));
  }

  /** Runs the program. @throws with what it says where it fails */
  async run(variables: Record<string, string>): Promise<void> {
    const program = join(this.folder, 'program.ts');
    await run(process.execPath, ['--disable-warning=ExperimentalWarning', program], { env: variables });
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
