"use client";

import FullCalendar from "@fullcalendar/react";
import dayGridPlugin from "@fullcalendar/daygrid";
import german from "@fullcalendar/core/locales/de";

export function Calendar({ today, bookings }) {
  return (
    <FullCalendar
      plugins={[dayGridPlugin]}
      initialView="dayGridMonth"
      initialDate={today}
      locale={german}
      height="auto"
      events={bookings}
    />
  );
}
