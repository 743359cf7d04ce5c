/** The superadmin of the template database. */
export const platformAdmin = { email: 'root@example.com', password: 'correct horse battery' };
