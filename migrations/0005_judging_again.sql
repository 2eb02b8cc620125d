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
ALTER TABLE "judgement" ADD COLUMN "cause" text DEFAULT 'received' NOT NULL;--> statement-breakpoint
ALTER TABLE "judgement" ADD COLUMN "counts" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "judgement" ADD COLUMN "rules" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "judgement" ADD COLUMN "partners" bigint[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "judgement" ADD COLUMN "requested_by" text;--> statement-breakpoint
ALTER TABLE "acceptance_healed" ADD CONSTRAINT "acceptance_healed_dataset_id_dataset_id_fk" FOREIGN KEY ("dataset_id") REFERENCES "public"."dataset"("id") ON DELETE no action ON UPDATE no action;