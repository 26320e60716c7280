// The editor itself: a transparent textarea over painted text, and a menu of suggestions.
// Text of users and data reaches the page through textContent alone.

// What Python may not have heard yet outlives a reload of this tab: {text, known}, where known are
// the texts that Python may hold by then. A browser that keeps nothing loses the last moment at most.
const unheard = {
  name: key => `promptrec ${key}`,
  get(key) {
    try { return JSON.parse(sessionStorage.getItem(this.name(key))); } catch { return null; }
  },
  set(key, lost) {
    try { sessionStorage.setItem(this.name(key), JSON.stringify(lost)); } catch { /* full, or off */ }
  },
  delete(key) {
    try { sessionStorage.removeItem(this.name(key)); } catch { /* off */ }
  },
};

class Editor {
  constructor(root, textarea) {
    this.label = root.querySelector('.label');
    this.wrap = root.querySelector('.wrap');
    this.paint = root.querySelector('.paint');
    this.menu = root.querySelector('.menu');
    this.notes = root.querySelector('#faults');
    this.text = textarea;
    this.force = null; // of Python's last word; null before the first
    this.sent = null; // text that Python knows
    this.known = []; // it, and those that were sent since Python showed one
    this.count = Date.now(); // rises with every message, so that no two are equal
    this.timer = 0;
    this.composing = false; // an input method is at work
    this.hits = null; // what the menu shows
    this.chosen = 0;
    this.listen();
  }

  // Called on every run of the page; listeners are registered once, in the constructor.
  update({ data, setStateValue }) {
    this.data = data;
    this.fields = new Set(data.fields);
    this.setStateValue = setStateValue;
    this.label.textContent = data.label;
    this.menu.setAttribute('aria-label', data.label);
    if (this.force !== data.force) {
      // the first time, or Python replaced the text; else the keyboard is always right
      clearTimeout(this.timer);
      const first = this.force === null;
      this.force = data.force;
      this.text.value = this.sent = data.value;
      this.known = [data.value];
      this.hideMenu();
      this.recall(first);
    } else if (data.value === this.sent) {
      this.known = [data.value];
      if (this.text.value === this.sent) unheard.delete(data.key);
    }
    this.draw();
  }

  // A page that was left within milliseconds of the last key may never have told Python of it.
  recall(first) {
    const lost = unheard.get(this.data.key);
    unheard.delete(this.data.key);
    if (!first || !lost?.known?.includes(this.data.value)) return;
    this.text.value = lost.text;
    this.flush();
  }

  remember() {
    unheard.set(this.data.key, { text: this.text.value, known: this.known });
  }

  listen() {
    const on = (name, act) => this.text.addEventListener(name, act);
    on('input', () => this.typed());
    on('compositionstart', () => { this.composing = true; });
    on('compositionend', () => { this.composing = false; this.typed(); });
    on('keydown', event => this.key(event));
    on('keyup', event => { if (/^(Arrow(Left|Right)|Home|End)$/.test(event.key)) this.hideMenu(); });
    on('click', () => this.hideMenu());
    on('blur', () => { this.hideMenu(); this.flush(); });
    this.menu.addEventListener('pointerdown', event => {
      event.preventDefault(); // the text keeps the focus
    });
    this.menu.addEventListener('click', event => {
      const at = [...this.menu.children].indexOf(event.target.closest('li'));
      if (at >= 0) this.pick(at);
    });
  }

  typed() {
    this.draw();
    if (this.composing) return; // half a syllable is not text yet
    this.remember();
    this.suggest();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), this.data.debounce_ms);
  }

  flush() {
    clearTimeout(this.timer);
    if (this.composing || this.text.value === this.sent) return;
    this.sent = this.text.value;
    this.count += 1;
    this.known.push(this.sent);
    this.remember();
    this.setStateValue('edit', { text: this.sent, force: this.force, count: this.count });
  }

  draw() {
    const text = this.text.value;
    const faults = this.data.checked === text ? this.data.faults : []; // else they are of another text
    const stretches = withFaults(scan(text, this.fields), faults);
    this.paint.replaceChildren(...stretches.map(one => {
      const span = document.createElement('span');
      span.textContent = text.slice(one.start, one.end);
      span.className = [one.kind, one.bad && 'bad', one.optional && 'optional'].filter(Boolean).join(' ');
      return span;
    }), '\n'); // so that an empty last line has its height
    this.text.setAttribute('aria-invalid', String(stretches.some(one => one.bad)));
    const notes = faults.map(fault => fault.message).join(' ');
    if (this.notes.textContent !== notes) this.notes.textContent = notes;
  }

  suggest() {
    const caret = this.text.selectionStart;
    const collapsed = caret === this.text.selectionEnd;
    this.hits = collapsed ? suggestions(this.text.value, caret, this.fields) : null;
    if (!this.hits) return this.hideMenu();
    this.menu.replaceChildren(...this.hits.choices.map((choice, at) => {
      const option = document.createElement('li');
      option.id = `choice-${at}`;
      option.setAttribute('role', 'option');
      option.className = choice.split(/[.:]/)[0];
      option.textContent = `{${choice}}`;
      return option;
    }));
    this.menu.hidden = false;
    this.choose(0);
    return this.placeMenu(caret);
  }

  choose(at) {
    const options = [...this.menu.children];
    this.chosen = (at + options.length) % options.length;
    options.forEach((option, index) => option.setAttribute('aria-selected', String(index === this.chosen)));
    this.text.setAttribute('aria-activedescendant', options[this.chosen].id);
    options[this.chosen].scrollIntoView({ block: 'nearest' });
  }

  hideMenu() {
    this.hits = null;
    this.menu.hidden = true;
    this.text.removeAttribute('aria-activedescendant');
  }

  // Under the caret, which stands where the painted text has the same character.
  placeMenu(caret) {
    let left = caret;
    const span = [...this.paint.childNodes].find(node => {
      if (left <= node.textContent.length) return true;
      left -= node.textContent.length;
      return false;
    });
    const range = document.createRange();
    range.setStart(span.firstChild ?? span, left);
    const mark = range.getBoundingClientRect();
    const box = this.wrap.getBoundingClientRect();
    const room = Math.max(0, box.width - this.menu.offsetWidth - 2);
    this.menu.style.left = `${Math.min(Math.max(0, mark.left - box.left), room)}px`;
    this.menu.style.top = `${mark.bottom - box.top + 4}px`;
  }

  key(event) {
    if (event.isComposing || this.composing) return;
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) return this.flush();
    if (event.key === ' ' && event.ctrlKey) {
      event.preventDefault();
      return this.suggest();
    }
    if (this.hits && !event.shiftKey) this.menuKey(event);
    return undefined;
  }

  menuKey(event) {
    const act = {
      ArrowDown: () => this.choose(this.chosen + 1),
      ArrowUp: () => this.choose(this.chosen - 1),
      Tab: () => this.pick(this.chosen),
      Enter: () => this.pick(this.chosen),
      Escape: () => this.hideMenu(),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  // Write a suggestion. execCommand, though old, is the one way that Ctrl+Z can take back.
  pick(at) {
    const { from, to, choices } = this.hits;
    const typed = this.text.value.slice(from, this.text.selectionStart);
    const kept = choices[at].startsWith(typed) ? typed.length : 0; // taking it back leaves it typed
    const words = `${choices[at].slice(kept)}}`;
    this.text.focus();
    this.text.setSelectionRange(from + kept, to);
    if (!document.execCommand('insertText', false, words)) {
      this.text.setRangeText(words, from + kept, to, 'end');
      this.typed();
    }
    this.hideMenu();
  }
}

const editors = new WeakMap(); // textarea -> Editor: one for each mount

export default function (component) {
  const root = component.parentElement;
  const textarea = root.querySelector('.text');
  if (!editors.has(textarea)) editors.set(textarea, new Editor(root, textarea));
  editors.get(textarea).update(component);
}
