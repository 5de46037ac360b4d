/* One stream of changes for all tabs of a browser: the shared worker that holds it. Where there are no shared workers a
   page loads this file itself. It passes on that something changed, never what. */
'use strict';
/* Whose changes: where it is not the house itself, the address of this file says so. */
const OF = new URL(self.document ? document.currentScript.src : location).searchParams.get('of') ?? '/api/changes';
const FIRST_WAIT = 15e3, LONGEST_WAIT = 48e4, FORGOTTEN = 25e3; // ms

/* One stream of changes, as long as it is wanted; it goes on where it broke off. */
function follow(heard) {
  let stream, seen = 0, wait = FIRST_WAIT, later;
  const close = () => { clearTimeout(later); stream?.close(); stream = null; };
  const open = () => {
    close();
    stream = new EventSource(OF + '?after=' + seen);
    for (const kind of ['here', 'change', 'reset']) stream.addEventListener(kind, event => {
      seen = +event.lastEventId;
      wait = FIRST_WAIT;
      if (kind != 'here') heard(kind, seen);
    });
    stream.onerror = () => { if (stream?.readyState == 2) later = setTimeout(open, wait = Math.min(2 * wait, LONGEST_WAIT)); };
  };
  return { seen: () => seen, want(wanted, after = 0) { seen ||= after; if (!wanted) close(); else if (!stream) open(); } };
}

/* The shared worker: holds the stream while any tab is seen, and passes on what it says. Tabs say that they are seen again
   and again, since one that goes does not always say so. */
function worker() {
  const seen = new Map();
  const stream = follow((...what) => seen.forEach((_, port) => port.postMessage(what)));
  const tend = after => {
    seen.forEach((said, port) => { if (Date.now() - said > FORGOTTEN) seen.delete(port); });
    stream.want(seen.size > 0, after);
  };
  onconnect = ({ ports: [port] }) => {
    port.onmessage = ({ data: [visible, after] }) => {
      if (visible) seen.set(port, Date.now()); else seen.delete(port);
      tend(after);
      if (visible && stream.seen() > after) port.postMessage(['change', stream.seen()]);
    };
    port.onclose = () => { seen.delete(port); tend(); };
  };
  setInterval(tend, FORGOTTEN / 2);
}

if (!self.document) worker();
