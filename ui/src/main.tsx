import { render } from 'solid-js/web';
import { App } from './app.tsx';
import { restoreLocale } from './i18n/preferred-locale.ts';
import { restoreTheme } from './layout/theme.ts';
import { preloadPage } from './preload-page.ts';
import './styles.css';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element with the id "root"');

restoreTheme();
preloadPage(location.pathname);
await restoreLocale();
render(() => <App />, root);
