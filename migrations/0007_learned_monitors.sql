CREATE TABLE "alarm_feedback" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "alarm_feedback_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"dataset_id" bigint NOT NULL,
	"segment" text DEFAULT '' NOT NULL,
	"profile_id" bigint NOT NULL,
	"incident_id" bigint,
	"expectations" text[],
	"verb" text NOT NULL,
	"note" text,
	"made_by" text NOT NULL,
	"made_at" timestamp with time zone NOT NULL,
	"undone_by" text,
	"undone_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "calibration" (
	"version" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "calibration_version_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"engine" integer NOT NULL,
	"families" jsonb NOT NULL,
	"samples" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "learned_series" (
	"dataset_id" bigint NOT NULL,
	"segment" text DEFAULT '' NOT NULL,
	"generation" integer DEFAULT 0 NOT NULL,
	"rebuilt_profile_id" bigint,
	CONSTRAINT "learned_series_dataset_id_segment_pk" PRIMARY KEY("dataset_id","segment")
);
--> statement-breakpoint
CREATE TABLE "learned_state" (
	"dataset_id" bigint NOT NULL,
	"segment" text DEFAULT '' NOT NULL,
	"profile_id" bigint NOT NULL,
	"effective_at" timestamp with time zone NOT NULL,
	"engine" integer NOT NULL,
	"runs" integer NOT NULL,
	"state" "bytea" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "learned_state_dataset_id_segment_profile_id_pk" PRIMARY KEY("dataset_id","segment","profile_id")
);
--> statement-breakpoint
CREATE TABLE "learned_tally" (
	"day" text NOT NULL,
	"engine" integer NOT NULL,
	"family" text NOT NULL,
	"counts" bigint[] NOT NULL,
	CONSTRAINT "learned_tally_day_engine_family_pk" PRIMARY KEY("day","engine","family")
);
--> statement-breakpoint
ALTER TABLE "alarm_feedback" ADD CONSTRAINT "alarm_feedback_dataset_id_dataset_id_fk" FOREIGN KEY ("dataset_id") REFERENCES "public"."dataset"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alarm_feedback" ADD CONSTRAINT "alarm_feedback_incident_id_incident_id_fk" FOREIGN KEY ("incident_id") REFERENCES "public"."incident"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "learned_series" ADD CONSTRAINT "learned_series_dataset_id_dataset_id_fk" FOREIGN KEY ("dataset_id") REFERENCES "public"."dataset"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "learned_state" ADD CONSTRAINT "learned_state_dataset_id_dataset_id_fk" FOREIGN KEY ("dataset_id") REFERENCES "public"."dataset"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "alarm_feedback_series" ON "alarm_feedback" USING btree ("dataset_id","segment","profile_id");--> statement-breakpoint
CREATE INDEX "alarm_feedback_incident" ON "alarm_feedback" USING btree ("incident_id");--> statement-breakpoint
CREATE INDEX "learned_state_newest" ON "learned_state" USING btree ("dataset_id","segment","effective_at" DESC NULLS LAST,"profile_id" DESC NULLS LAST);