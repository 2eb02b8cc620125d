CREATE TABLE "api_key" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "api_key_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"public_id" text NOT NULL,
	"secret_hash" "bytea" NOT NULL,
	"name" text NOT NULL,
	"role" text NOT NULL,
	"namespaces" text[] NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	"last_used_at" timestamp with time zone,
	CONSTRAINT "api_key_public_id_unique" UNIQUE("public_id")
);
--> statement-breakpoint
CREATE TABLE "audit_entry" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_entry_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"actor" text NOT NULL,
	"via" text NOT NULL,
	"action" text NOT NULL,
	"object" text NOT NULL,
	"namespace" text,
	"before" jsonb,
	"after" jsonb,
	"request_id" text,
	"ip" text
);
--> statement-breakpoint
CREATE TABLE "dataset" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "dataset_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"namespace_id" bigint NOT NULL,
	"name" text NOT NULL,
	"slug" text NOT NULL,
	"owner" text,
	"labels" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"runbook" text,
	"verdict" text DEFAULT 'none' NOT NULL,
	"check_counts" integer[] DEFAULT '{0,0,0,0,0}' NOT NULL,
	"row_count" double precision,
	"column_count" integer,
	"profile_count" integer DEFAULT 0 NOT NULL,
	"last_profile_id" bigint,
	"last_effective_at" timestamp with time zone,
	"last_received_at" timestamp with time zone,
	"schema_version" integer,
	"schema_hash" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "dataset_slug_unique" UNIQUE("slug"),
	CONSTRAINT "dataset_name" UNIQUE("namespace_id","name")
);
--> statement-breakpoint
CREATE TABLE "decision" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "decision_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"incident_id" bigint NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"receiver" text,
	"action" text NOT NULL,
	"reason" text NOT NULL,
	"path" jsonb
);
--> statement-breakpoint
CREATE TABLE "idempotency" (
	"namespace" text NOT NULL,
	"key" text NOT NULL,
	"body_hash" "bytea" NOT NULL,
	"profile_id" bigint NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "idempotency_namespace_key_pk" PRIMARY KEY("namespace","key")
);
--> statement-breakpoint
CREATE TABLE "incident" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "incident_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"namespace" text NOT NULL,
	"dataset_id" bigint,
	"job_id" bigint,
	"state" text NOT NULL,
	"severity" text NOT NULL,
	"owner" text,
	"labels" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"runbook" text,
	"sentence" text NOT NULL,
	"opened_at" timestamp with time zone NOT NULL,
	"last_failure_at" timestamp with time zone NOT NULL,
	"acknowledged_at" timestamp with time zone,
	"acknowledged_by" text,
	"resolved_at" timestamp with time zone,
	"resolved_by" text,
	"occurrence_count" integer DEFAULT 0 NOT NULL,
	"version" integer DEFAULT 1 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "incident_event" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "incident_event_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"incident_id" bigint NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"kind" text NOT NULL,
	"actor" text,
	"text" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "incident_failure" (
	"incident_id" bigint NOT NULL,
	"expectation" text NOT NULL,
	"position" integer NOT NULL,
	"facts" jsonb NOT NULL,
	"metric" text,
	"first_profile_id" bigint,
	"last_profile_id" bigint,
	CONSTRAINT "incident_failure_incident_id_expectation_pk" PRIMARY KEY("incident_id","expectation")
);
--> statement-breakpoint
CREATE TABLE "instance" (
	"id" integer PRIMARY KEY DEFAULT 1 NOT NULL,
	"value_hash_key" "bytea" NOT NULL,
	"setup_token_hash" "bytea",
	"setup_token_expires_at" timestamp with time zone,
	"rules_epoch" bigint DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "instance_one_row" CHECK ("instance"."id" = 1)
);
--> statement-breakpoint
CREATE TABLE "job" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "job_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"namespace_id" bigint NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "job_name" UNIQUE("namespace_id","name")
);
--> statement-breakpoint
CREATE TABLE "judgement" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "judgement_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"profile_id" bigint NOT NULL,
	"judged_at" timestamp with time zone NOT NULL,
	"verdict" text NOT NULL,
	"gate" text NOT NULL,
	"answer" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "metric_layout" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "metric_layout_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"hash" text NOT NULL,
	"names" text[] NOT NULL,
	CONSTRAINT "metric_layout_hash_unique" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "namespace" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "namespace_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "namespace_name_unique" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "notification" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "notification_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"incident_id" bigint NOT NULL,
	"receiver" text NOT NULL,
	"channel_key" text NOT NULL,
	"channel" jsonb NOT NULL,
	"group_key" text NOT NULL,
	"kind" text NOT NULL,
	"facts" jsonb NOT NULL,
	"reason" text NOT NULL,
	"state" text DEFAULT 'pending' NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"lease_until" timestamp with time zone,
	"lease_token" text,
	"last_error" text,
	"first_attempt_at" timestamp with time zone,
	"delivered_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "privacy_rule" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "privacy_rule_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"dataset_pattern" text NOT NULL,
	"column_pattern" text NOT NULL,
	"level" text NOT NULL,
	"position" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "profile" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "profile_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"dataset_id" bigint NOT NULL,
	"run_id" bigint,
	"segment" text DEFAULT '' NOT NULL,
	"interval_start" timestamp with time zone,
	"interval_end" timestamp with time zone,
	"captured_at" timestamp with time zone,
	"received_at" timestamp with time zone NOT NULL,
	"effective_at" timestamp with time zone NOT NULL,
	"row_count" double precision,
	"layout_id" bigint NOT NULL,
	"metric_values" "bytea" NOT NULL,
	"schema_version" integer,
	"superseded_by" bigint,
	"verdict" text NOT NULL,
	"accepted" boolean DEFAULT true NOT NULL,
	"document" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "routing_version" (
	"version" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "routing_version_version_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"yaml" text NOT NULL,
	"compiled" jsonb NOT NULL,
	"author" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "run" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "run_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"job_id" bigint,
	"namespace_id" bigint NOT NULL,
	"external_id" text NOT NULL,
	"state" text DEFAULT 'UNKNOWN' NOT NULL,
	"trigger" text,
	"attempt" integer,
	"started_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"last_event_at" timestamp with time zone,
	"interval_start" timestamp with time zone,
	"interval_end" timestamp with time zone,
	"error" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "run_external" UNIQUE("namespace_id","external_id")
);
--> statement-breakpoint
CREATE TABLE "run_dataset" (
	"run_id" bigint NOT NULL,
	"dataset_id" bigint NOT NULL,
	"direction" text NOT NULL,
	CONSTRAINT "run_dataset_run_id_dataset_id_direction_pk" PRIMARY KEY("run_id","dataset_id","direction")
);
--> statement-breakpoint
CREATE TABLE "run_event" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "run_event_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"run_id" bigint NOT NULL,
	"type" text NOT NULL,
	"event_at" timestamp with time zone NOT NULL,
	"received_at" timestamp with time zone DEFAULT now() NOT NULL,
	"error" text,
	CONSTRAINT "run_event_once" UNIQUE("run_id","type","event_at")
);
--> statement-breakpoint
CREATE TABLE "schema_version" (
	"dataset_id" bigint NOT NULL,
	"version" integer NOT NULL,
	"hash" text NOT NULL,
	"fields" jsonb NOT NULL,
	"profile_id" bigint NOT NULL,
	"effective_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "schema_version_dataset_id_version_pk" PRIMARY KEY("dataset_id","version")
);
--> statement-breakpoint
CREATE TABLE "session" (
	"token_hash" "bytea" PRIMARY KEY NOT NULL,
	"user_id" bigint NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sign_in_failure" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "sign_in_failure_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"account" text NOT NULL,
	"ip" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"cleared" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "suite" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "suite_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	"namespace" text NOT NULL,
	"active_version" integer NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "suite_name_unique" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "suite_version" (
	"suite_id" bigint NOT NULL,
	"version" integer NOT NULL,
	"yaml" text NOT NULL,
	"compiled" jsonb NOT NULL,
	"author" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "suite_version_suite_id_version_pk" PRIMARY KEY("suite_id","version")
);
--> statement-breakpoint
CREATE TABLE "app_user" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "app_user_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"email" text NOT NULL,
	"name" text NOT NULL,
	"role" text NOT NULL,
	"namespaces" text[] DEFAULT '{*}' NOT NULL,
	"password_hash" text NOT NULL,
	"disabled_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "app_user_email_unique" UNIQUE("email")
);
--> statement-breakpoint
ALTER TABLE "dataset" ADD CONSTRAINT "dataset_namespace_id_namespace_id_fk" FOREIGN KEY ("namespace_id") REFERENCES "public"."namespace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "decision" ADD CONSTRAINT "decision_incident_id_incident_id_fk" FOREIGN KEY ("incident_id") REFERENCES "public"."incident"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "incident" ADD CONSTRAINT "incident_dataset_id_dataset_id_fk" FOREIGN KEY ("dataset_id") REFERENCES "public"."dataset"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "incident" ADD CONSTRAINT "incident_job_id_job_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."job"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "incident_event" ADD CONSTRAINT "incident_event_incident_id_incident_id_fk" FOREIGN KEY ("incident_id") REFERENCES "public"."incident"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "incident_failure" ADD CONSTRAINT "incident_failure_incident_id_incident_id_fk" FOREIGN KEY ("incident_id") REFERENCES "public"."incident"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "job" ADD CONSTRAINT "job_namespace_id_namespace_id_fk" FOREIGN KEY ("namespace_id") REFERENCES "public"."namespace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "judgement" ADD CONSTRAINT "judgement_profile_id_profile_id_fk" FOREIGN KEY ("profile_id") REFERENCES "public"."profile"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notification" ADD CONSTRAINT "notification_incident_id_incident_id_fk" FOREIGN KEY ("incident_id") REFERENCES "public"."incident"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "profile" ADD CONSTRAINT "profile_dataset_id_dataset_id_fk" FOREIGN KEY ("dataset_id") REFERENCES "public"."dataset"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "profile" ADD CONSTRAINT "profile_run_id_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."run"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run" ADD CONSTRAINT "run_job_id_job_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."job"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run" ADD CONSTRAINT "run_namespace_id_namespace_id_fk" FOREIGN KEY ("namespace_id") REFERENCES "public"."namespace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_dataset" ADD CONSTRAINT "run_dataset_run_id_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."run"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_dataset" ADD CONSTRAINT "run_dataset_dataset_id_dataset_id_fk" FOREIGN KEY ("dataset_id") REFERENCES "public"."dataset"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_event" ADD CONSTRAINT "run_event_run_id_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."run"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "schema_version" ADD CONSTRAINT "schema_version_dataset_id_dataset_id_fk" FOREIGN KEY ("dataset_id") REFERENCES "public"."dataset"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "session" ADD CONSTRAINT "session_user_id_app_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."app_user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "suite_version" ADD CONSTRAINT "suite_version_suite_id_suite_id_fk" FOREIGN KEY ("suite_id") REFERENCES "public"."suite"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_entry_at" ON "audit_entry" USING btree ("at");--> statement-breakpoint
CREATE INDEX "audit_entry_object" ON "audit_entry" USING btree ("object","id");--> statement-breakpoint
CREATE INDEX "decision_incident" ON "decision" USING btree ("incident_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "incident_open_dataset" ON "incident" USING btree ("dataset_id") WHERE state <> 'resolved' and dataset_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "incident_open_job" ON "incident" USING btree ("job_id") WHERE state <> 'resolved' and job_id is not null;--> statement-breakpoint
CREATE INDEX "incident_state" ON "incident" USING btree ("state","id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "incident_dataset" ON "incident" USING btree ("dataset_id","id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "incident_event_incident" ON "incident_event" USING btree ("incident_id","id");--> statement-breakpoint
CREATE INDEX "judgement_profile" ON "judgement" USING btree ("profile_id","id" DESC NULLS FIRST);--> statement-breakpoint
CREATE UNIQUE INDEX "notification_one_pending" ON "notification" USING btree ("incident_id","receiver","channel_key") WHERE state = 'pending' and attempts = 0;--> statement-breakpoint
CREATE INDEX "notification_due" ON "notification" USING btree ("due_at") WHERE state in ('pending', 'sending');--> statement-breakpoint
CREATE INDEX "notification_incident" ON "notification" USING btree ("incident_id","id");--> statement-breakpoint
CREATE INDEX "profile_history" ON "profile" USING btree ("dataset_id","segment","effective_at" DESC NULLS FIRST,"id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "profile_run" ON "profile" USING btree ("run_id") WHERE run_id is not null;--> statement-breakpoint
CREATE INDEX "run_job" ON "run" USING btree ("job_id","id");--> statement-breakpoint
CREATE INDEX "run_dataset_dataset" ON "run_dataset" USING btree ("dataset_id");--> statement-breakpoint
CREATE INDEX "sign_in_failure_account" ON "sign_in_failure" USING btree ("account","at");--> statement-breakpoint
-- Several times quicker than the default; a Postgres that was built without it keeps the default.
DO $$ BEGIN
  ALTER TABLE "profile" ALTER COLUMN "document" SET COMPRESSION lz4;
  ALTER TABLE "judgement" ALTER COLUMN "answer" SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN NULL;
END $$;--> statement-breakpoint
-- Keeps the numbers of a profile in its row and only the document outside.
ALTER TABLE "profile" SET (toast_tuple_target = 8160);--> statement-breakpoint
-- Updated on every profile; room on the page keeps those updates off the indexes.
ALTER TABLE "dataset" SET (fillfactor = 50);--> statement-breakpoint
ALTER TABLE "notification" SET (fillfactor = 70);--> statement-breakpoint
-- gen_random_uuid draws on the operating system's strong random source: two of them hold 244 random bits.
INSERT INTO "instance" ("value_hash_key")
  VALUES (decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'));--> statement-breakpoint
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit entries are never changed or deleted' USING ERRCODE = 'restrict_violation';
END $$;--> statement-breakpoint
CREATE TRIGGER "audit_entry_append_only" BEFORE UPDATE OR DELETE ON "audit_entry"
  FOR EACH ROW EXECUTE FUNCTION refuse_change();--> statement-breakpoint
CREATE TRIGGER "audit_entry_no_truncate" BEFORE TRUNCATE ON "audit_entry"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
