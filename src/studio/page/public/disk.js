// Browsers let a page from the disk load no modules: without a word it would stay blank.
if (location.protocol === 'file:')
  addEventListener('DOMContentLoaded', () => {
    document.getElementById('studio').innerHTML =
      '<main class="starting"><h2>The studio needs a web server</h2><p>A browser does not let a page that is ' +
      'opened from the disk load its parts. Any server of files does, such as <code>npx serve</code> or ' +
      '<code>python3 -m http.server</code> in this folder; or run <code>dcign studio</code>.</p></main>';
  });
