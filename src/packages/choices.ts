import type {
  OpenRequest,
  PackageFile,
  PackagePreview
} from 'sciencemesh-contract';
import type { FormData } from './parameters';
import { changedParameters, initialFormData } from './parameters';
import { FileSelection } from './selection';

/**
 * What a person chooses in a preview before opening: files and parameters.
 */
export class PackageChoices {
  /**
   * Which files the person wants.
   */
  get selection(): FileSelection {
    return this._selection;
  }

  /**
   * What the form of the parameters holds.
   */
  get formData(): FormData {
    return this._formData;
  }

  /**
   * How many fields of the form are not filled in as they must be.
   */
  get formErrors(): number {
    return this._formErrors;
  }

  /**
   * Take over a preview: what was chosen in an earlier one stays chosen.
   */
  adopt(preview: PackagePreview): void {
    this._selection = this._selection.for(preview.files);
    if (!this._preview) {
      this._formData = initialFormData(preview.parameters);
    }
    this._preview = preview;
  }

  /**
   * Choose files, or leave them out.
   */
  choose(files: readonly PackageFile[], chosen: boolean): void {
    this._selection = this._selection.with(files, chosen);
  }

  /**
   * Take over what was typed into the form.
   */
  fill(data: FormData, errors: number): void {
    this._formData = data;
    this._formErrors = errors;
  }

  /**
   * The request that opens the package as it was chosen.
   *
   * @param fresh - make a new working copy beside one that is there
   */
  request(folder: string, fresh: boolean): OpenRequest {
    const { excluded } = this._selection;
    const parameters = this._preview?.parameters ?? [];
    return {
      folder,
      parameters: changedParameters(parameters, this._formData),
      ...(excluded.length > 0 ? { exclude: excluded } : {}),
      ...(fresh ? { fresh } : {})
    };
  }

  private _formData: FormData = {};
  private _formErrors = 0;
  private _preview: PackagePreview | null = null;
  private _selection = new FileSelection([]);
}
