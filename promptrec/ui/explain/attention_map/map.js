// Attention of all heads on canvases: thumbnails of layers x heads, one large head, and the tokens.
// A click on a token shows what it looks at, or what looks at it. Tokens reach the page through
// textContent alone. What is looked at goes to Python, which writes it into the address.

const GAP = 2; // pixels between thumbnails
const SILENCE = 300; // ms after the last change before Python hears of it
const percent = (weight) => `${Math.round(weight / 2.55)} %`;

class Map_ {
  constructor(root) {
    const find = (name) => root.querySelector(name);
    this.root = root;
    this.mode = find('.mode');
    this.back = find('.back');
    this.tokens = find('.tokens');
    this.note = find('.note');
    this.detail = find('.detail');
    this.save = find('.save');
    this.thumbs = find('.thumbs');
    this.big = find('.big');
    this.name = find('.big-name');
    this.pair = find('.pair');
    this.chosen = null; // {layer, head}
    this.token = 0;
    this.seen = '';
    this.mode.addEventListener('change', () => this.draw());
    this.back.addEventListener('change', () => this.draw());
    this.thumbs.addEventListener('click', (event) => this.pick(event));
    this.thumbs.addEventListener('keydown', (event) => this.step(event));
    this.big.addEventListener('click', (event) => { this.row(event); this.tellPair(event); });
    this.big.addEventListener('pointermove', (event) => this.tellPair(event));
    this.big.addEventListener('pointerleave', () => { this.pair.textContent = this.data.words.pair; });
    this.save.addEventListener('click', () => savePicture(this));
    this.tokens.addEventListener('keydown', (event) => this.walk(event));
    this.tokens.addEventListener('pointerover', (event) => this.tell(event.target));
    this.tokens.addEventListener('pointerleave', () => this.tell(this.tokens.children[this.token]));
  }

  update({ data, setStateValue }) {
    this.setStateValue = setStateValue;
    if (data.stamp === this.seen) return;
    this.seen = data.stamp;
    this.data = data;
    this.size = data.tokens.length;
    this.values = Uint8Array.from(atob(data.weights), (one) => one.charCodeAt(0));
    this.rollout = Uint8Array.from(atob(data.rollout), (one) => one.charCodeAt(0));
    for (const [name, text] of Object.entries({ look: data.words.look, back: data.words.back, all: data.words.all }))
      this.root.querySelector(`.t-${name}`).textContent = text;
    this.mode.replaceChildren(...['head', 'layer', 'rollout'].map((one) => {
      const option = document.createElement('option');
      option.value = one;
      option.textContent = data.words[one];
      return option;
    }));
    this.thumbs.setAttribute('aria-label', data.words.all);
    this.pair.textContent = data.words.pair;
    this.tokens.setAttribute('aria-label', data.words.keys);
    this.save.textContent = data.words.save;
    this.tokens.replaceChildren(...data.tokens.map((text, at) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = text;
      button.setAttribute('aria-label', data.details[at]);
      button.addEventListener('click', () => { this.token = at; this.draw(); });
      return button;
    }));
    this.begin(data.look);
    this.drawAll();
  }

  // What was looked at, as mode.layer.head.token.direction; parts that are missing or wrong are the usual ones.
  begin(look) {
    const [mode, layer, head, token, direction] = look.split('.');
    const whole = (text, least, most, usual) => {
      const value = /^\d+$/.test(text ?? '') ? Number(text) : -1;
      return value >= least && value <= most ? value : usual;
    };
    this.mode.value = ['head', 'layer', 'rollout'].includes(mode) ? mode : 'head';
    this.chosen = {
      layer: whole(layer, 1, this.data.layers, this.data.layers) - 1,
      head: whole(head, 1, this.data.heads, 1) - 1,
    };
    this.token = whole(token, 0, this.size - 1, this.data.read_at);
    this.back.checked = direction === 'from';
    this.kept = this.look();
  }

  look() {
    const { layer, head } = this.chosen;
    return [this.mode.value, layer + 1, head + 1, this.token, this.back.checked ? 'from' : 'to'].join('.');
  }

  keep() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (this.look() === this.kept) return;
      this.kept = this.look();
      this.setStateValue('look', this.kept);
    }, SILENCE);
  }

  drawAll() {
    this.drawThumbs();
    this.draw();
  }

  // Weight from one token to another, 0 to 255, in the chosen view.
  weight(from, to) {
    const { size } = this;
    if (this.mode.value === 'rollout') return this.rollout[from * size + to];
    const { layer, head } = this.chosen;
    const at = (one) => this.values[((layer * this.data.heads + one) * size + from) * size + to];
    if (this.mode.value === 'head') return at(head);
    let sum = 0;
    for (let one = 0; one < this.data.heads; one += 1) sum += at(one);
    return sum / this.data.heads;
  }

  draw() {
    const { size, token } = this;
    const back = this.back.checked;
    const row = Array.from({ length: size }, (_, at) => (back ? this.weight(at, token) : this.weight(token, at)));
    const top = Math.max(...row, 1);
    [...this.tokens.children].forEach((button, at) => {
      const share = Math.round((row[at] / top) * 75);
      button.style.background = `color-mix(in srgb, light-dark(#1b7fbd, #4aa3dd) ${share}%, transparent)`;
      button.setAttribute('aria-pressed', at === token ? 'true' : 'false');
      button.tabIndex = at === token ? 0 : -1; // one stop for Tab; arrows walk on
    });
    this.tell(this.tokens.children[token]);
    const order = row.map((value, at) => [value, at]).sort((a, b) => b[0] - a[0]).slice(0, 3);
    const list = order.map(([value, at]) => `${this.called(at)} ${percent(value)}`).join(', ');
    const words = back ? this.data.words.seen_by : this.data.words.looks_at;
    this.note.textContent = words.replace('TOKEN', () => this.called(token)).replace('LIST', () => list);
    const { layer, head } = this.chosen;
    this.name.textContent = this.mode.value === 'rollout' ? this.data.words.rollout
      : this.mode.value === 'layer' ? `${this.data.words.layer_name} ${layer + 1}`
        : `${this.data.words.layer_name} ${layer + 1}, ${this.data.words.head_name} ${head + 1}`;
    this.paint();
    this.keep();
  }

  // Red, green and blue of a weight, which sets how opaque it is.
  ink() {
    return getComputedStyle(this.big).colorScheme.includes('dark') ? [74, 163, 221] : [27, 127, 189];
  }

  colour(image, at, value, ink) {
    image.data.set(ink, at);
    image.data[at + 3] = Math.min(255, Math.round(255 * Math.sqrt(value / 255)));
  }

  paint() {
    const { size } = this;
    this.big.width = size;
    this.big.height = size;
    const context = this.big.getContext('2d');
    const image = context.createImageData(size, size);
    const ink = this.ink();
    for (let from = 0; from < size; from += 1)
      for (let to = 0; to < size; to += 1)
        this.colour(image, 4 * (from * size + to), this.weight(from, to), ink);
    context.putImageData(image, 0, 0);
    context.fillStyle = 'rgba(213, 94, 0, 0.28)';
    if (this.back.checked) context.fillRect(this.token, 0, 1, size);
    else context.fillRect(0, this.token, size, 1);
  }

  drawThumbs() {
    const { layers, heads } = this.data;
    const cell = Math.max(18, Math.min(44, Math.floor(560 / heads))); // pixels of a thumbnail
    this.cell = cell;
    this.thumbs.width = heads * (cell + GAP);
    this.thumbs.height = layers * (cell + GAP);
    const context = this.thumbs.getContext('2d');
    const { size } = this;
    const ink = this.ink();
    for (let layer = 0; layer < layers; layer += 1)
      for (let head = 0; head < heads; head += 1) {
        const image = context.createImageData(cell, cell);
        const start = (layer * heads + head) * size * size;
        for (let y = 0; y < cell; y += 1)
          for (let x = 0; x < cell; x += 1) {
            const from = Math.floor((y * size) / cell);
            const to = Math.floor((x * size) / cell);
            this.colour(image, 4 * (y * cell + x), this.values[start + from * size + to], ink);
          }
        context.putImageData(image, head * (cell + GAP), layer * (cell + GAP));
      }
    context.strokeStyle = '#d55e00';
    context.lineWidth = 2;
    const { layer, head } = this.chosen;
    context.strokeRect(head * (cell + GAP) + 1, layer * (cell + GAP) + 1, cell - 2, cell - 2);
  }

  pick(event) {
    const box = this.thumbs.getBoundingClientRect();
    const scale = this.thumbs.width / box.width;
    this.choose(
      Math.floor(((event.clientY - box.top) * scale) / (this.cell + GAP)),
      Math.floor(((event.clientX - box.left) * scale) / (this.cell + GAP)),
    );
  }

  choose(layer, head) {
    const inside = (value, count) => Math.min(count - 1, Math.max(0, value));
    this.chosen = { layer: inside(layer, this.data.layers), head: inside(head, this.data.heads) };
    if (this.mode.value === 'rollout') this.mode.value = 'head';
    this.drawAll();
  }

  step(event) {
    const move = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (!move) return;
    event.preventDefault();
    this.choose(this.chosen.layer + move[0], this.chosen.head + move[1]);
  }

  // A token's text; of equal ones also the place.
  called(at) {
    const texts = this.data.tokens;
    const text = texts[at].trim();
    return texts.filter((one) => one.trim() === text).length > 1 ? `${text} (${at})` : text;
  }

  // Place of the token under the pointer, across or down the large head.
  placeIn(position, length) {
    return Math.min(this.size - 1, Math.max(0, Math.floor((position / length) * this.size)));
  }

  pointed(event) {
    const box = this.big.getBoundingClientRect();
    return {
      from: this.placeIn(event.clientY - box.top, box.height),
      to: this.placeIn(event.clientX - box.left, box.width),
    };
  }

  // Who looks at whom in the cell under the pointer, and how much.
  tellPair(event) {
    const { from, to } = this.pointed(event);
    this.pair.textContent = `${this.called(from)} → ${this.called(to)}: ${percent(this.weight(from, to))}`;
  }

  // What a token says of itself: its place in the prompt and in the data.
  tell(button) {
    const at = [...this.tokens.children].indexOf(button);
    if (at >= 0) this.detail.textContent = this.data.details[at];
  }

  walk(event) {
    const to = { ArrowRight: this.token + 1, ArrowLeft: this.token - 1, Home: 0, End: this.size - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.token = Math.min(this.size - 1, Math.max(0, to));
    this.draw();
    this.tokens.children[this.token].focus();
  }

  row(event) {
    const { from, to } = this.pointed(event);
    this.token = this.back.checked ? to : from;
    this.draw();
  }
}

const maps = new WeakMap(); // canvas -> Map_: one for each mount

export default function (component) {
  const canvas = component.parentElement.querySelector('.big');
  if (!maps.has(canvas)) maps.set(canvas, new Map_(component.parentElement));
  maps.get(canvas).update(component);
}
