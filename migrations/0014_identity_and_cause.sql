CREATE TABLE "dataset_merge" (
	"member_id" bigint PRIMARY KEY NOT NULL,
	"into_id" bigint NOT NULL,
	"merged_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "dataset_same" (
	"dataset_id" bigint NOT NULL,
	"other_id" bigint NOT NULL,
	"by" text NOT NULL,
	"pattern_id" bigint DEFAULT 0 NOT NULL,
	"first_seen_at" timestamp with time zone NOT NULL,
	"rejected_at" timestamp with time zone,
	"rejected_by" text,
	CONSTRAINT "dataset_same_dataset_id_other_id_by_pattern_id_pk" PRIMARY KEY("dataset_id","other_id","by","pattern_id")
);
--> statement-breakpoint
CREATE TABLE "incident_cause" (
	"incident_id" bigint PRIMARY KEY NOT NULL,
	"found_at" timestamp with time zone NOT NULL,
	"suspect_dataset_id" bigint,
	"suspect_job_id" bigint,
	"suspect_incident_id" bigint,
	"cause" jsonb NOT NULL,
	"blast" jsonb NOT NULL
);
--> statement-breakpoint
ALTER TABLE "dataset_merge" ADD CONSTRAINT "dataset_merge_member_id_dataset_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."dataset"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dataset_merge" ADD CONSTRAINT "dataset_merge_into_id_dataset_id_fk" FOREIGN KEY ("into_id") REFERENCES "public"."dataset"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dataset_same" ADD CONSTRAINT "dataset_same_dataset_id_dataset_id_fk" FOREIGN KEY ("dataset_id") REFERENCES "public"."dataset"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dataset_same" ADD CONSTRAINT "dataset_same_other_id_dataset_id_fk" FOREIGN KEY ("other_id") REFERENCES "public"."dataset"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "incident_cause" ADD CONSTRAINT "incident_cause_incident_id_incident_id_fk" FOREIGN KEY ("incident_id") REFERENCES "public"."incident"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "dataset_merge_into" ON "dataset_merge" USING btree ("into_id");--> statement-breakpoint
CREATE INDEX "dataset_same_other" ON "dataset_same" USING btree ("other_id");--> statement-breakpoint
CREATE INDEX "dataset_same_pattern" ON "dataset_same" USING btree ("pattern_id") WHERE pattern_id <> 0;--> statement-breakpoint
CREATE INDEX "incident_cause_suspect" ON "incident_cause" USING btree ("suspect_incident_id") WHERE suspect_incident_id is not null;