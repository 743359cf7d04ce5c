import { dropTemplate } from './template.js';

export default dropTemplate;
