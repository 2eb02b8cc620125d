CREATE TABLE "lineage_event" (
	"event_at" timestamp with time zone NOT NULL,
	"hash" "bytea" NOT NULL,
	"received_at" timestamp with time zone DEFAULT now() NOT NULL,
	"kind" text NOT NULL,
	"run_key" "bytea",
	"body" text NOT NULL,
	"warnings" jsonb,
	CONSTRAINT "lineage_event_event_at_hash_pk" PRIMARY KEY("event_at","hash")
) PARTITION BY RANGE ("event_at");
--> statement-breakpoint
DO $$ BEGIN
	ALTER TABLE "lineage_event" ALTER COLUMN "body" SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN
	RAISE NOTICE 'this Postgres was built without lz4: events are compressed with pglz';
END $$;
--> statement-breakpoint
CREATE TABLE "lineage_event_default" PARTITION OF "lineage_event" DEFAULT WITH (toast_tuple_target = 256);
--> statement-breakpoint
CREATE TABLE "lineage_pending" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "lineage_pending_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"event_at" timestamp with time zone NOT NULL,
	"hash" "bytea" NOT NULL,
	"stage" text DEFAULT 'graph' NOT NULL,
	"bytes" integer NOT NULL,
	"again" boolean DEFAULT false NOT NULL,
	"traceparent" text,
	"sender" text DEFAULT '' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"retry_at" timestamp with time zone,
	"dead_at" timestamp with time zone,
	"reason" text
);
--> statement-breakpoint
CREATE TABLE "lineage_producer" (
	"producer" text NOT NULL,
	"day" text NOT NULL,
	"stored" integer DEFAULT 0 NOT NULL,
	"repeated" integer DEFAULT 0 NOT NULL,
	"refused" integer DEFAULT 0 NOT NULL,
	"warned" integer DEFAULT 0 NOT NULL,
	"last_at" timestamp with time zone NOT NULL,
	CONSTRAINT "lineage_producer_producer_day_pk" PRIMARY KEY("producer","day")
);
--> statement-breakpoint
CREATE TABLE "dataset_raw_name" (
	"namespace" text NOT NULL,
	"name" text NOT NULL,
	"dataset_id" bigint NOT NULL,
	"by" text NOT NULL,
	"pattern_id" bigint,
	"first_seen_at" timestamp with time zone NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL,
	CONSTRAINT "dataset_raw_name_namespace_name_pk" PRIMARY KEY("namespace","name")
);
--> statement-breakpoint
CREATE TABLE "lineage_column" (
	"target_id" bigint NOT NULL,
	"target_column" text NOT NULL,
	"source_id" bigint NOT NULL,
	"source_column" text NOT NULL,
	"job_id" bigint DEFAULT 0 NOT NULL,
	"kind" text NOT NULL,
	"subtype" text,
	"is_masking" boolean DEFAULT false NOT NULL,
	"description" text,
	"source" text DEFAULT 'observed' NOT NULL,
	"first_seen_at" timestamp with time zone NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL,
	"seen_count" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "lineage_column_target_id_target_column_source_id_source_column_job_id_pk" PRIMARY KEY("target_id","target_column","source_id","source_column","job_id")
);
--> statement-breakpoint
CREATE TABLE "lineage_edge" (
	"job_id" bigint NOT NULL,
	"dataset_id" bigint NOT NULL,
	"direction" text NOT NULL,
	"source" text DEFAULT 'observed' NOT NULL,
	"first_seen_at" timestamp with time zone NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL,
	"seen_count" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "lineage_edge_job_id_direction_dataset_id_pk" PRIMARY KEY("job_id","direction","dataset_id")
);
--> statement-breakpoint
CREATE TABLE "lineage_facet" (
	"kind" text NOT NULL,
	"entity_id" bigint NOT NULL,
	"name" text NOT NULL,
	"event_at" timestamp with time zone NOT NULL,
	"facet" jsonb,
	CONSTRAINT "lineage_facet_kind_entity_id_name_pk" PRIMARY KEY("kind","entity_id","name")
);
--> statement-breakpoint
CREATE TABLE "lineage_link" (
	"source_id" bigint NOT NULL,
	"target_id" bigint NOT NULL,
	"job_id" bigint DEFAULT 0 NOT NULL,
	"source" text DEFAULT 'observed' NOT NULL,
	"first_seen_at" timestamp with time zone NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL,
	"seen_count" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "lineage_link_source_id_target_id_job_id_pk" PRIMARY KEY("source_id","target_id","job_id")
);
--> statement-breakpoint
CREATE TABLE "name_pattern" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "name_pattern_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"from_namespace" text NOT NULL,
	"from_name" text NOT NULL,
	"to_namespace" text NOT NULL,
	"to_name" text NOT NULL,
	"position" smallint DEFAULT 0 NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "name_pattern_from" UNIQUE("from_namespace","from_name")
);
--> statement-breakpoint
ALTER TABLE "job" ADD COLUMN "parent_id" bigint;--> statement-breakpoint
ALTER TABLE "job" ADD COLUMN "integration" text;--> statement-breakpoint
ALTER TABLE "job" ADD COLUMN "job_type" text;--> statement-breakpoint
ALTER TABLE "job" ADD COLUMN "processing" text;--> statement-breakpoint
ALTER TABLE "job" ADD COLUMN "heartbeat_seconds" integer;--> statement-breakpoint
ALTER TABLE "job" ADD COLUMN "description" text;--> statement-breakpoint
ALTER TABLE "job" ADD COLUMN "owner" text;--> statement-breakpoint
ALTER TABLE "job" ADD COLUMN "explicit" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "job" ADD COLUMN "inputs_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "job" ADD COLUMN "outputs_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "job" ADD COLUMN "last_seen_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "run" ADD COLUMN "parent_id" bigint;--> statement-breakpoint
ALTER TABLE "run" ADD COLUMN "root_id" bigint;--> statement-breakpoint
ALTER TABLE "run" ADD COLUMN "engine" text;--> statement-breakpoint
ALTER TABLE "dataset_raw_name" ADD CONSTRAINT "dataset_raw_name_dataset_id_dataset_id_fk" FOREIGN KEY ("dataset_id") REFERENCES "public"."dataset"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lineage_column" ADD CONSTRAINT "lineage_column_target_id_dataset_id_fk" FOREIGN KEY ("target_id") REFERENCES "public"."dataset"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lineage_column" ADD CONSTRAINT "lineage_column_source_id_dataset_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."dataset"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lineage_edge" ADD CONSTRAINT "lineage_edge_job_id_job_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."job"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lineage_edge" ADD CONSTRAINT "lineage_edge_dataset_id_dataset_id_fk" FOREIGN KEY ("dataset_id") REFERENCES "public"."dataset"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lineage_link" ADD CONSTRAINT "lineage_link_source_id_dataset_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."dataset"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lineage_link" ADD CONSTRAINT "lineage_link_target_id_dataset_id_fk" FOREIGN KEY ("target_id") REFERENCES "public"."dataset"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "lineage_event_run" ON "lineage_event" USING btree ("run_key","event_at") WHERE run_key is not null;--> statement-breakpoint
CREATE INDEX "lineage_pending_next" ON "lineage_pending" USING btree ("stage","id") WHERE dead_at is null;--> statement-breakpoint
CREATE INDEX "lineage_pending_dead" ON "lineage_pending" USING btree ("dead_at") WHERE dead_at is not null;--> statement-breakpoint
CREATE INDEX "dataset_raw_name_dataset" ON "dataset_raw_name" USING btree ("dataset_id");--> statement-breakpoint
CREATE INDEX "lineage_column_source" ON "lineage_column" USING btree ("source_id","source_column");--> statement-breakpoint
CREATE INDEX "lineage_edge_dataset" ON "lineage_edge" USING btree ("dataset_id","direction","job_id");--> statement-breakpoint
CREATE INDEX "lineage_link_target" ON "lineage_link" USING btree ("target_id","job_id","source_id");--> statement-breakpoint
CREATE INDEX "job_parent" ON "job" USING btree ("parent_id") WHERE parent_id is not null;--> statement-breakpoint
CREATE INDEX "run_parent" ON "run" USING btree ("parent_id") WHERE parent_id is not null;