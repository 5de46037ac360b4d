/* The pages about the board as a device: the browser's own time, a password that can be seen, and the way back after a
   restart. Needs app.js. */
const MOST_APART = 12e4, LOOK_AGAIN = 3e3, A_SECOND = 1e3; // ms

/* The clocks of board and browser: told when they differ, and the one set by the other. */
part(() => {
  const shown = () => one('time[data-differs]');
  if (!shown()) return;
  const compare = () => {
    one('#differs')?.remove();
    if (Math.abs(Date.now() - Date.parse(shown().dateTime)) < MOST_APART) return;
    const told = document.createElement('p');
    told.id = 'differs'; told.className = 'wrong'; told.dataset.own = '';
    told.setAttribute('role', 'status');
    told.textContent = shown().dataset.differs;
    shown().closest('dl').after(told);
  };
  compare();
  refreshed.push(compare);
  on('submit', ({ target }) => { if (target.elements.millis) target.elements.millis.value = Date.now(); });
});

/* A password can be seen while it is typed. */
part(() => on('change', ({ target }) => {
  const field = target.dataset.shows && document.getElementById(target.dataset.shows);
  if (field) field.type = target.checked ? 'text' : 'password';
}));

/* After a restart: the portal that answers is another one when it has been there for less time than this page. */
part(() => {
  const back = one('[data-back]'), begun = Date.now();
  if (!back) return;
  const later = () => setTimeout(look, LOOK_AGAIN);
  const look = () => fetch('/api/health', { cache: 'no-store' }).then(answer => answer.json()).then(({ uptimeSeconds }) => {
    if ((uptimeSeconds + 1) * A_SECOND < Date.now() - begun) location.replace(back.dataset.back); else later();
  }).catch(later);
  later();
});
