"""What onnxruntime makes of images with an exported model, for WeightsIT.

  python3 onnx_outputs.py MODEL LEVELS OUT

LEVELS is grey levels of 8 bits, image after image, as the program feeds them. OUT gets a line an image: its probabilities, and
the share of pixels with a mask over one half where the model has a mask, between blanks.
"""
import sys

import numpy as np
import onnx
import onnxruntime


def main():
    model, levels, out = sys.argv[1:]
    onnx.checker.check_model(model, full_check=True)
    session = onnxruntime.InferenceSession(model, providers=['CPUExecutionProvider'])
    [image] = session.get_inputs()
    images = np.fromfile(levels, 'u1').reshape(-1, *image.shape[1:]).astype('f4') / 255
    names = [output.name for output in session.get_outputs()]
    outputs = dict(zip(names, session.run(None, {image.name: images})))
    with open(out, 'w') as lines:
        for i, row in enumerate(outputs['probabilities'].astype('f8')):
            shares = [(outputs['mask'][i] > .5).mean()] if 'mask' in outputs else []
            lines.write(' '.join(repr(float(number)) for number in [*row, *shares]) + '\n')


if __name__ == '__main__':
    main()
