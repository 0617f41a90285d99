/** The worker only makes opening quicker, and possible without a line; where there is none the app works the same. */
export function startWorker(): void {
  if (!("serviceWorker" in navigator)) return;
  window.addEventListener("load", () => {
    navigator.serviceWorker.register("/phone/sw.js", { scope: "/phone/" }).catch(() => undefined);
  });
}
