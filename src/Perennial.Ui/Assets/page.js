// Behaviour of the server's pages: theme, what opens over a page, copying, confirming, keys. A page says all it has to say without this.
(function () {
  'use strict';
  var root = document.documentElement;
  var year = 31536000;

  function setTheme(theme) {
    root.setAttribute('data-bs-theme', theme);
    document.dispatchEvent(new CustomEvent('themechange'));
  }

  function switchTheme() {
    var theme = root.getAttribute('data-bs-theme') === 'dark' ? 'light' : 'dark';
    root.setAttribute('data-theme-chosen', 'yes');
    document.cookie = 'theme=' + theme + '; path=' + (root.dataset.base || '/') + '; max-age=' + year + '; SameSite=Lax' +
      (location.protocol === 'https:' ? '; Secure' : '');
    setTheme(theme);
  }

  // Paper is light.
  var onScreen;
  addEventListener('beforeprint', function () { onScreen = root.getAttribute('data-bs-theme'); setTheme('light'); });
  addEventListener('afterprint', function () { if (onScreen) { setTheme(onScreen); } });

  // What opens over a page closes by a click beside it and by Escape.
  function closeOpen(except) {
    document.querySelectorAll('details.pop[open], details.info[open]').forEach(function (d) {
      if (!except || !d.contains(except)) { d.open = false; }
    });
  }

  function copy(button) {
    var text = button.closest('.copy-part').querySelector('code').textContent;
    var label = button.querySelector('[role=status]'), before = label.textContent;
    navigator.clipboard.writeText(text).then(function () {
      label.textContent = button.dataset.copied;
      setTimeout(function () { label.textContent = before; }, 2000);
    }, function () {
      // Where the browser does not let a page copy, the text is chosen and the reader copies it.
      getSelection().selectAllChildren(button.closest('.copy-part').querySelector('code'));
    });
  }

  document.addEventListener('click', function (event) {
    var button = event.target.closest('button, a');
    closeOpen(event.target);
    if (!button) { return; }
    if (button.hasAttribute('data-theme-switch')) {
      switchTheme();
    } else if (button.hasAttribute('data-copy')) {
      copy(button);
    } else if (button.hasAttribute('data-keys-open')) {
      openKeys();
    } else if (button.hasAttribute('data-dialog-close')) {
      button.closest('dialog').close();
    }
  });
  document.addEventListener('click', function (event) {
    // A click on a dialog itself is one beside what stands in it.
    if (event.target.nodeName === 'DIALOG') {
      var box = event.target.getBoundingClientRect();
      if (event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom) { event.target.close(); }
    }
  });

  // The button of a form that asks for a word waits for it.
  function confirmed(input) {
    var right = input.value.trim() === input.dataset.confirm;
    input.form.querySelectorAll('button[type=submit], button:not([type])').forEach(function (b) { b.disabled = !right; });
  }
  document.querySelectorAll('input[data-confirm]').forEach(confirmed);
  document.addEventListener('input', function (event) {
    if (event.target.matches('input[data-confirm]')) { confirmed(event.target); }
  });

  // Keys of one letter can be turned off, as a voice or a slip of the hand may type them.
  var off = 'keys-off';
  function lettersOn() { try { return !localStorage.getItem(off); } catch { return true; } }
  function openKeys() {
    var keys = document.getElementById('keys');
    if (keys && !keys.open) {
      closeOpen();
      keys.querySelector('[data-keys-on]').checked = lettersOn();
      keys.showModal();
    }
  }
  document.addEventListener('change', function (event) {
    if (event.target.matches('[data-keys-on]')) {
      try {
        if (event.target.checked) { localStorage.removeItem(off); } else { localStorage.setItem(off, 'yes'); }
      } catch { /* Not kept where the browser keeps nothing. */ }
    }
  });

  function isTyping(target) {
    return target.closest && target.closest('input:not([type=checkbox]):not([type=radio]):not([type=submit]), textarea, select, [contenteditable]');
  }

  var afterG = 0, goMilliseconds = 1200;
  document.addEventListener('keydown', function (event) {
    if (event.key === 'Escape') {
      var open = document.querySelector('details.pop[open], details.info[open]');
      closeOpen();
      if (open && open.contains(document.activeElement)) { open.querySelector('summary').focus(); }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target) ||
        document.querySelector('dialog[open]') || !lettersOn()) {
      return;
    }
    // By the key's place and not its letter: on a Cyrillic keyboard it is the same key.
    var letter = /^Key[A-Z]$/.test(event.code) ? event.code.slice(3).toLowerCase() : '';
    if (event.key === '?') {
      event.preventDefault();
      openKeys();
    } else if (letter === 'g' && !event.shiftKey) {
      afterG = event.timeStamp;
    } else if (letter && afterG && event.timeStamp - afterG < goMilliseconds) {
      afterG = 0;
      var link = document.querySelector('[data-go="' + letter + '"]');
      if (link) { link.click(); }
    }
  });

  // A page that does not come at once says that it is on its way.
  var leaving, patienceMilliseconds = 300;
  function leave() { leaving = setTimeout(function () { root.classList.add('is-leaving'); }, patienceMilliseconds); }
  function stay() { clearTimeout(leaving); root.classList.remove('is-leaving'); }
  document.addEventListener('click', function (event) {
    var link = event.target.closest('a[href]');
    if (link && !event.defaultPrevented && event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !link.target &&
        !link.hasAttribute('download') && link.origin === location.origin && !(link.hash && link.pathname === location.pathname)) {
      leave();
    }
  });
  document.addEventListener('submit', function (event) { if (!event.defaultPrevented && !event.target.target) { leave(); } });
  addEventListener('pageshow', stay);
  addEventListener('pagehide', stay);

  // A choice of period takes effect by itself; days wait for the button, as they are typed a part at a time.
  document.addEventListener('change', function (event) {
    if (event.target.matches('.period-part select')) { event.target.form.requestSubmit(); }
  });

  // A refused form is read from its first mistake.
  var wrong = document.querySelector('main [aria-invalid="true"]');
  if (wrong) { wrong.focus(); }
})();
