// A month of bookings. They come with the page, which is kinder than the usual second request from the browser.
import { readFile } from "node:fs/promises";
import { Calendar } from "./calendar";

export const dynamic = "force-dynamic";

export default async function Page() {
  const { today, bookings } = JSON.parse(await readFile(process.env.BOOKINGS, "utf8"));
  return (
    <main>
      <h1>Belegung</h1>
      <Calendar today={today} bookings={bookings} />
    </main>
  );
}
