CREATE TABLE "acceptance_healed" (
	"dataset_id" bigint NOT NULL,
	"expectation" text NOT NULL,
	"level" double precision NOT NULL,
	"until" text NOT NULL,
	"profile_id" bigint NOT NULL,
	"told_at" timestamp with time zone NOT NULL,
	CONSTRAINT "acceptance_healed_dataset_id_expectation_level_until_pk" PRIMARY KEY("dataset_id","expectation","level","until")
);
--> statement-breakpoint
CREATE TABLE "external_result" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "external_result_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"dataset_id" bigint NOT NULL,
	"tool" text NOT NULL,
	"suite" text NOT NULL,
	"run" text,
	"interval_start" timestamp with time zone,
	"interval_end" timestamp with time zone,
	"judged_at" timestamp with time zone,
	"received_at" timestamp with time zone NOT NULL,
	"effective_at" timestamp with time zone NOT NULL,
	"key" text,
	"body_hash" "bytea" NOT NULL,
	"verdict" text NOT NULL,
	"gate" text NOT NULL,
	"results" text NOT NULL,
	"answer" text NOT NULL,
	"newest" boolean NOT NULL,
	CONSTRAINT "external_result_key" UNIQUE("dataset_id","suite","key")
);
--> statement-breakpoint
CREATE TABLE "gate_override" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "gate_override_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"dataset_id" bigint NOT NULL,
	"consumer" text,
	"expectation" text,
	"profile_id" bigint,
	"interval_start" timestamp with time zone,
	"interval_end" timestamp with time zone,
	"reason" text NOT NULL,
	"ends_at" timestamp with time zone NOT NULL,
	"requested_by" text NOT NULL,
	"requester_id" text NOT NULL,
	"requested_at" timestamp with time zone NOT NULL,
	"approved_by" text,
	"approved_at" timestamp with time zone,
	"revoked_by" text,
	"revoked_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "judgement" ADD COLUMN "cause" text DEFAULT 'received' NOT NULL;--> statement-breakpoint
ALTER TABLE "judgement" ADD COLUMN "counts" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "judgement" ADD COLUMN "rules" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "judgement" ADD COLUMN "partners" bigint[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "judgement" ADD COLUMN "requested_by" text;--> statement-breakpoint
ALTER TABLE "acceptance_healed" ADD CONSTRAINT "acceptance_healed_dataset_id_dataset_id_fk" FOREIGN KEY ("dataset_id") REFERENCES "public"."dataset"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "external_result" ADD CONSTRAINT "external_result_dataset_id_dataset_id_fk" FOREIGN KEY ("dataset_id") REFERENCES "public"."dataset"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gate_override" ADD CONSTRAINT "gate_override_dataset_id_dataset_id_fk" FOREIGN KEY ("dataset_id") REFERENCES "public"."dataset"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "external_result_history" ON "external_result" USING btree ("dataset_id","suite","effective_at" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "external_result_newest" ON "external_result" USING btree ("dataset_id") WHERE newest;--> statement-breakpoint
CREATE INDEX "external_result_run" ON "external_result" USING btree ("dataset_id","run") WHERE run is not null;--> statement-breakpoint
CREATE INDEX "external_result_interval" ON "external_result" USING btree ("dataset_id","interval_start") WHERE interval_start is not null;--> statement-breakpoint
CREATE INDEX "gate_override_dataset" ON "gate_override" USING btree ("dataset_id","ends_at");