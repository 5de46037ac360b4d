/* The script of every page. Pages do everything without it; each part adds something, and may fail alone. It has no
   words of its own: pages hand them to it. What only some pages need is loaded when everything is there to be seen. */
'use strict';
const JITTER = 250, STILL_SEEN = 10e3; // ms

const me = document.currentScript, words = me.dataset, root = document.documentElement;
const one = (css, where = document) => where.querySelector(css), all = (css, where = document) => [...where.querySelectorAll(css)];
const on = (what, how, where = document) => where.addEventListener(what, how);
const part = what => { try { what(); } catch (error) { console.warn(error); } };
const get = async (url, more) => {
  const answer = await fetch(url, more);
  if (!answer.ok || answer.redirected) throw answer.status;
  return new DOMParser().parseFromString(await answer.text(), 'text/html');
};
const load = src => new Promise((done, failed) => {
  document.head.append(Object.assign(document.createElement('script'), { src, onload: done, onerror: failed }));
});

/* Makes `a` look like `b` without replacing what stays: focus, scrolling, what is typed and open keeps its place, and so
   does what the script itself has added. */
const key = n => n.id || n.dataset?.place || n.getAttribute?.('href') || n.firstElementChild?.getAttribute('href')
  || n.nodeName == 'TR' && n.className || '';
const own = n => n.dataset?.own == '';
function morph(a, b) {
  if (a.nodeType != 1) { if (a.data != b.data) a.data = b.data; return; }
  for (const { name } of [...a.attributes]) if (!b.hasAttribute(name) && name != 'open') a.removeAttribute(name);
  for (const { name, value } of b.attributes) if (a.getAttribute(name) != value) a.setAttribute(name, value);
  if (/TEXTAREA|SELECT/.test(a.nodeName)) return;
  const wanted = new Set([...b.childNodes].map(key));
  let at = a.firstChild;
  const drop = () => { const next = at.nextSibling; if (!own(at)) at.remove(); at = next; };
  for (const child of [...b.childNodes]) {
    const name = key(child);
    let fits = at;
    while (fits && (own(fits) || fits.nodeName != child.nodeName || key(fits) != name)) fits = fits.nextSibling;
    while (fits && at != fits && !wanted.has(key(at) || at)) drop();
    if (!fits) { a.insertBefore(child, at); continue; }
    if (fits != at) a.insertBefore(fits, at);
    morph(fits, child);
    at = fits.nextSibling;
  }
  while (at) drop();
}

/* Refreshing what shows data, unless somebody is typing or choosing: then a notice says so. */
let after = +words.after, dragging = null, range = null, loading = false, again = false, soon;
let shown = () => [location.href], refreshed = [], form = null;
const touched = field => field == document.activeElement || field.checked != field.defaultChecked
  || field.type != 'hidden' && field.defaultValue != null && field.value != field.defaultValue;
const held = () => dragging || range || all('main form :is(input, textarea, select)').some(touched);
function notice() {
  if (one('#changed')) return;
  const box = document.createElement('div'), text = document.createElement('p'), button = document.createElement('button');
  Object.assign(box, { id: 'changed', className: 'notice' }).setAttribute('role', 'status');
  text.textContent = words.changed; button.textContent = words.reload; button.className = 'small';
  button.onclick = () => location.reload();
  box.append(text, button); one('main').prepend(box);
}
const content = doc => {
  const main = one('main', doc).cloneNode(true);
  all('[data-own]', main).forEach(added => added.remove());
  return main.textContent;
};
async function refresh() {
  if (form) return form();
  if (loading) return again = true;
  loading = true;
  try {
    const [first, ...more] = await Promise.all(shown().map(url => get(url)));
    if (held()) return content(first) != content(document) && notice();
    const sizes = [first, ...more].map(doc => all('main ul.cards > li', doc).length);
    for (const doc of more) one('main ul.cards', first)?.append(...all('main ul.cards > li', doc));
    if (more.length) one('nav.pages', first)?.replaceWith(one('nav.pages', more.at(-1)) ?? '');
    for (const old of all('[data-live][id]')) { const fresh = first.getElementById(old.id); if (fresh) morph(old, fresh); }
    after = +one('script[data-after]', first)?.dataset.after || after;
    refreshed.forEach(then => then(sizes));
  } catch (error) { console.warn(error); } finally {
    loading = false;
    if (again) { again = false; refresh(); }
  }
}
/* Following changes, once everything is there to be seen. */
function followChanges() {
  const heard = (kind, sequence) => {
    if (kind != 'reset' && sequence <= after) return;
    clearTimeout(soon);
    soon = setTimeout(refresh, Math.random() * JITTER);
  };
  let tell = () => {};
  const look = () => tell(document.visibilityState == 'visible');
  const alone = async () => {
    await load(words.changes);
    const own = follow(heard);
    tell = visible => own.want(visible, after);
    look();
  };
  try {
    const { port } = Object.assign(new SharedWorker(words.changes), { onerror: alone });
    port.onmessage = event => heard(...event.data);
    tell = visible => port.postMessage([visible, after]);
    look();
  } catch { alone(); }
  on('visibilitychange', look);
  on('pageshow', look, window);
  on('pagehide', () => tell(false), window);
  setInterval(() => document.visibilityState == 'visible' && look(), STILL_SEEN);
}

part(() => {
  on('submit', ({ target }) => target.method == 'post' && setTimeout(() => all('button', target).forEach(button => button.disabled = true)));
  on('pageshow', ({ persisted }) => persisted && all('button:disabled').forEach(button => button.disabled = false), window);
});

part(() => {
  const close = keep => all('details.menu[open]').forEach(menu => { if (!menu.contains(keep)) menu.open = false; });
  on('click', ({ target }) => close(target));
  on('keydown', ({ key }) => { const menu = key == 'Escape' && one('details.menu[open]'); if (menu) { one('summary', menu).focus(); close(); } });
});


/* What can wait: the script of this kind of page, changes, and the stylesheet. Once the browser has that, a cookie says so,
   and later pages need not bring it along. */
async function loadTheRest() {
  if (words.more) await load(words.more);
  if (after) part(followChanges);
  if (words.keep && (await fetch(words.keep.split('=')[1])).ok) document.cookie = words.keep + ';path=/;max-age=31536000;samesite=strict';
}
if (document.readyState == 'complete') loadTheRest(); else on('load', () => setTimeout(loadTheRest), window);
