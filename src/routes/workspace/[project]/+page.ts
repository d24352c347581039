/** A project's own address leads to its editor. */

import { redirect } from '@sveltejs/kit';
import { resolve } from '$app/paths';
import type { PageLoad } from './$types';

export const load: PageLoad = ({ params }) => {
  redirect(307, resolve(`/workspace/${params.project}/logic-studio`));
};
