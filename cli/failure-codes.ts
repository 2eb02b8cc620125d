interface CodeMeaning {
  /** What happened, as a heading. */
  title: string;
  /** When it happens and what to do, in whole sentences. */
  help: string;
}

/**
 * Every way a command can fail, by its stable code: PL2… is wrong usage or invalid input (exit 2), PL3… that we could not
 * find out (exit 3), PL4… a finding of the command itself (exit 1). PL1… are problems of a suite and belong to checks/.
 */
export const failureCodes = {
  PL2000: {
    title: 'Something that was given cannot be used',
    help: 'The sentence says what and why. Mend it and run the command again; nothing was changed.',
  },
  PL2001: {
    title: 'The command line is not understood',
    help: 'An unknown command or option, a missing argument, or a value that the option does not take. `--help` after the command shows its options and examples.',
  },
  PL2002: {
    title: 'A file cannot be read',
    help: 'It is not there, it is a folder, or this user may not read it. Paths are relative to the folder you are in; `-` is standard input.',
  },
  PL2003: {
    title: 'A document is not JSON',
    help: 'The file or standard input is not JSON, or not one JSON value a line. The sentence says where reading stopped.',
  },
  PL2004: {
    title: 'A suite has problems',
    help: 'Nothing was applied. `plumbline check validate` shows every problem with its line and column; the codes PL1… are below.',
  },
  PL2005: {
    title: 'The server address is not a URL',
    help: 'Write it like `http://localhost:8080`, without user name and password, in `--url`, `PLUMBLINE_URL` or `client.url`.',
  },
  PL2006: {
    title: 'The key is not a key',
    help: 'It has characters that no key has, often a line end or a quote from copying. A key starts with `plk_`.',
  },
  PL2007: {
    title: 'The settings of the command line have problems',
    help: 'The section `client` of a `plumbline.yaml`, or the file that `plumbline login` wrote, cannot be read or has an unknown key. `plumbline config validate` lists all problems.',
  },
  PL2008: {
    title: 'The settings of the server have problems',
    help: 'Each problem is told with its place. `plumbline config show --origin` shows what holds and where it comes from.',
  },
  PL2009: {
    title: 'The server refused the request',
    help: 'What was sent is not valid, contradicts itself, or something else happened first. Each field at fault is told by its pointer; `docs/problems.md` explains the kinds.',
  },
  PL2010: {
    title: 'That is not the name of a dataset',
    help: 'Write NAMESPACE/NAME, split at the last slash: `shop/orders`, `postgres://db:5432/shop.public.orders`.',
  },
  PL2011: {
    title: 'No suite is for the dataset',
    help: 'None of the suites that `--for` names is for the dataset of `--dataset`, so that nothing would be measured. A suite says its dataset at the top: `dataset: shop/orders`, `*` in the name stands for anything.',
  },
  PL2020: {
    title: 'A file of another tool cannot be imported',
    help: 'It is none of the formats that are known, is not what `--format` says, cannot be read at the place that is told, or does not say which dataset its checks are for: `--dataset` does.',
  },
  PL2021: {
    title: 'A file cannot be written',
    help: 'It is there already, and `--force` was not given, or its folder cannot be written to. Nothing that was there is lost.',
  },
  PL3000: {
    title: 'It could not be done here',
    help: 'Something on this machine stands in the way, such as a full disk or too little memory. The sentence says what.',
  },
  PL3001: {
    title: 'The server cannot be reached',
    help: 'Nothing listens there, the host is unknown, or the network is in the way. `plumbline doctor` looks at each; `--wait 30s` goes on trying.',
  },
  PL3002: {
    title: 'No answer in time',
    help: 'The server took the connection and did not answer. It may be busy: try again later, or look at its log.',
  },
  PL3003: {
    title: 'What answered is not Plumbline',
    help: 'The address answered, but not as Plumbline does: another program listens there, a proxy answered, or the versions differ.',
  },
  PL3004: {
    title: 'No key was given',
    help: 'Sign in with `plumbline login`, or set `PLUMBLINE_API_KEY` to a key made by `plumbline keys create`.',
  },
  PL3005: {
    title: 'The key is not known',
    help: 'It is mistyped, revoked, expired, or of another server. `plumbline keys list` on the server shows which keys are good.',
  },
  PL3006: {
    title: 'The key may not do that',
    help: 'Its role or its namespaces do not allow it. `plumbline keys create --role …` makes one that may.',
  },
  PL3007: {
    title: 'There is no such thing',
    help: 'It does not exist, or it lies in a namespace that this key may not see; the server does not tell the two apart.',
  },
  PL3008: {
    title: 'The server is busy or in trouble',
    help: 'It answered with 429 or an error of its own. Try again later; `--wait 30s` goes on trying. The request id is in its log too.',
  },
  PL3009: {
    title: 'The server could not be started or administered',
    help: 'Its database, port or files stand in the way. The sentences say what and how to mend it; `plumbline doctor` looks at all of them.',
  },
  PL3010: {
    title: 'The gate is pending',
    help: 'No profile that fits the question was judged in time. Was it posted, for this dataset, run and interval? `--wait 5m` waits longer; `--on-unreachable allow` lets the pipeline go on all the same.',
  },
  PL3011: {
    title: 'Interrupted',
    help: 'Somebody stopped the command. Nothing was sent, or the last line says what was.',
  },
  PL3012: {
    title: 'The backtest could not find out',
    help: 'Nothing was evaluated for some suite, or the time ran out: the sentence says why. No answer is not the same as no alerts. A longer `--since`, another pattern of datasets, or measurements that the expectation needs may help.',
  },
  PL9000: {
    title: 'A bug in Plumbline',
    help: 'Please report it with the lines that follow. The exit code is 3, because nothing was found out.',
  },
} as const satisfies Record<`PL${number}`, CodeMeaning>;

export type FailureCode = keyof typeof failureCodes;
