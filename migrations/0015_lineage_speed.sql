ALTER TABLE "lineage_facet" ADD COLUMN "digest" "bytea";--> statement-breakpoint
CREATE INDEX "job_explicit" ON "job" USING btree ("id") WHERE explicit;