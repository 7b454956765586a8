// Before the first drawing: that there are scripts, and the theme. The reader's choice stands in the page, else her system says.
(function () {
  'use strict';
  var root = document.documentElement;
  var dark = matchMedia('(prefers-color-scheme: dark)');
  root.classList.add('js');
  function follow() {
    if (root.getAttribute('data-theme-chosen') !== 'yes') {
      root.setAttribute('data-bs-theme', dark.matches ? 'dark' : 'light');
      document.dispatchEvent(new CustomEvent('themechange'));
    }
  }
  follow();
  dark.addEventListener('change', follow);
})();
