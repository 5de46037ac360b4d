-- After the rows, which makes them faster to build and as dense as they can be.
ALTER TABLE "EventStoreEvents" ADD CONSTRAINT "EventStoreEvents_pkey" PRIMARY KEY ("Id");
ALTER TABLE "EventStoreEvents" ADD CONSTRAINT "EventStoreEvents_AggregateId_Version_key" UNIQUE ("AggregateId", "Version");
ALTER TABLE "BookingReadModels" ADD PRIMARY KEY ("Number");
ALTER TABLE "BookingReadModels" ADD CHECK ("EndDate" > "StartDate" AND "EndDate" - "StartDate" <= $LONGEST);
CREATE INDEX ON "BookingReadModels" ("StartDate", "Number");
ALTER TABLE "BookingItemReadModels" ADD PRIMARY KEY ("BookingNumber", "Position");
CREATE INDEX ON "BookingItemReadModels" ("SleepingAccommodationId", "StartDate") INCLUDE ("EndDate", "PersonCount")
    WHERE "Holds";

-- Books, in one transaction and one way to the server and back. It locks the nights rather than the accommodation, so that
-- stays which do not meet are written at once; every statement after the lock sees what the one before it committed.
CREATE FUNCTION book(
    event uuid, booking uuid, data jsonb, moment timestamp without time zone,
    member integer, arrival date, departure date, accommodation uuid, persons integer
) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    places integer;
    taken integer;
    given integer;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext(accommodation::text), night)
        FROM generate_series(arrival - date '2000-01-01', departure - date '2000-01-01' - 1) AS night;
    SELECT "MaxCapacity" INTO places FROM "SleepingAccommodationReadModels" WHERE "Id" = accommodation AND "IsActive";
    SELECT coalesce(max(total), 0) INTO taken FROM (
        SELECT sum(i."PersonCount") AS total
        FROM "BookingItemReadModels" i
        JOIN generate_series(0, departure - arrival - 1) AS night
            ON i."StartDate" <= arrival + night AND i."EndDate" > arrival + night
        WHERE i."Holds" AND i."SleepingAccommodationId" = accommodation
            AND i."StartDate" > arrival - $LONGEST AND i."StartDate" < departure AND i."EndDate" > arrival
        GROUP BY night
    ) AS nights;
    IF places IS NULL OR taken + persons > places THEN
        RAISE EXCEPTION 'not that many places are free';
    END IF;
    INSERT INTO "EventStoreEvents"
        VALUES (event, booking, 'BookingAggregate', 'BookingCreated', data, 0, moment);
    INSERT INTO "BookingReadModels" ("Id", "UserId", "StartDate", "EndDate", "Status", "CreatedAt", "LastEventVersion")
        VALUES (booking, member, arrival, departure, 0, moment, 0) RETURNING "Number" INTO given;
    INSERT INTO "BookingItemReadModels" VALUES (given, 0, accommodation, persons, arrival, departure, true);
    RETURN given;
END
$$;
