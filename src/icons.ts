import { LabIcon } from '@jupyterlab/ui-components';
import conflictSvg from '../style/icons/conflict.svg';
import dataSvg from '../style/icons/data.svg';
import goneSvg from '../style/icons/gone.svg';
import hideSvg from '../style/icons/hide.svg';
import infoSvg from '../style/icons/info.svg';
import jobSvg from '../style/icons/job.svg';
import packageSvg from '../style/icons/package.svg';
import pendingSvg from '../style/icons/pending.svg';
import publishSvg from '../style/icons/publish.svg';
import publishedSvg from '../style/icons/published.svg';
import refusedSvg from '../style/icons/refused.svg';
import repositorySvg from '../style/icons/repository.svg';
import reviewSvg from '../style/icons/review.svg';
import scienceMeshSvg from '../style/icons/sciencemesh.svg';
import scriptSvg from '../style/icons/script.svg';
import serviceSvg from '../style/icons/service.svg';
import showSvg from '../style/icons/show.svg';
import submitSvg from '../style/icons/submit.svg';
import unreachableSvg from '../style/icons/unreachable.svg';
import uploadingSvg from '../style/icons/uploading.svg';
import versionSvg from '../style/icons/version.svg';
import warningSvg from '../style/icons/warning.svg';
import workflowSvg from '../style/icons/workflow.svg';

/** Three nodes of a federation. */
export const scienceMeshIcon = new LabIcon({
  name: 'jupyterlab-sciencemesh:sciencemesh',
  svgstr: scienceMeshSvg
});

/** A Package for Processing. */
export const packageIcon = new LabIcon({
  name: 'jupyterlab-sciencemesh:package',
  svgstr: packageSvg
});

/** A package of data alone. */
export const dataIcon = new LabIcon({
  name: 'jupyterlab-sciencemesh:data',
  svgstr: dataSvg
});

/** A package around a git repository. */
export const repositoryIcon = new LabIcon({
  name: 'jupyterlab-sciencemesh:repository',
  svgstr: repositorySvg
});

/** A package around a script. */
export const scriptIcon = new LabIcon({
  name: 'jupyterlab-sciencemesh:script',
  svgstr: scriptSvg
});

/** A package that runs as a service elsewhere. */
export const serviceIcon = new LabIcon({
  name: 'jupyterlab-sciencemesh:service',
  svgstr: serviceSvg
});

/** A package around a workflow. */
export const workflowIcon = new LabIcon({
  name: 'jupyterlab-sciencemesh:workflow',
  svgstr: workflowSvg
});

/** Hand a job to a site. */
export const submitIcon = new LabIcon({
  name: 'jupyterlab-sciencemesh:submit',
  svgstr: submitSvg
});

/** Put out of sight. */
export const hideIcon = new LabIcon({
  name: 'jupyterlab-sciencemesh:hide',
  svgstr: hideSvg
});

/** Bring back into sight. */
export const showIcon = new LabIcon({
  name: 'jupyterlab-sciencemesh:show',
  svgstr: showSvg
});

/** Good to know. */
export const infoIcon = new LabIcon({
  name: 'jupyterlab-sciencemesh:info',
  svgstr: infoSvg
});

/** Something to know before going on. */
export const warningIcon = new LabIcon({
  name: 'jupyterlab-sciencemesh:warning',
  svgstr: warningSvg
});

/** Kept here until its server takes it. */
export const pendingIcon = new LabIcon({
  name: 'jupyterlab-sciencemesh:pending',
  svgstr: pendingSvg
});

/** Two have changed the same file. */
export const conflictIcon = new LabIcon({
  name: 'jupyterlab-sciencemesh:conflict',
  svgstr: conflictSvg
});

/** A server that cannot be reached. */
export const unreachableIcon = new LabIcon({
  name: 'jupyterlab-sciencemesh:unreachable',
  svgstr: unreachableSvg
});

/** A server that does not take our key. */
export const refusedIcon = new LabIcon({
  name: 'jupyterlab-sciencemesh:refused',
  svgstr: refusedSvg
});

/** Revoked, or no longer there. */
export const goneIcon = new LabIcon({
  name: 'jupyterlab-sciencemesh:gone',
  svgstr: goneSvg
});

/** A job on a batch system. */
export const jobIcon = new LabIcon({
  name: 'jupyterlab-sciencemesh:job',
  svgstr: jobSvg
});

/** Files go to a repository for good. */
export const publishIcon = new LabIcon({
  name: 'jupyterlab-sciencemesh:publish',
  svgstr: publishSvg
});

/** It has a DOI and stays. */
export const publishedIcon = new LabIcon({
  name: 'jupyterlab-sciencemesh:published',
  svgstr: publishedSvg
});

/** Somebody at the repository looks at it. */
export const reviewIcon = new LabIcon({
  name: 'jupyterlab-sciencemesh:review',
  svgstr: reviewSvg
});

/** Files on their way to a repository. */
export const uploadingIcon = new LabIcon({
  name: 'jupyterlab-sciencemesh:uploading',
  svgstr: uploadingSvg
});

/** One more version of what is published. */
export const versionIcon = new LabIcon({
  name: 'jupyterlab-sciencemesh:version',
  svgstr: versionSvg
});
