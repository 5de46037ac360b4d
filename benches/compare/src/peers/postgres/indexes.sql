-- After the rows, which makes them faster to build and as dense as they can be.
ALTER TABLE "EventStoreEvents" ADD CONSTRAINT "EventStoreEvents_pkey" PRIMARY KEY ("Id");
ALTER TABLE "EventStoreEvents" ADD CONSTRAINT "EventStoreEvents_AggregateId_Version_key" UNIQUE ("AggregateId", "Version");
ALTER TABLE "BookingReadModels" ADD PRIMARY KEY ("Number");
ALTER TABLE "BookingReadModels" ADD CHECK ("EndDate" > "StartDate" AND "EndDate" - "StartDate" <= $LONGEST);
CREATE INDEX ON "BookingReadModels" ("StartDate", "Number") INCLUDE ("EndDate", "Status");
ALTER TABLE "BookingItemReadModels" ADD PRIMARY KEY ("BookingNumber", "Position");
INSERT INTO "NightReadModels"
    SELECT i."SleepingAccommodationId", b."StartDate" + night, sum(i."PersonCount")
    FROM "BookingReadModels" b
    JOIN "BookingItemReadModels" i ON i."BookingNumber" = b."Number"
    CROSS JOIN LATERAL generate_series(0, b."EndDate" - b."StartDate" - 1) AS night
    WHERE b."Status" IN (0, 1) GROUP BY 1, 2 ORDER BY 1, 2;
ALTER TABLE "NightReadModels" ADD PRIMARY KEY ("SleepingAccommodationId", "Night");

-- Books, in one transaction and one way to the server and back. To count a person is to check and to hold the night against
-- others at once, in the order of the nights, so that nobody waits for whoever waits; stays that do not meet are written
-- at the same time.
CREATE FUNCTION book(
    event uuid, booking uuid, data jsonb, moment timestamp without time zone,
    member integer, arrival date, departure date, accommodation uuid, persons integer
) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    places integer;
    held integer;
    given integer;
BEGIN
    SELECT "MaxCapacity" INTO places FROM "SleepingAccommodationReadModels" WHERE "Id" = accommodation AND "IsActive";
    INSERT INTO "NightReadModels" AS n
        SELECT accommodation, arrival + night, persons
        FROM generate_series(0, departure - arrival - 1) AS night WHERE persons <= places
        ON CONFLICT ("SleepingAccommodationId", "Night") DO UPDATE SET "Taken" = n."Taken" + excluded."Taken"
        WHERE n."Taken" + excluded."Taken" <= places;
    GET DIAGNOSTICS held = ROW_COUNT;
    IF held < departure - arrival THEN
        RAISE EXCEPTION 'not that many places are free';
    END IF;
    INSERT INTO "EventStoreEvents"
        VALUES (event, booking, 'BookingAggregate', 'BookingCreated', data, 0, moment);
    INSERT INTO "BookingReadModels" ("Id", "UserId", "StartDate", "EndDate", "Status", "CreatedAt", "LastEventVersion")
        VALUES (booking, member, arrival, departure, 0, moment, 0) RETURNING "Number" INTO given;
    INSERT INTO "BookingItemReadModels" VALUES (given, 0, accommodation, persons);
    RETURN given;
END
$$;
