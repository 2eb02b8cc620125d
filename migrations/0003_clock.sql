CREATE TABLE "arrival_period" (
	"dataset_id" bigint NOT NULL,
	"key" text NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"state" text NOT NULL,
	"arrived_at" timestamp with time zone,
	"profile_id" bigint,
	"incident_id" bigint,
	CONSTRAINT "arrival_period_dataset_id_key_due_at_pk" PRIMARY KEY("dataset_id","key","due_at")
);
--> statement-breakpoint
CREATE TABLE "arrival_watch" (
	"dataset_id" bigint NOT NULL,
	"key" text NOT NULL,
	"rule" jsonb NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"check_at" timestamp with time zone,
	"last_arrival_at" timestamp with time zone,
	"last_reach_at" timestamp with time zone,
	CONSTRAINT "arrival_watch_dataset_id_key_pk" PRIMARY KEY("dataset_id","key")
);
--> statement-breakpoint
CREATE TABLE "clock_job" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "clock_job_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"key" text NOT NULL,
	"payload" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"state" text DEFAULT 'pending' NOT NULL,
	"run_at" timestamp with time zone DEFAULT now() NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"lease_until" timestamp with time zone,
	"lease_token" text,
	"last_error" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "clock_job_once" UNIQUE("kind","key")
);
--> statement-breakpoint
CREATE TABLE "dataset_alias" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "dataset_alias_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"dataset_id" bigint NOT NULL,
	"namespace_id" bigint NOT NULL,
	"name" text NOT NULL,
	"slug" text NOT NULL,
	"renamed_at" timestamp with time zone NOT NULL,
	"renamed_by" text NOT NULL,
	CONSTRAINT "dataset_alias_name" UNIQUE("namespace_id","name")
);
--> statement-breakpoint
ALTER TABLE "dataset" ADD COLUMN "retired_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "dataset" ADD COLUMN "retired_by" text;--> statement-breakpoint
ALTER TABLE "dataset" ADD COLUMN "retired_reason" text;--> statement-breakpoint
ALTER TABLE "run" ADD COLUMN "lost_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "arrival_period" ADD CONSTRAINT "arrival_period_dataset_id_dataset_id_fk" FOREIGN KEY ("dataset_id") REFERENCES "public"."dataset"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "arrival_period" ADD CONSTRAINT "arrival_period_incident_id_incident_id_fk" FOREIGN KEY ("incident_id") REFERENCES "public"."incident"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "arrival_watch" ADD CONSTRAINT "arrival_watch_dataset_id_dataset_id_fk" FOREIGN KEY ("dataset_id") REFERENCES "public"."dataset"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dataset_alias" ADD CONSTRAINT "dataset_alias_dataset_id_dataset_id_fk" FOREIGN KEY ("dataset_id") REFERENCES "public"."dataset"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dataset_alias" ADD CONSTRAINT "dataset_alias_namespace_id_namespace_id_fk" FOREIGN KEY ("namespace_id") REFERENCES "public"."namespace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "arrival_period_missing" ON "arrival_period" USING btree ("dataset_id","key","due_at") WHERE state = 'missing';--> statement-breakpoint
CREATE INDEX "arrival_watch_check" ON "arrival_watch" USING btree ("check_at");--> statement-breakpoint
CREATE INDEX "clock_job_open" ON "clock_job" USING btree ("run_at") WHERE state in ('pending', 'running');--> statement-breakpoint
CREATE INDEX "clock_job_finished" ON "clock_job" USING btree ("finished_at");--> statement-breakpoint
CREATE INDEX "dataset_alias_slug" ON "dataset_alias" USING btree ("slug");--> statement-breakpoint
CREATE INDEX "dataset_alias_dataset" ON "dataset_alias" USING btree ("dataset_id");--> statement-breakpoint
CREATE INDEX "run_unfinished" ON "run" USING btree ("last_event_at") WHERE state in ('START', 'RUNNING') and lost_at is null;