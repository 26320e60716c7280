// Template text -> coloured stretches, by the rules of promptrec/prompt/parse.py. One pass; it only
// paints: what a template means, and what is wrong with it in words, Python decides.

const FAMILIES = ['user', 'item', 'history', 'context'];
const NUMBER = /^0*[1-9][0-9]{0,2}$/;

// [{start, end, kind, bad, optional}]: kind is a CSS class, "" for plain words; together all of text.
function scan(text, fields) {
  const found = [];
  let at = 0, words = 0, opened = null, masks = 0;
  const add = (start, end, kind, bad = false) => {
    if (end > start) found.push({ start, end, kind, bad, optional: opened !== null });
  };
  const mark = (size, kind, bad) => {
    add(words, at, '');
    add(at, at + size, kind, bad);
    at += size;
    words = at;
  };
  const brace = () => {
    const close = text.indexOf('}', at);
    if (close < 0) {
      const line = text.indexOf('\n', at);
      return mark((line < 0 ? text.length : line) - at, '', true);
    }
    const meant = meaning(text.slice(at + 1, close), fields);
    const fixed = meant.kind === 'mask' || meant.kind === 'soft';
    const second = meant.kind === 'mask' && masks++ > 0;
    return mark(close + 1 - at, meant.kind, meant.bad || second || (fixed && opened !== null));
  };
  const open = () => {
    if (opened !== null) return mark(1, '', true);
    opened = found.length; // where its bracket will stand, unless words come first
    if (at > words) {
      found.push({ start: words, end: at, kind: '', bad: false, optional: false });
      words = at;
      opened += 1;
    }
    return mark(1, 'bracket');
  };
  const close = () => {
    if (opened === null) return mark(1, '', true);
    mark(1, 'bracket');
    const inside = found.slice(opened);
    if (!inside.some(one => FAMILIES.includes(one.kind))) for (const one of inside) one.bad = true;
    opened = null;
    return undefined;
  };
  while (at < text.length) {
    const one = text[at];
    if (!'{}[]'.includes(one)) at += 1;
    else if (text[at + 1] === one) mark(2, 'doubled');
    else if (one === '{') brace();
    else if (one === '[') open();
    else if (one === ']') close();
    else mark(1, '', true);
  }
  add(words, at, '');
  if (opened !== null) found[opened].bad = true;
  return found;
}

// What stands between { and }.
function meaning(content, fields) {
  const colon = content.indexOf(':');
  const name = colon < 0 ? content : content.slice(0, colon);
  const rest = colon < 0 ? null : content.slice(colon + 1);
  if (/[{[\]\r\n]/.test(content)) return { kind: '', bad: true };
  if (name === 'mask') return { kind: 'mask', bad: rest !== null };
  if (name === 'soft') return { kind: 'soft', bad: !NUMBER.test((rest ?? '').split(' ')[0]) };
  const family = FAMILIES.find(one => name.startsWith(`${one}.`)) ?? '';
  return { kind: family, bad: !fields.has(name) || (rest !== null && !NUMBER.test(rest)) };
}

// The same stretches, cut where faults begin and end and marked bad inside them.
function withFaults(stretches, faults) {
  const edges = faults.flatMap(fault => [fault.start, fault.end]);
  return stretches.flatMap(one => {
    const inner = edges.filter(edge => edge > one.start && edge < one.end).sort((a, b) => a - b);
    const bounds = [one.start, ...inner, one.end];
    return bounds.slice(1).map((end, index) => {
      const start = bounds[index];
      const hit = faults.some(fault => start < fault.end && end > fault.start);
      return { ...one, start, end, bad: one.bad || hit };
    });
  });
}
