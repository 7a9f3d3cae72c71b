package org.apga.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A U-Net with the convolutions of VGG-11 as encoder (TernausNet's UNet-11): five skips, joined
 * decoder first; a decoder block is conv 3x3, ReLU, transposed conv (kernel 3, stride 2, padding 1,
 * output padding 1), ReLU; one score per pixel. No batch norm, no dropout.
 *
 * @param imageSize height and width of the input, pixels, a multiple of 32
 * @param baseWidth filters of the decoder's last block; published: 32. The encoder's convolutions
 *     have 2, 4, 8, 8, 16, 16, 16 and 16 times as many
 */
public record UNetSpec(int imageSize, int baseWidth) {

  /** Names of the encoder's convolutions, starting at the image. */
  public static final List<String> ENCODER =
      List.of(
          "encoder.0",
          "encoder.3",
          "encoder.6",
          "encoder.8",
          "encoder.11",
          "encoder.13",
          "encoder.16",
          "encoder.18");

  /** Names of the decoder's blocks, starting at the centre. */
  public static final List<String> DECODER = List.of("center", "dec5", "dec4", "dec3", "dec2");

  private static final int[] ENCODER_WIDTHS = {2, 4, 8, 8, 16, 16, 16, 16};
  private static final int[][] DECODER_WIDTHS = {
    {16, 16, 8}, {24, 16, 8}, {24, 16, 4}, {12, 8, 2}, {6, 4, 1}
  };

  /** The encoder's output channels, in the order of {@link #ENCODER}. */
  public int[] encoderWidths() {
    return scaled(ENCODER_WIDTHS);
  }

  /** Input, middle and output channels of decoder block {@code block} of {@link #DECODER}. */
  public int[] decoderWidths(int block) {
    return scaled(DECODER_WIDTHS[block]);
  }

  private int[] scaled(int[] multiples) {
    return Arrays.stream(multiples).map(multiple -> multiple * baseWidth).toArray();
  }

  /** Every tensor, in PyTorch's order. */
  public List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>();
    int channels = 3;
    int[] widths = encoderWidths();
    for (int i = 0; i < widths.length; i++) {
      convolution(all, ENCODER.get(i), widths[i], channels, 3);
      channels = widths[i];
    }
    for (int b = 0; b < DECODER.size(); b++) {
      int[] block = decoderWidths(b);
      convolution(all, DECODER.get(b) + ".block.0.conv", block[1], block[0], 3);
      String up = DECODER.get(b) + ".block.1";
      all.add(
          new Parameter(
              up + ".weight",
              new int[] {block[1], block[2], 3, 3},
              Parameter.Kind.TRANSPOSED_CONVOLUTION));
      all.add(Parameter.bias(up, block[2]));
    }
    convolution(all, "dec1.conv", baseWidth, 3 * baseWidth, 3);
    convolution(all, "final", 1, baseWidth, 1);
    return all;
  }

  private static void convolution(List<Parameter> all, String name, int out, int in, int kernel) {
    all.add(Parameter.convolution(name, out, in, kernel));
    all.add(Parameter.bias(name, out));
  }
}
