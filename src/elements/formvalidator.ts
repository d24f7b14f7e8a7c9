import type { ValidatorType } from '@rjsf/utils';
import * as React from 'react';

/**
 * The validator of forms, loaded when the first form needs it: it is as large
 * as all the rest of this extension.
 *
 * @param isNeeded - whether there is a form already
 * @returns null until it is there
 */
export function useFormValidator(isNeeded = true): ValidatorType | null {
  const [validator, setValidator] = React.useState<ValidatorType | null>(null);
  React.useEffect(() => {
    let isMounted = true;
    if (isNeeded) {
      void import('@rjsf/validator-ajv8').then(module => {
        if (isMounted) {
          setValidator(module.default as ValidatorType);
        }
      });
    }
    return () => {
      isMounted = false;
    };
  }, [isNeeded]);
  return validator;
}
