// Light or dark before the first paint: the choice kept on this machine, else what the system says.
(function () {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  let kept = null;
  try { kept = localStorage.getItem("declass.theme"); } catch { /* storage may be forbidden */ }
  const apply = () => { document.documentElement.dataset.theme = kept || (dark.matches ? "dark" : "light"); };
  dark.addEventListener("change", apply);
  apply();
})();
