/* Other pages than the plan: free places follow what is typed, notes are counted, lists go on by themselves. Needs app.js. */
const PAUSE = 300, DAY = 864e5, LONGEST_KEPT_STAY = 60, MOST_ITEMS = 200, NEAR = 800; // ms, ms, nights, items, px
const iso = moment => new Date(moment).toISOString().slice(0, 10);

/* The booking form: free places follow what is typed. */
part(() => {
  const booking = one('form.booking'), look = booking && one('button[formmethod=get]', booking);
  if (!look) return;
  const { arrival, departure } = booking.elements;
  let timer, asked, kept, nights;
  form = async () => {
    asked?.abort(); asked = new AbortController();
    const fields = new FormData(booking);
    for (const name of ['note', 'token']) fields.delete(name);
    try {
      const doc = await get(look.formAction + '?' + new URLSearchParams(fields), { signal: asked.signal });
      for (const css of ['#conflicts-box', 'form.booking > fieldset', '#items']) {
        const old = one(css), fresh = one(css, doc);
        if (old && fresh) morph(old, fresh);
      }
    } catch (error) { if (error.name != 'AbortError') console.warn(error); }
  };
  // Whoever moves the arrival behind the departure moves the whole stay. A date is judged with every digit that is typed,
  // so it is always compared with the departure that was there before.
  on('focusin', () => {
    kept = Date.parse(departure.value);
    const length = (kept - Date.parse(arrival.value)) / DAY;
    nights = length > 0 && length <= LONGEST_KEPT_STAY ? length : 1;
  }, arrival);
  on('input', event => {
    if (!/date|number/.test(event.target.type)) return;
    const from = Date.parse(arrival.value);
    if (event.target == arrival && from && kept) departure.value = iso(from < kept ? kept : from + nights * DAY);
    clearTimeout(timer);
    timer = setTimeout(form, PAUSE);
  }, booking);
});

/* How much of a note is left to write. */
part(() => all('textarea[data-count]').forEach(text => {
  const count = document.createElement('p');
  const tell = () => count.textContent = text.dataset.count.replace('#', text.maxLength - text.value.length);
  count.className = 'hint left'; count.dataset.own = '';
  text.after(count);
  tell();
  on('input', tell, text);
}));

/* Lists go on by themselves; what is far above is let go of, so that they never grow heavy. */
part(() => {
  const list = one('main ul.cards'), nav = one('nav.pages');
  if (!list || !nav) return;
  const known = [location.href], next = () => one('[rel=next]', nav);
  let first = 0, sizes = [list.children.length], busy = false;
  shown = () => known.slice(first, first + sizes.length);
  refreshed.push(fresh => sizes = fresh);
  const staying = (item, change) => {
    const top = () => item.getBoundingClientRect().top, before = top();
    change();
    scrollBy(0, top() - before);
  };
  root.style.overflowAnchor = 'none';
  async function grow(down) {
    const url = down ? next()?.href : known[first - 1];
    if (busy || loading || !url) return;
    busy = true;
    try {
      const doc = await get(url), items = all('main ul.cards > li', doc);
      const tooMany = () => list.children.length > MOST_ITEMS && sizes.length > 1;
      const drop = gone => gone.forEach(item => item.remove());
      staying(down ? list.lastElementChild : one('.card', list), () => {
        if (down) {
          list.append(...items);
          known[first + sizes.length] = url;
          sizes.push(items.length);
          nav.replaceChildren(...one('nav.pages', doc)?.children ?? []);
          for (; tooMany(); first++) drop([...list.children].slice(0, sizes.shift()));
        } else {
          list.prepend(...items);
          first--;
          sizes.unshift(items.length);
          while (tooMany()) drop([...list.children].slice(-sizes.pop()));
          if (next()) next().href = known[first + sizes.length];
        }
        // A month that goes on from one page to the next is said once.
        let last;
        for (const month of all('.month', list)) { month.hidden = month.textContent == last; last = month.textContent; }
      });
      history.replaceState(null, '', known[first]);
    } catch (error) { console.warn(error); } finally { busy = false; watch.unobserve(nav); watch.observe(nav); }
  }
  const watch = new IntersectionObserver(([{ isIntersecting }]) => isIntersecting && grow(true), { rootMargin: NEAR + 'px' });
  watch.observe(nav);
  on('scroll', () => { if (first && scrollY < NEAR) grow(false); }, window);
});

