import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'postgresql',
  schema: [
    './server/store/schema.ts',
    './server/store/schema-events.ts',
    './server/store/schema-lineage.ts',
    './server/store/schema-cause.ts',
  ],
  out: './migrations',
});
