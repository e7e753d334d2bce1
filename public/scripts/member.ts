/* A patient's own page can be put on the phone's first screen; without a line it says so. Nothing about the patient is kept. */
if ('serviceWorker' in navigator && window.isSecureContext) {
  void navigator.serviceWorker.register(`/m/worker.js?lang=${document.documentElement.lang}`, { scope: '/m/' }).catch(() => undefined);
}
