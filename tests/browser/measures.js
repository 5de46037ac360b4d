// What the driver measures in a page for the scenes of access. Nothing of it is shipped.

const PRESSED = 'a[href], button, summary, select, textarea, input:not([type=hidden]), [tabindex="0"]';

const within = (element, css) => element.closest(css) !== null;

const called = element => element.outerHTML.replace(/\s+/g, ' ').slice(0, 90);

// Whether it is shown, or would be if what folds were unfolded.
const isThere = element => {
    for (let here = element; here; here = here.parentElement) {
        const style = getComputedStyle(here);
        if (style.display === 'none' || style.visibility === 'hidden' || here.inert) return false;
    }
    return !element.disabled;
};

// Of radio buttons that belong together, Tab reaches the chosen one, or the first.
const isStop = element => {
    if (element.type !== 'radio') return true;
    const group = [...document.querySelectorAll('input[type=radio]')].filter(radio => radio.name === element.name && radio.form === element.form);
    return element === (group.find(radio => radio.checked) ?? group[0]);
};

const pressed = () => [...document.querySelectorAll(PRESSED)];

const colour = text => {
    const parts = text.match(/[\d.]+/g).map(Number);
    return { rgb: parts.slice(0, 3).map(part => text.startsWith('color(') ? part * 255 : part), solid: (parts[3] ?? 1) > 0.5 };
};

const brightness = ({ rgb }) => rgb
    .map(part => part / 255)
    .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, place) => sum + part * [0.2126, 0.7152, 0.0722][place], 0);

const contrast = (one, other) => {
    const [dark, light] = [brightness(one), brightness(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
};

// The colour one sees behind an element's own content.
const ground = element => {
    for (let here = element; here; here = here.parentElement) {
        const found = colour(getComputedStyle(here).backgroundColor);
        if (found.solid) return found;
    }
    return { rgb: [255, 255, 255], solid: true };
};

// Whether some of it lies open to the eye and to the finger: nothing else covers all of it.
const isOnTop = element => [...element.getClientRects()].some(box => [0.1, 0.5, 0.9].some(part => {
    const found = document.elementFromPoint(box.x + box.width * part, box.y + box.height / 2);
    return found !== null && (element.contains(found) || found.contains(element) && within(found, 'label, a, button, summary'));
}));

// Whether it is there for screen readers only.
const isOnlySaid = element => {
    for (let here = element; here; here = here.parentElement) if (getComputedStyle(here).clipPath !== 'none') return true;
    return false;
};

const texts = root => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT), found = [];
    while (walker.nextNode()) {
        const node = walker.currentNode;
        if (node.data.trim() && node.parentElement.checkVisibility() && !isOnlySaid(node.parentElement)
            && !within(node.parentElement, '.skip, svg, option, textarea')) found.push(node);
    }
    return found;
};

const measures = {
    // Everything the Tab key must come to, in the order of the page.
    stops: () => pressed().flatMap((element, place) => isThere(element) && isStop(element) ? [place] : []),

    // Of these, the ones that can be come to without unfolding anything.
    open: places => places.filter(place => pressed()[place].checkVisibility()),

    called: place => called(pressed()[place]),

    // Where the focus is, and how it is shown; null where nothing has it. Whoever has left a menu folds it, for it lies on other things.
    focus: menus => {
        const element = document.activeElement;
        for (const menu of document.querySelectorAll(menus)) menu.open &&= menu.contains(element);
        if (!element || element === document.body || element === document.documentElement) return null;
        const style = getComputedStyle(element), inside = parseFloat(style.outlineOffset) < 0;
        return {
            place: pressed().indexOf(element),
            called: called(element),
            folded: element.matches('details:not([open]) > summary'),
            outline: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth),
            contrast: contrast(colour(style.outlineColor), ground(inside ? element : element.parentElement)),
            onTop: isOnTop(element),
        };
    },

    // What can be pressed, but not seen even when it is scrolled to.
    covered: () => pressed().filter(element => element.checkVisibility() && isThere(element) && !within(element, '.skip')).filter(element => {
        element.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
        return !isOnTop(element);
    }).map(called),

    // Boxes that cut off what stands in them. Names in bars may be cut: the bar's title and the list below have them in full.
    cut: () => [...document.querySelectorAll('body *')].filter(element => {
        if (!element.checkVisibility() || within(element, '.sr, .skip, .bar, svg, input, select, .plan-scroll')) return false;
        const { overflowX, overflowY } = getComputedStyle(element), cuts = overflow => ['hidden', 'clip'].includes(overflow);
        return cuts(overflowX) && element.scrollWidth > element.clientWidth + 1 || cuts(overflowY) && element.scrollHeight > element.clientHeight + 1;
    }).map(called),

    // Texts that lie on one another. Of a name in a bar only what the bar shows is seen. In the plan, names and head stay while the rest moves below them: there each text must fit its cell.
    collisions: () => {
        const boxes = texts(document.body).filter(node => !within(node.parentElement, '.plan-scroll')).flatMap(node => {
            const range = document.createRange();
            range.selectNodeContents(node);
            const bar = node.parentElement.closest('.bar > span')?.getBoundingClientRect();
            return [...range.getClientRects()].map(box => ({ node, box: bar ? { ...box.toJSON(), right: Math.min(box.right, bar.right) } : box }));
        });
        const over = (a, b, from, to) => Math.min(a[to], b[to]) - Math.max(a[from], b[from]);
        const found = boxes.flatMap(({ node, box }, place) => boxes.slice(place + 1)
            .filter(other => other.node !== node && over(box, other.box, 'left', 'right') > 2 && over(box, other.box, 'top', 'bottom') > 6)
            .map(other => `“${node.data.trim()}” on “${other.node.data.trim()}”`));
        const cells = [...document.querySelectorAll('.plan :is(th, td):not(:has(.bar))')].filter(cell => cell.scrollWidth > cell.clientWidth + 1);
        return [...found, ...cells.map(called)];
    },

    // What moves: anything with a transition or an animation that takes time.
    moving: () => [...document.querySelectorAll('*')].filter(element => {
        const { transitionDuration, animationDuration, scrollBehavior } = getComputedStyle(element);
        return [transitionDuration, animationDuration].some(times => times.split(',').some(time => parseFloat(time) > 0.01)) || scrollBehavior === 'smooth';
    }).map(called),

    // How a bar looks to whoever sees neither colours nor shadows: its edges, and its second edge inside.
    edges: element => {
        const style = getComputedStyle(element);
        return ['Top', 'Left', 'Bottom'].map(side => style[`border${side}Style`] + style[`border${side}Width`]).join(' ') + ` ${style.outlineStyle}`;
    },

    // Fields that are said to be wrong, with what describes them; and ids that are pointed at, but are nowhere.
    mistakes: () => [...document.querySelectorAll('[aria-invalid=true]')].map(field => ({
        id: field.id,
        said: (field.getAttribute('aria-describedby') ?? '').split(' ').map(id => document.getElementById(id)?.innerText ?? '').join(' ').trim(),
        linked: document.querySelector(`[role=alert] a[href="#${field.id}"]`) !== null,
    })),

    // Whether the focus is in this field, or in the part of the page with this id.
    isInside: id => document.getElementById(id).contains(document.activeElement),

    pointless: () => ['for', 'aria-labelledby', 'aria-describedby', 'aria-controls', 'headers'].flatMap(name =>
        [...document.querySelectorAll(`[${name}]`)].flatMap(element =>
            element.getAttribute(name).split(/\s+/).filter(id => !document.getElementById(id)).map(id => `${name}=${id}: ${called(element)}`))),
};
