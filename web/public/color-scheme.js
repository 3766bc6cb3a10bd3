// Runs before the first paint, as a file of its own because the content security policy allows no inline script.
(function () {
  let remembered = null;
  try {
    remembered = localStorage.getItem('akawo-color-scheme');
  } catch {
    // Storage is switched off in this browser: the system's choice is used.
  }
  const systemIsDark = matchMedia('(prefers-color-scheme: dark)').matches;
  const scheme = remembered === 'light' || remembered === 'dark' ? remembered : systemIsDark ? 'dark' : 'light';
  document.documentElement.setAttribute('data-mantine-color-scheme', scheme);
})();
