import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';

const common = ['human', 'json', 'ndjson', 'junit', 'github', 'md'] as const;
const withPlaces = [...common, 'sarif'] as const;

/** How a verdict is written: as data, or as CI systems and pull requests read it. */
export type ReportForm = (typeof withPlaces)[number];

export interface ReportFile {
  form: Exclude<ReportForm, 'human'>;
  file: string;
}

export interface ReportOptions {
  /** Absent: words for people, and annotations besides them where GitHub Actions runs it. */
  output?: ReportForm;
  report?: ReportFile[];
}

/** Adds -o with every form of a verdict, and --report for files beside it; `places` where rows stand in files: SARIF too. */
export function addReportOptions(command: Command, places: 'places' | 'none' = 'none'): Command {
  const forms: readonly ReportForm[] = places === 'places' ? withPlaces : common;
  const output = new Option(
    '-o, --output <form>',
    'words for people, data for programs, or what a CI system reads (default: human; in GitHub Actions with annotations)',
  ).choices(forms);
  const report = new Option(
    '--report <form=file>',
    `write the verdict to a file too, such as junit=out.xml; may be given several times`,
  ).argParser((text: string, before: ReportFile[] | undefined) => [...(before ?? []), reportFile(text, forms)]);
  return command.addOption(output).addOption(report);
}

function reportFile(text: string, forms: readonly ReportForm[]): ReportFile {
  const at = text.indexOf('=');
  const [name, file] = [text.slice(0, at), text.slice(at + 1)];
  const form = forms.find((one): one is ReportFile['form'] => one === name && one !== 'human');
  if (at > 0 && form !== undefined && file !== '') return { form, file };
  throw new InvalidArgumentError(
    `Write a form and a file, such as junit=out.xml; forms are ${forms.filter((one) => one !== 'human').join(', ')}.`,
  );
}
