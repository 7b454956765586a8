// Forms marked data-keep: what is typed in them stays in this tab until the server has taken it, also over signing in again.
// Passwords, codes and whatever stands in a field or part marked data-secret are never among it.
(function () {
  'use strict';
  var start = 'kept:', charactersMax = 200000;
  var root = document.documentElement;
  var reader = root.dataset.reader || '';
  var isBare = document.body.classList.contains('bare');
  var forms = Array.from(document.querySelectorAll('form[data-keep]'));

  function read(key) { try { return JSON.parse(sessionStorage.getItem(key)); } catch { return null; } }

  function write(key, entry) {
    try {
      var text = JSON.stringify(entry);
      if (text.length <= charactersMax) { sessionStorage.setItem(key, text); }
    } catch { /* A browser that keeps nothing: the form works without. */ }
  }

  function drop(key) { try { sessionStorage.removeItem(key); } catch { /* As above. */ } }

  function keys() { try { return Object.keys(sessionStorage).filter(function (k) { return k.startsWith(start); }); } catch { return []; } }

  // A form is known by its page and its place in it; what its page is of stands in the address.
  function keyOf(form) { return start + location.pathname + '#' + (form.id || document.querySelectorAll('form[data-keep]').length > 1 ? form.id || forms.indexOf(form) : ''); }

  function isKept(field) {
    return field.name && !field.name.startsWith('__') && !field.disabled && !field.closest('[data-secret]') &&
      !/password|one-time/.test(field.autocomplete) && !['password', 'hidden', 'file', 'submit', 'button', 'search'].includes(field.type);
  }

  function fields(form) { return Array.from(form.elements).filter(isKept); }

  function isBox(field) { return field.type === 'checkbox' || field.type === 'radio'; }

  function valueOf(field) { return isBox(field) ? (field.checked ? field.value : null) : field.value; }

  function firstOf(field) {
    return isBox(field) ? (field.defaultChecked ? field.value : null)
      : field.options ? (Array.from(field.options).find(function (o) { return o.defaultSelected; }) || field.options[0] || {}).value : field.defaultValue;
  }

  function isChanged(form) { return Array.from(form.elements).some(function (f) { return f.name && 'value' in f && f.type !== 'hidden' && f.type !== 'submit' && f.type !== 'button' && valueOf(f) !== firstOf(f); }); }

  function keep(form) {
    write(keyOf(form), { reader: reader, page: location.pathname + location.search,
      values: fields(form).map(function (f) { return [f.name, isBox(f) ? f.value : null, valueOf(f)]; }) });
  }

  function putBack(form, entry) {
    var changed = false;
    entry.values.forEach(function (kept) {
      var field = fields(form).find(function (f) { return f.name === kept[0] && (!isBox(f) || f.value === kept[1]); });
      if (!field || valueOf(field) === kept[2]) { return; }
      changed = true;
      if (isBox(field)) { field.checked = kept[2] !== null; } else { field.value = kept[2]; }
    });
    return changed;
  }

  // What was sent was taken if the answer says so or leads elsewhere. It was not if it led to signing in, was refused, or failed.
  var isRefused = !!document.querySelector('.page-head ~ .note-refused, main [aria-invalid="true"], main .alert-danger');
  var isTaken = !!document.querySelector('.page-head ~ .note-said');
  keys().forEach(function (key) {
    var entry = read(key);
    if (!entry || (!isBare && entry.reader && entry.reader !== reader)) {
      drop(key);
    } else if (entry.sent && isBare && !forms.length) {
      write(key, Object.assign(entry, { sent: false, lost: true }));
    } else if (entry.sent && (isTaken || entry.page.split('?')[0] !== location.pathname)) {
      drop(key);
    } else if (entry.sent) {
      write(key, Object.assign(entry, { sent: false }));
    }
  });

  function show(selector) {
    var note = document.querySelector(selector);
    if (note) { note.hidden = false; }
    return note;
  }

  var isBack = forms.filter(function (form) {
    var entry = isRefused ? null : read(keyOf(form));
    return entry && putBack(form, entry);
  });
  if (isBack.length) { show('[data-kept-here]'); }
  var elsewhere = isBare ? null : keys().map(read).find(function (e) { return e && e.lost && e.page.split('?')[0] !== location.pathname; });
  if (elsewhere && elsewhere.page.startsWith('/') && !elsewhere.page.startsWith('//')) {
    var note = show('[data-kept-there]');
    if (note) { note.querySelector('a').href = elsewhere.page; }
  }

  document.addEventListener('click', function (event) {
    if (event.target.closest('[data-keep-drop]')) {
      isBack.forEach(function (form) { drop(keyOf(form)); form.reset(); });
      document.querySelector('[data-kept-here]').hidden = true;
    }
  });

  ['input', 'change'].forEach(function (kind) {
    document.addEventListener(kind, function (event) {
      var form = event.target.form;
      if (form && form.hasAttribute('data-keep')) { keep(form); }
    });
  });

  // Leaving a changed form is asked about, unless it is sent.
  var isSending = false;
  document.addEventListener('submit', function (event) {
    if (event.defaultPrevented) { return; }
    isSending = true;
    setTimeout(function () { isSending = false; }, 3000);
    if (event.target.hasAttribute('data-keep')) {
      keep(event.target);
      write(keyOf(event.target), Object.assign(read(keyOf(event.target)) || {}, { sent: true }));
    }
    if (event.target.hasAttribute('data-sign-out')) { keys().forEach(drop); }
  });
  addEventListener('beforeunload', function (event) {
    if (!isSending && Array.from(document.querySelectorAll('form[data-keep], form[data-warn]')).some(isChanged)) { event.preventDefault(); }
  });
})();
