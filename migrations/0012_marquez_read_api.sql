DROP INDEX "run_dataset_dataset";--> statement-breakpoint
ALTER TABLE "namespace" ADD COLUMN "owner" text;--> statement-breakpoint
ALTER TABLE "namespace" ADD COLUMN "description" text;--> statement-breakpoint
ALTER TABLE "namespace" ADD COLUMN "hidden_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "run_dataset_dataset" ON "run_dataset" USING btree ("dataset_id","direction","run_id");