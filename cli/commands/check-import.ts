import { Option, type Command } from 'commander';
import type { ImportFormat } from '../../checks/index.ts';
import type { CommandContext } from '../command-context.ts';
import { outputOption, parseDatasetName, type OutputForm } from '../common-options.ts';
import { exitCodes, usageFailure } from '../failure.ts';
import { tellImport, type ImportedFile } from '../import-report.ts';
import { readText } from '../read-text.ts';
import { refuseOverwriting, writeTexts } from '../write-texts.ts';
import { writeData } from '../write-data.ts';

const examples = `\
Examples:
  $ plumbline check import contract.odcs.yaml                    the suites on standard output, the report beside it
  $ plumbline check import suite.json --dataset shop/orders      Great Expectations does not say which dataset
  $ plumbline check import target/manifest.json --out checks/ --dataset 'postgres://db:5432/*'
  $ plumbline check import checks.yml --dataset 'shop/*' --strict
`;

interface ImportOptions {
  format: ImportFormat | 'auto';
  out: string;
  dataset?: string;
  strict?: boolean;
  force?: boolean;
  output: OutputForm;
}

/** `plumbline check import`: checks of other tools as suites, with a report of every one. */
export function addImportCommand(check: Command, context: CommandContext): void {
  check
    .command('import')
    .description('Make suites from the checks of other tools: ODCS, Great Expectations, dbt, Soda, Deequ')
    .addHelpText('before', examples)
    .argument('<files...>', 'files of the other tool; - is standard input')
    .addOption(
      new Option('--format <format>', 'what the files are; auto finds it by content')
        .choices(['auto', 'odcs', 'gx', 'dbt', 'soda', 'deequ'])
        .default('auto'),
    )
    .option('--out <folder>', 'where the suites are written, one file each; - is standard output', '-')
    .option('--dataset <namespace/name>', 'the dataset of the checks; * in the name is the name that the file says')
    .option('--strict', 'end with 1 when a check could not be translated')
    .option('--force', 'write over files that are there')
    .addOption(outputOption())
    .action((files: string[], options: ImportOptions) => importFiles(files, options, context));
}

async function importFiles(files: string[], options: ImportOptions, context: CommandContext): Promise<void> {
  const dataset = options.dataset === undefined ? undefined : parseDatasetName(options.dataset);
  const { importChecks } = await import('../../checks/index.ts');
  const format = options.format === 'auto' ? {} : { format: options.format };
  const read = files.map((file) => {
    const answer = importChecks({ text: readText(file), ...format, ...(dataset && { dataset }) });
    if (answer.problem === null) return { file, ...answer.imported, paths: [] as string[] };
    const { line, column, message, fix } = answer.problem;
    throw usageFailure(`${file}:${line}:${column} ${message}`, fix, 'PL2020');
  });
  if (options.out !== '-') writeSuites(read, options);
  const { terminal } = context;
  if (options.output === 'human') tellImport(terminal, read, options.out === '-');
  else writeReport(read, options, context);
  const isLeft = read.some(({ checks }) => checks.some(({ status }) => status === 'not_possible'));
  if (isLeft && options.strict === true) context.exitWith(exitCodes.findings);
}

function writeSuites(read: ImportedFile[], { out, force }: ImportOptions): void {
  const taken = new Map<string, string>();
  for (const { suites, paths } of read) {
    for (const { name, yaml } of suites) {
      const path = freePath(`${out}/${name.replace(/[^\w.-]+/g, '-').slice(0, 120)}`, taken);
      taken.set(path, yaml);
      paths.push(path);
    }
  }
  if (force !== true) refuseOverwriting([...taken.keys()]);
  writeTexts(taken);
}

function freePath(start: string, taken: ReadonlyMap<string, string>): string {
  let path = `${start}.yaml`;
  for (let number = 2; taken.has(path); number++) path = `${start}-${number}.yaml`;
  return path;
}

function writeReport(read: ImportedFile[], { out, output }: ImportOptions, { terminal }: CommandContext): void {
  const files = read.map(({ file, format, suites, checks, paths }) => ({
    file,
    format,
    suites: suites.map(({ yaml, ...suite }, index) => ({
      ...suite,
      ...(out === '-' ? { yaml } : { path: paths[index] }),
    })),
    checks,
  }));
  if (output === 'json') return writeData(terminal, output, { files });
  for (const { file, format, checks } of files)
    for (const check of checks) terminal.out(`${JSON.stringify({ file, format, ...check })}\n`);
}
