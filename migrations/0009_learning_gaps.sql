CREATE TABLE "learned_promotion" (
	"dataset_id" bigint NOT NULL,
	"family" text NOT NULL,
	"promoted_by" text NOT NULL,
	"promoted_at" timestamp with time zone NOT NULL,
	"note" text,
	CONSTRAINT "learned_promotion_dataset_id_family_pk" PRIMARY KEY("dataset_id","family")
);
--> statement-breakpoint
ALTER TABLE "learned_promotion" ADD CONSTRAINT "learned_promotion_dataset_id_dataset_id_fk" FOREIGN KEY ("dataset_id") REFERENCES "public"."dataset"("id") ON DELETE no action ON UPDATE no action;