import { contentModel, contentShare, READ_ONLY } from '../testing/contents';
import { trans } from '../testing/server';
import { hindrance, isReadOnly } from './entry';

describe('hindrance', () => {
  it('lets people do what the share allows', () => {
    const file = contentModel({ path: 'ScienceMesh:Beam/a.csv' });
    expect(hindrance(file, 'write', trans)).toBeNull();
    expect(hindrance(file, 'delete', trans)).toBeNull();
  });

  it('lets them try where the server does not say', () => {
    const file = contentModel({ sciencemesh: contentShare({ rights: null }) });
    expect(hindrance(file, 'delete', trans)).toBeNull();
  });

  it('names who lets them read only', () => {
    const file = contentModel({
      path: 'ScienceMesh:Beam/a.csv',
      sciencemesh: contentShare({ rights: READ_ONLY })
    });
    expect(hindrance(file, 'delete', trans)).toBe(
      '“a.csv” is read-only: Ines Example lets you read it.'
    );
    expect(isReadOnly(file)).toBe(true);
  });

  it('does not let them rename or delete a share', () => {
    const share = contentModel({
      path: 'ScienceMesh:Beam',
      type: 'directory'
    });
    expect(hindrance(share, 'delete', trans)).toContain('decline or hide');
    expect(hindrance(share, 'move', trans)).toContain('decline or hide');
    expect(hindrance(share, 'create', trans)).toBeNull();
  });

  it('says that nothing can be made beside the shares', () => {
    const root = contentModel({
      path: 'ScienceMesh:',
      sciencemesh: contentShare({ shareId: null })
    });
    expect(hindrance(root, 'create', trans)).toContain('Open one of them');
  });

  it('speaks of spaces where the files are the own ones', () => {
    const space = contentModel({ path: 'CERNBox:Home', type: 'directory' });
    expect(hindrance(space, 'delete', trans)).toBe(
      '“CERNBox:Home” is a space of yours: rename or delete it at cloud.example.org.'
    );
    const file = contentModel({ path: 'CERNBox:Home/a.csv' });
    expect(hindrance(file, 'delete', trans)).toBeNull();
    const root = contentModel({
      path: 'CERNBox:',
      sciencemesh: contentShare({ shareId: null })
    });
    expect(hindrance(root, 'create', trans)).toBe(
      'CERNBox begins with your spaces. Open one of them first.'
    );
  });

  it('passes on what the companion knows of a name', () => {
    const file = contentModel({
      sciencemesh: contentShare({ problem: 'Its name cannot be used here.' })
    });
    expect(hindrance(file, 'write', trans)).toBe(
      'Its name cannot be used here.'
    );
  });
});
