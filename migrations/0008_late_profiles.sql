ALTER TABLE "profile" ADD COLUMN "late" boolean DEFAULT false NOT NULL;--> statement-breakpoint
UPDATE "profile" SET "late" = true FROM (
  SELECT "id", CASE WHEN "interval_start" IS NULL THEN "was_late" ELSE first_value("was_late") OVER (
    PARTITION BY "dataset_id", "segment", "interval_start", "interval_end" ORDER BY "id") END AS "late"
  FROM (
    SELECT "id", "dataset_id", "segment", "interval_start", "interval_end", coalesce("effective_at" < max("effective_at") OVER (
      PARTITION BY "dataset_id", "segment" ORDER BY "id" ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), false) AS "was_late"
    FROM "profile") AS "seen") AS "chain"
WHERE "profile"."id" = "chain"."id" AND "chain"."late";
