ALTER TABLE "lineage_producer" ADD COLUMN "failed" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "lineage_producer" ADD COLUMN "misnamed" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "lineage_producer" ADD COLUMN "dead" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "lineage_producer" ADD COLUMN "client" text;--> statement-breakpoint
CREATE INDEX "run_created" ON "run" USING brin ("created_at");--> statement-breakpoint
CREATE INDEX "lineage_event_default_received" ON "lineage_event_default" USING btree ("received_at");
