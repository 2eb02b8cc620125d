/** What a snippet needs to be complete. */
export interface SnippetFacts {
  /** Address of the server, without a slash at its end. */
  url: string;
  key: string;
  namespace: string;
  dataset: string;
}

export interface SnippetBlock {
  language: 'sh' | 'python' | 'r';
  code: string;
}

export const LANGUAGES = ['curl', 'python', 'r', 'openlineage'] as const;
export type Language = (typeof LANGUAGES)[number];
export const LANGUAGE_NAMES: Record<Language, string> = {
  curl: 'curl',
  python: 'Python',
  r: 'R',
  openlineage: 'OpenLineage',
};

/** Stands where a key would, as long as none was made. */
export const KEY_PLACE = 'YOUR_KEY';

/** Text of the user inside a string of the language; a line break cannot stand in any of them. */
const json = (text: string): string => JSON.stringify(text.replaceAll(/[\r\n]/g, ' '));
/** R outside a UTF-8 locale reads other letters as something else; written as numbers they are themselves everywhere. */
const inR = (text: string): string =>
  json(text).replaceAll(/[^\x20-\x7e]/gu, (letter) => `\\U{${letter.codePointAt(0)?.toString(16)}}`);
/** JSON inside single quotes of a shell. */
const quoted = (text: string): string => json(text).replaceAll("'", `'"'"'`);
const shell = (text: string): string => (/^[\w./:-]+$/.test(text) ? text : `'${text.replaceAll("'", `'"'"'`)}'`);

const curl = ({ url, key, namespace, dataset }: SnippetFacts): SnippetBlock[] => [
  {
    language: 'sh',
    code: `export PLUMBLINE_API_KEY=${shell(key)}
curl --fail-with-body ${shell(`${url}/api/v1/profiles`)} \\
  -H "Authorization: Bearer $PLUMBLINE_API_KEY" \\
  -H 'Content-Type: application/json' \\
  -d '{
    "dataset": { "namespace": ${quoted(namespace)}, "name": ${quoted(dataset)} },
    "rowCount": 10234,
    "columnMetrics": {
      "amount": { "type": "number", "count": 10230, "nullCount": 4, "mean": 41.9 }
    }
  }'`,
  },
];

const python = ({ url, key, namespace, dataset }: SnippetFacts): SnippetBlock[] => [
  { language: 'sh', code: `curl --fail -O ${shell(`${url}/clients/plumbline.py`)}` },
  {
    language: 'python',
    code: `import plumbline

plumbline.configure(url=${json(url)}, api_key=${json(key)})

# Rows as here, or a pandas, polars or pyarrow frame
orders = [{"id": 1, "amount": 12.5}, {"id": 2, "amount": 40.0}, {"id": 3, "amount": None}]

with plumbline.run(${json(`${namespace}/load`)}) as run:
    run.profile(orders, ${json(`${namespace}/${dataset}`)})`,
  },
];

const r = ({ url, key, namespace, dataset }: SnippetFacts): SnippetBlock[] => [
  {
    language: 'r',
    code: `library(httr) # and jsonlite, which it brings

orders <- data.frame(id = 1:3, amount = c(12.5, 40, NA))
column <- function(x) list(type = "number", count = sum(!is.na(x)),
                           nullCount = sum(is.na(x)), mean = mean(x, na.rm = TRUE))
answer <- POST(
  ${inR(`${url}/api/v1/profiles`)},
  add_headers(Authorization = ${inR(`Bearer ${key}`)}),
  body = list(dataset = list(namespace = ${inR(namespace)}, name = ${inR(dataset)}),
              rowCount = nrow(orders), columnMetrics = lapply(orders, column)),
  encode = "json")
stop_for_status(answer, "post the profile")
cat("verdict:", content(answer)$verdict, "\\n")`,
  },
];

const openlineage = ({ url, key, namespace, dataset }: SnippetFacts): SnippetBlock[] => [
  {
    language: 'sh',
    code: `# All that Airflow, dbt, Dagster and others need:
export OPENLINEAGE_URL=${shell(url)} OPENLINEAGE_API_KEY=${shell(key)}
# What they will send:
curl --fail-with-body "$OPENLINEAGE_URL/api/v1/lineage" \\
  -H "Authorization: Bearer $OPENLINEAGE_API_KEY" -H 'Content-Type: application/json' \\
  -d '{
    "eventType": "COMPLETE", "eventTime": "'$(date -u +%Y-%m-%dT%H:%M:%SZ)'",
    "run": { "runId": "try-'$(date +%s)'" },
    "job": { "namespace": ${quoted(namespace)}, "name": "load" },
    "outputs": [{ "namespace": ${quoted(namespace)}, "name": ${quoted(dataset)},
      "outputFacets": { "outputStatistics": { "rowCount": 10234, "size": 1048576 } } }],
    "producer": "https://example.org/try", "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json"
  }'`,
  },
];

const SNIPPETS: Record<Language, (facts: SnippetFacts) => SnippetBlock[]> = { curl, python, r, openlineage };

/** What to type to send a first profile in a language: complete, at most 15 lines. A test runs each as it stands. */
export const snippetsOf = (language: Language, facts: SnippetFacts): SnippetBlock[] => SNIPPETS[language](facts);
