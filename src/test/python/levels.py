"""Grey levels as PIL and pydicom have them, for ImageLevelsIT.

  python3 levels.py dicom OUT            pydicom's own test files
  python3 levels.py pillow FOLDER OUT    the images of Pillow's tests, 64 x 64

A line a file: its path, a tab, then height, width and levels in hexadecimal; or an exclamation mark and why there are none.
"""
import logging
import pathlib
import sys
import warnings

import numpy as np
from PIL import Image

RED_GREEN_BLUE = np.array([.299, .587, .114])


def of_dicom(path):
    import pydicom
    from pydicom.pixels import apply_color_lut, apply_modality_lut, apply_voi_lut

    data = pydicom.dcmread(path, force=True)
    if int(data.get('NumberOfFrames') or 1) > 1:
        raise ValueError('several frames')
    pixels = data.pixel_array
    if data.PhotometricInterpretation == 'PALETTE COLOR':
        bits = data.RedPaletteColorLookupTableDescriptor[2]
        return apply_color_lut(pixels, data) / (2 ** bits - 1) * 255 @ RED_GREEN_BLUE
    if data.SamplesPerPixel == 3:
        return pixels / (2 ** data.BitsStored - 1) * 255 @ RED_GREEN_BLUE
    values = apply_modality_lut(pixels, data)
    bits = data.BitsStored
    low, high = (-2 ** (bits - 1), 2 ** (bits - 1) - 1) if data.PixelRepresentation else (0, 2 ** bits - 1)
    if 'RescaleSlope' in data:
        low, high = (v * float(data.RescaleSlope) + float(data.RescaleIntercept) for v in (low, high))
    if 'VOILUTSequence' in data or data.get('WindowCenter') not in (None, ''):
        values = apply_voi_lut(values, data)
    levels = np.clip((values.astype('f8') - low) / (high - low), 0, 1) * 255
    return 255 - levels if data.PhotometricInterpretation == 'MONOCHROME1' else levels


def of_pillow(path):
    with Image.open(path) as image:
        if image.size[0] * image.size[1] > 3e7:
            raise ValueError('large')
        image.load()
        if image.mode.startswith('I') or image.mode == 'F':
            levels = np.asarray(image).astype('f4')
            levels = levels / 257 if levels.max() > 255 or image.mode != 'I' else levels
            image = Image.fromarray(levels)
        elif image.mode in ('P', 'PA'):
            # By way of RGBA where a colour of the palette is transparent, which PIL would blend.
            image = image.convert('RGBA').convert('RGB')
        if image.mode != 'F':
            image = image.convert('L')
        return np.asarray(image.resize((64, 64), Image.BILINEAR))


def main():
    warnings.simplefilter('ignore')
    logging.disable(logging.CRITICAL)
    Image.MAX_IMAGE_PIXELS = None
    if sys.argv[1] == 'dicom':
        import pydicom.data
        folder = pathlib.Path(pydicom.data.__file__).parent / 'test_files'
        read = of_dicom
    else:
        folder = pathlib.Path(sys.argv[2])
        read = of_pillow
    with open(sys.argv[-1], 'w') as out:
        for path in sorted(p for p in folder.rglob('*') if p.is_file()):
            try:
                levels = np.rint(read(path)).clip(0, 255).astype('u1')
                line = f'{levels.shape[0]} {levels.shape[1]} {levels.tobytes().hex()}'
            except Exception as e:
                line = '!' + str(e).split('\n')[0][:100]
            out.write(f'{path}\t{line}\n')


if __name__ == '__main__':
    main()
