package org.apga.engine.dl4j.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apga.engine.dl4j.onednn.Layout.Order;
import org.apga.engine.dl4j.onednn.Program.Section;
import org.bytedeco.dnnl.engine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayoutTest {

  @Test
  void theBlockIsTheLargestThatDividesEveryNumberOfChannels() {
    assertThat(Layout.block(16, 32, 48)).isEqualTo(16);
    assertThat(Layout.block(16, 32, 24)).isEqualTo(8);
    assertThat(Layout.block(8, 32, 48)).isEqualTo(8);
    assertThat(Layout.block(16, 32, 12)).isEqualTo(1);
    assertThat(Layout.block(1, 32)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"1, 32, 1, 1", "3, 32, 5, 7", "2, 48, 4, 1", "5, 16, 1, 6"})
  void aCopyBetweenAnyTwoLayoutsKeepsEveryElementInItsPlace(
      int images, int channels, int height, int width) {
    Shape shape = new Shape(images, channels, height, width);
    for (Layout from : layouts()) {
      for (Layout to : layouts()) {
        float[] moved = copy(shape, channels, 0, from, to);
        assertThat(moved).as("%s to %s", from, to).isEqualTo(numbered(shape, to));
      }
    }
  }

  @Test
  void aRunOfChannelsOfASharedBufferIsCopiedAlone() {
    Shape shape = new Shape(3, 32, 5, 2);
    for (int block : Twins.BLOCKS) {
      Layout shared = new Layout(Order.CHANNELS, block);
      for (Layout to : layouts()) {
        assertThat(copy(shape, 96, 48, shared, to))
            .as("%s to %s", shared, to)
            .isEqualTo(numbered(shape, to));
      }
    }
  }

  private static List<Layout> layouts() {
    List<Layout> all = new ArrayList<>();
    for (Order order : Order.values()) {
      Twins.BLOCKS.forEach(block -> all.add(new Layout(order, block)));
    }
    return all;
  }

  /**
   * Lets oneDNN copy a value.
   *
   * @param all channels of the buffer that it is part of
   * @param first its first channel in it
   */
  private static float[] copy(Shape shape, int all, int first, Layout from, Layout to) {
    engine engine = Objects.requireNonNull(OneDnn.library()).engine();
    try (Arena arena = new Arena();
        Program program = new Program(engine, arena)) {
      Tensor whole = pinned(program, shape.withChannels(all), from);
      Tensor source = all == shape.channels() ? whole : whole.channels(first, shape.channels());
      Tensor target = pinned(program, shape, to);
      int coarse = Math.max(from.block(), to.block());
      int fine = Math.min(from.block(), to.block());
      program.reorder(
          Section.FORWARD,
          source.operand(from.split(shape, coarse, fine)),
          target.operand(to.split(shape, coarse, fine)));
      program.freeze();
      program.enter();
      float[] values = new float[(int) shape.withChannels(all).elements()];
      float[] numbers = numbered(shape, from);
      int plane = shape.images() * shape.height() * shape.width();
      System.arraycopy(numbers, 0, values, first * plane, numbers.length);
      program.floats(whole.region()).put(values);
      program.run(Section.FORWARD);
      float[] copied = new float[numbers.length];
      program.floats(target.region()).get(copied);
      return copied;
    }
  }

  private static Tensor pinned(Program program, Shape shape, Layout layout) {
    return new Tensor(shape, layout, program.pinnedRegion(shape.bytes()), null, 0, false);
  }

  /** Memory in a layout where each element has its own number. */
  private static float[] numbered(Shape shape, Layout layout) {
    float[] memory = new float[(int) shape.elements()];
    int block = layout.block();
    int blocks = shape.channels() / block;
    int pixels = shape.height() * shape.width();
    for (int n = 0; n < shape.images(); n++) {
      for (int c = 0; c < shape.channels(); c++) {
        for (int p = 0; p < pixels; p++) {
          int outer =
              layout.order() == Order.IMAGES
                  ? n * blocks + c / block
                  : c / block * shape.images() + n;
          memory[(outer * pixels + p) * block + c % block] = (n * 1000 + c) * 100 + p;
        }
      }
    }
    return memory;
  }
}
