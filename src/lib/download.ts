/** Downloads that the server answers as attachments; the session's cookie lets them in. */

/** The whole project as a zip: TcPOU as TcPOU, PLCopen XML as PLCopen XML, everything else as ST. */
export function downloadProject(projectId: string): void {
  const link = document.createElement('a');
  link.href = `/api/projects/${encodeURIComponent(projectId)}/export/project`;
  link.download = `${projectId}.zip`;
  link.click();
}
