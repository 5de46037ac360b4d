/* The page that stands in for a house which cannot be visited at the moment: it asks whether that has changed, and makes
   room for the house as soon as it has. Until then nothing of the page changes, so nobody is interrupted. */
'use strict';
const PAUSE = 3e3; // ms
const GONE = 503;
const look = () => fetch(location.href, { method: 'HEAD', cache: 'no-store', redirect: 'manual' })
  .then(answer => answer.status == GONE ? later() : location.reload(), later);
const later = () => { setTimeout(look, PAUSE); };
later();
