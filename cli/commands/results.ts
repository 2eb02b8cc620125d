import { Option } from 'commander';
import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { addClientOptions, outputOption } from '../common-options.ts';
import { addFailOnOption } from '../push-profiles.ts';
import { pushResults, type ResultsOptions } from '../push-results.ts';

const examples = `\
Examples:
  $ plumbline results push gx-validation.json
  $ plumbline results push target/run_results.json --namespace postgres://db:5432
  $ plumbline results push soda-scan.json --dataset shop/orders --run "$RUN_ID"
  $ plumbline results push deequ-checks.json --dataset shop/orders --date 2026-11-22

Ends with 0, with 1 on findings, with 3 when a check could not be evaluated.
`;

/** `plumbline results push FILE|-`: sends what another tool found, as it wrote it. */
export function addResultsCommand(program: Command, context: CommandContext): void {
  const results = program.command('results').description('Results of other data quality tools');
  const command = results
    .command('push')
    .description('Send what another tool found and tell the verdict: Great Expectations, dbt, Soda, Deequ, OpenLineage')
    .addHelpText('before', examples)
    .argument('<file>', 'the JSON file as the tool wrote it; - for standard input')
    .addOption(
      new Option('--format <format>', 'of which tool it is; seen from its content by default')
        .choices(['auto', 'dbt', 'gx', 'soda', 'deequ', 'openlineage', 'plain'])
        .default('auto'),
    )
    .option('--dataset <namespace/name>', 'the dataset, where the file does not say it or says it otherwise')
    .addOption(new Option('--namespace <namespace>', 'the namespace of all datasets in the file').conflicts('dataset'))
    .option('--run <id>', 'the run whose output was checked')
    .addOption(new Option('--interval <start/end>', 'the data interval, RFC 3339').conflicts('date'))
    .option('--date <day>', 'the data interval is this UTC day, such as 2026-01-22')
    .option('--manifest <file>', "dbt's manifest.json (default: the one beside the file)")
    .addOption(outputOption());
  addFailOnOption(addClientOptions(command)).action((file: string, options: ResultsOptions) =>
    pushResults(file, options, context),
  );
}
