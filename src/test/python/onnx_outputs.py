"""What onnxruntime makes of images with exported models, for WeightsIT.

  python3 onnx_outputs.py LEVELS MODEL...

LEVELS is grey levels of 8 bits, image after image, as the program feeds them. What a model says is written to MODEL.txt. Its first
line is the classes that the model names. Then there is a line an image, numbers between blanks: its probabilities; where the model
has a mask, the share of pixels with more than one half, and how far from one half the nearest pixel is.
"""
import sys

import numpy as np
import onnx
import onnxruntime


def main():
    for model in sys.argv[2:]:
        compute(sys.argv[1], model, model + '.txt')


def compute(levels, model, out):
    onnx.checker.check_model(model, full_check=True)
    session = onnxruntime.InferenceSession(model, providers=['CPUExecutionProvider'])
    [image] = session.get_inputs()
    images = np.fromfile(levels, 'u1').reshape(-1, *image.shape[1:]).astype('f4') / 255
    classes = session.get_modelmeta().custom_metadata_map['classes']
    names = [output.name for output in session.get_outputs()]
    outputs = dict(zip(names, session.run(None, {image.name: images})))
    with open(out, 'w') as lines:
        print(classes, file=lines)
        for i, row in enumerate(outputs['probabilities'].astype('f8')):
            mask = outputs['mask'][i].astype('f8') if 'mask' in outputs else None
            said = [] if mask is None else [(mask > .5).mean(), abs(mask - .5).min()]
            print(*[repr(float(number)) for number in [*row, *said]], file=lines)


if __name__ == '__main__':
    main()
