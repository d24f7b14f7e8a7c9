/**
 * Sites that jobs can be sent to.
 */
import { BySite, Problem, Site, SiteList } from 'sciencemesh-contract';
import type { HttpServer } from '../http/server.ts';
import type { JobLibrary } from '../jobs/library.ts';
import type { Sites } from '../jobs/sites.ts';

export function addSites(
  server: HttpServer,
  { jobs, sites }: { jobs: JobLibrary; sites: Sites }
): void {
  server.get(
    '/api/sites',
    {
      schema: {
        summary: 'Batch systems that jobs can be sent to',
        response: { 200: SiteList }
      }
    },
    () => sites.list()
  );

  server.post(
    '/api/sites/:id/look',
    {
      schema: {
        summary: 'Ask a site how it is, now',
        params: BySite,
        response: { 200: Site, 404: Problem }
      }
    },
    async request => {
      const { id } = request.params;
      const site = await sites.look(id);
      if (site.state === 'ready') {
        jobs.hurry(id);
      }
      return site;
    }
  );
}
