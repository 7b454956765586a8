// Passkeys: a form that asks the server what to ask the browser for, and sends what the browser gives. Where there are none, the form
// stays hidden.
(function () {
  'use strict';
  if (!window.PublicKeyCredential || !PublicKeyCredential.parseCreationOptionsFromJSON) { return; }

  function ask(form) {
    var body = new FormData(form);
    return fetch(form.action.replace('handler=Passkey', 'handler=PasskeyOptions'), { method: 'POST', body: body, credentials: 'same-origin' })
      .then(function (answer) {
        if (!answer.ok) { throw new Error(String(answer.status)); }
        return answer.json();
      });
  }

  function take(form, options) {
    return form.getAttribute('data-passkey') === 'create'
      ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
      : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  }

  document.querySelectorAll('[data-passkey]').forEach(function (form) {
    var failed = form.querySelector('[data-passkey-failed]');
    form.hidden = false;
    form.addEventListener('submit', function (event) {
      event.preventDefault();
      failed.hidden = true;
      ask(form).then(function (options) { return take(form, options); }).then(function (credential) {
        form.elements.Credential.value = JSON.stringify(credential);
        form.submit();
      }).catch(function () { failed.hidden = false; });
    });
  });
})();
