import { migrate } from '../migrate.ts';

// Arguments: database URL, folder of migrations. Says in one line of JSON what it ran.
const [url = '', directory = ''] = process.argv.slice(2);

try {
  process.stdout.write(`${JSON.stringify({ ran: await migrate({ url, directory }) })}\n`);
} catch (error) {
  process.stdout.write(`${JSON.stringify({ error: (error as Error).message })}\n`);
}
