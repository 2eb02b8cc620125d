import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'postgresql',
  schema: ['./server/store/schema.ts', './server/store/schema-events.ts', './server/store/schema-lineage.ts'],
  out: './migrations',
});
