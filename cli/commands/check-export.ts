import { Option, type Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { outputOption, type OutputForm } from '../common-options.ts';
import { exitCodes, usageFailure } from '../failure.ts';
import { countWords, ruleLine } from '../import-report.ts';
import { tellProblems } from '../read-suites.ts';
import { readText } from '../read-text.ts';
import { printable } from '../terminal.ts';
import { writeData } from '../write-data.ts';
import { refuseOverwriting, writeTexts } from '../write-texts.ts';

const examples = `\
Examples:
  $ plumbline check export orders.yaml --to odcs > orders.odcs.yaml
  $ plumbline check export orders.yaml --to odcs --out orders.odcs.yaml
`;

interface ExportOptions {
  to: 'odcs';
  out: string;
  strict?: boolean;
  force?: boolean;
  output: OutputForm;
}

/** `plumbline check export`: a suite as a data contract, with a report of what the contract cannot say. */
export function addExportCommand(check: Command, context: CommandContext): void {
  check
    .command('export')
    .description('Write a suite as a data contract (ODCS 3.1)')
    .addHelpText('before', examples)
    .argument('<suite>', 'a suite; - is standard input')
    .addOption(new Option('--to <format>', 'what to write').choices(['odcs']).default('odcs'))
    .option('--out <file>', 'where the contract is written; - is standard output', '-')
    .option('--strict', 'end with 1 when the contract cannot say a rule in its own words')
    .option('--force', 'write over a file that is there')
    .addOption(outputOption())
    .action((file: string, options: ExportOptions) => exportSuite(file, options, context));
}

async function exportSuite(file: string, options: ExportOptions, context: CommandContext): Promise<void> {
  const { exportOdcs } = await import('../../checks/index.ts');
  const { terminal } = context;
  const text = readText(file);
  const { contract, rules, problems } = exportOdcs(text);
  if (problems !== null) {
    tellProblems([{ file, text, suite: null, problems }], (line) => terminal.err(line));
    throw usageFailure('nothing was written: the suite has problems', undefined, 'PL2004');
  }
  if (options.out !== '-') {
    if (options.force !== true) refuseOverwriting([options.out]);
    writeTexts(new Map([[options.out, contract]]));
  }
  const where = options.out === '-' ? { contract } : { path: options.out };
  if (options.output === 'json') writeData(terminal, options.output, { file, ...where, rules });
  else if (options.output === 'ndjson')
    for (const rule of rules) terminal.out(`${JSON.stringify({ file, ...rule })}\n`);
  else {
    const tell = options.out === '-' ? terminal.err : terminal.out;
    if (options.out === '-') terminal.out(contract);
    for (const rule of rules) tell(`${printable(`${file}:${rule.line}`)} ${ruleLine(terminal, rule)}\n`);
    tell(`${printable(file)}: ${countWords(rules)}\n`);
  }
  const isLeft = rules.some(({ status }) => status !== 'translated');
  if (isLeft && options.strict === true) context.exitWith(exitCodes.findings);
}
