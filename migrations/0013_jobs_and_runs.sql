DROP INDEX "run_job";--> statement-breakpoint
CREATE INDEX "run_newest" ON "run" USING btree ("job_id",coalesce(started_at, last_event_at) desc nulls last,"id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "run_state" ON "run" USING btree ("state",coalesce(started_at, last_event_at) desc nulls last,"id" DESC NULLS FIRST);