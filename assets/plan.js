/* The Belegungsplan: nights are chosen by dragging with mouse, pen or finger, or with Shift and the arrows; then the
   form for a new booking opens with them. Needs app.js. */
const LONG_PRESS = 400, SLOP = 8, EDGE = 40, A_DAY = 864e5; // ms, px, px, ms

const live = document.createElement('p'), mark = document.createElement('div'), label = document.createElement('b');
const table = () => one('table.plan[data-from]');
const heads = () => all('.days th', table());
const date = day => new Date(Date.parse(table().dataset.from) + day * A_DAY);
const iso = day => date(day).toISOString().slice(0, 10);
const dayAt = x => { const found = heads().findIndex(head => x < head.getBoundingClientRect().right); return found < 0 ? heads().length - 1 : found; };
const middle = day => { const box = heads()[Math.min(day, heads().length - 1)].getBoundingClientRect(); return day < heads().length ? (box.left + box.right) / 2 : box.right; };
function draw(body, from, to) {
  const scroller = table().parentElement, frame = scroller.getBoundingClientRect(), box = body.getBoundingClientRect(), { night, nights, book } = table().dataset;
  const show = new Intl.DateTimeFormat(root.lang, { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' });
  const text = show.formatRange(date(from), date(to)) + ': ' + (to - from == 1 ? night : nights.replace('#', to - from));
  Object.assign(mark.style, {
    left: middle(from) - frame.left + scroller.scrollLeft + 'px', width: middle(to) - middle(from) + 'px',
    top: box.top - frame.top + scroller.scrollTop + 'px', height: box.height + 'px',
  });
  mark.className = 'picked' + (one('tbody', table()) == body ? ' under' : '');
  label.textContent = text;
  label.style.left = 0;
  scroller.append(mark);
  const said = label.getBoundingClientRect(), least = one('.names', table()).getBoundingClientRect().right;
  label.style.left = Math.max(least - said.left, Math.min(0, frame.right - said.right)) + 'px';
  live.textContent = one('.name', body).textContent + ', ' + text;
}
const leave = () => { clearTimeout(dragging?.timer); dragging = range = null; mark.remove(); };
const book = (body, from, to) => location.assign(`/bookings/new?arrival=${iso(from)}&departure=${iso(to)}&accommodation=${body.dataset.place}`);
part(() => {
  live.className = 'sr'; live.setAttribute('aria-live', 'polite'); mark.setAttribute('aria-hidden', true); mark.append(label);
  if (!table()) return;
  document.body.append(live);
  const span = () => { const { from, to } = dragging; return [Math.min(from, to), Math.max(from, to) + (from == to && dragging.touch)]; };
  const begin = () => { dragging.on = true; dragging.body.setPointerCapture(dragging.id); if (dragging.touch) draw(dragging.body, ...span()); };
  on('pointerdown', event => {
    const body = event.target.closest?.('table.plan tbody[data-place]');
    if (!body || event.button || !event.isPrimary || event.target.closest('a.bar, .names')) return;
    leave();
    const from = dayAt(event.clientX), touch = event.pointerType == 'touch';
    dragging = { body, from, to: from, touch, id: event.pointerId, x: event.clientX, y: event.clientY, timer: touch && setTimeout(begin, LONG_PRESS) };
  });
  on('pointermove', event => {
    if (event.pointerId != dragging?.id) return;
    if (!dragging.on) {
      if (Math.hypot(event.clientX - dragging.x, event.clientY - dragging.y) < SLOP) return;
      if (dragging.touch) return leave();
      begin();
    }
    const scroller = table().parentElement, frame = scroller.getBoundingClientRect();
    if (event.clientX > frame.right - EDGE) scroller.scrollLeft += EDGE / 2;
    if (event.clientX < one('.names', table()).getBoundingClientRect().right) scroller.scrollLeft -= EDGE / 2;
    dragging.to = dayAt(event.clientX);
    const [from, to] = span();
    if (from < to) draw(dragging.body, from, to); else mark.remove();
  });
  on('pointerup', event => {
    if (event.pointerId != dragging?.id) return;
    const { body, on: begun } = dragging, [from, to] = span();
    leave();
    if (!begun || from == to) return;
    addEventListener('click', click => click.preventDefault(), { once: true, capture: true });
    book(body, from, to);
  });
  on('pointercancel', leave);
  for (const what of ['touchmove', 'contextmenu', 'selectstart', 'dragstart'])
    document.addEventListener(what, event => { if (dragging?.on || dragging && what != 'touchmove') event.preventDefault(); }, { passive: false });

  const links = (where = table()) => all('.free a', where);
  const rove = to => links().forEach(link => link.tabIndex = link == to ? 0 : -1);
  const start = () => rove(links().includes(document.activeElement) ? document.activeElement : one('.free .now a', table()) ?? links()[0]);
  const day = link => link.parentElement.cellIndex;
  const nearest = (row, to) => row.reduce((best, link) => Math.abs(day(link) - to) < Math.abs(day(best) - to) ? link : best);
  start();
  refreshed.push(start);
  on('focusin', event => {
    if (!event.target.matches?.('.plan .free a')) return;
    rove(event.target);
    if (!range) live.textContent = live.told ? '' : live.told = table().dataset.keys;
  });
  on('focusout', () => { if (range) leave(); });
  on('keydown', event => {
    if (event.key == 'Escape') return leave();
    const link = event.target;
    if (!link.matches?.('.plan .free a') || event.ctrlKey || event.altKey || event.metaKey) return;
    const body = link.closest('tbody'), rows = all('tbody', table()).map(row => links(row)).filter(row => row.length);
    const row = links(body), at = row.indexOf(link), line = rows.findIndex(other => other[0] == row[0]);
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key], last = heads().length - 1;
    if (event.key == 'Enter' && range) { event.preventDefault(); return book(body, range[0], range[1] + 1); }
    if (event.shiftKey && step) {
      event.preventDefault();
      const here = day(link), far = Math.max(0, Math.min(last, (range ? range[0] + range[1] - here : here) + step));
      range = [Math.min(here, far), Math.max(here, far)];
      return draw(body, range[0], range[1] + 1);
    }
    const to = step ? row[at + step] : { Home: row[0], End: row.at(-1),
      PageUp: nearest(row, day(link) - 7), PageDown: nearest(row, day(link) + 7),
      ArrowUp: rows[line - 1] && nearest(rows[line - 1], day(link)), ArrowDown: rows[line + 1] && nearest(rows[line + 1], day(link)) }[event.key];
    if (step || /Home|End|Page|Arrow/.test(event.key)) { event.preventDefault(); leave(); to?.focus(); to?.scrollIntoView({ block: 'nearest', inline: 'nearest' }); }
  });
});

