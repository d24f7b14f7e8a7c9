/**
 * Which package brings a Python module.
 *
 * The names of modules come from strangers, and anyone may publish a package
 * under a name that a notebook merely imports. So a command is offered for the
 * well-known ones only.
 */
import type { Finding } from 'sciencemesh-contract';

/** Packages on PyPI by the module they bring. */
const onPyPI: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    'altair astropy awkward bokeh boost_histogram cartopy coffea dask dask_awkward fsspec geopandas h5py healpy hist holoviews hvplot iminuit ipywidgets joblib keras lmfit matplotlib mplhep netCDF4 networkx nibabel nltk numba numpy obspy openpyxl pandas particle plotly polars pyarrow pydicom pyhf pymatgen pyproj pytest rasterio requests scanpy scipy seaborn shapely spacy statsmodels sympy tables tensorflow torch torchvision tqdm transformers tifffile uproot vector xarray xgboost xlrd zarr'
      .split(' ')
      .map(name => [name, name])
  ),
  Bio: 'biopython',
  PIL: 'Pillow',
  bs4: 'beautifulsoup4',
  cv2: 'opencv-python-headless',
  dateutil: 'python-dateutil',
  dotenv: 'python-dotenv',
  fitz: 'pymupdf',
  igraph: 'igraph',
  lxml: 'lxml',
  skimage: 'scikit-image',
  sklearn: 'scikit-learn',
  umap: 'umap-learn',
  yaml: 'PyYAML'
};

/** What only conda brings in a usable form. */
const onConda: Readonly<Record<string, string>> = {
  ROOT: 'root',
  gdal: 'gdal',
  osgeo: 'gdal',
  rdkit: 'rdkit'
};

/** One finding for each way in which missing modules can be installed. */
export function missingModules(missing: readonly string[]): Finding[] {
  const known = (table: Readonly<Record<string, string>>) =>
    missing.filter(name => Object.hasOwn(table, name));
  const findings: Finding[] = [];
  const add = (
    names: readonly string[],
    then: string,
    offer: string | null
  ) => {
    if (names.length > 0) {
      findings.push({
        code: 'imports-missing',
        message: `Not installed here: ${listed(names)}. ${then}`,
        offer
      });
    }
  };
  const pip = known(onPyPI);
  const conda = known(onConda).filter(name => !pip.includes(name));
  const packages = (
    names: readonly string[],
    table: Readonly<Record<string, string>>
  ) => [...new Set(names.map(name => table[name] ?? name))].join(' ');
  add(
    pip,
    'Install it from a cell of the notebook.',
    `%pip install ${packages(pip, onPyPI)}`
  );
  add(
    conda,
    'It comes with conda; pip has no usable form of it.',
    `conda install -c conda-forge ${packages(conda, onConda)}`
  );
  add(
    missing.filter(name => !pip.includes(name) && !conda.includes(name)),
    'Ask the sender which packages bring it.',
    null
  );
  return findings;
}

/** `a, b and c`; of many, the first ones. */
export function listed(names: readonly string[]): string {
  const shown =
    names.length > 8
      ? [...names.slice(0, 7), `${names.length - 7} more`]
      : names;
  return shown.length < 2
    ? shown.join('')
    : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1) ?? ''}`;
}
