package org.apga.engine.dl4j.onednn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apga.engine.dl4j.onednn.ChannelGroups.Group;
import org.apga.engine.dl4j.onednn.Program.Section;

/**
 * The state that the steps of a plan share while they are recorded: the program, the values so far,
 * and the backward steps, to be recorded in reverse order.
 */
final class Recorder {
  final Program program;
  final FlatVectors vectors;
  final Mode mode;
  private final int block;
  final ChannelGroups groups;
  private final Map<String, Shape> shapes;
  final Gradients gradients;
  final Statistics statistics;
  private final Map<String, Tensor> values = new HashMap<>();
  private final Map<Group, Tensor> buffers = new HashMap<>();
  private final List<Runnable> tape = new ArrayList<>();

  /** {@code block} is the maximum number of adjacent channels. */
  Recorder(
      Program program,
      FlatVectors vectors,
      Mode mode,
      int block,
      ChannelGroups groups,
      Map<String, Shape> shapes) {
    this.program = program;
    this.vectors = vectors;
    this.mode = mode;
    this.block = block;
    this.groups = groups;
    this.shapes = shapes;
    this.gradients = new Gradients(program);
    this.statistics = new Statistics(program);
  }

  Shape shape(String name) {
    Shape shape = shapes.get(name);
    if (shape == null) {
      throw new IllegalStateException("Cannot find vertex " + name + ": the network has none.");
    }
    return shape;
  }

  Tensor value(String name) {
    Tensor value = values.get(name);
    if (value == null) {
      throw new IllegalStateException("Cannot read vertex " + name + ": it is not computed yet.");
    }
    return value;
  }

  /**
   * The block of a value computed from one with layout {@code like}, so that a kernel can handle
   * both.
   */
  int block(int channels, Layout like) {
    return like.block() > 1 && channels % like.block() == 0
        ? like.block()
        : Layout.block(block, channels);
  }

  Tensor fresh(Shape shape, Layout layout) {
    return Tensor.of(shape, layout, program.region(shape.bytes()), mode == Mode.TRAINING);
  }

  /** The tensor to which a step should write the value {@code name} in {@code layout}. */
  Tensor destination(String name, Layout layout) {
    Group group = groups.ofMember(name);
    if (group != null) {
      Tensor slice = slice(group, name);
      if (slice.layout().equals(layout)) {
        return slice;
      }
    }
    return fresh(shape(name), layout);
  }

  /** Ends a step: {@code name} has the value {@code computed}. */
  void put(String name, Tensor computed) {
    Group group = groups.ofMember(name);
    Tensor value = computed;
    if (group != null && computed.region() != buffer(group).region()) {
      value = slice(group, name);
      copy(computed, value);
    }
    values.put(name, value);
  }

  /** The value of a concatenation whose parts share a buffer. */
  Tensor prefix(Group group, int channels) {
    return buffer(group).channels(0, channels);
  }

  private Tensor slice(Group group, String name) {
    int from = 0;
    for (String member : group.members()) {
      int channels = shape(member).channels();
      if (member.equals(name)) {
        return buffer(group).channels(from, channels);
      }
      from += channels;
    }
    throw new IllegalStateException("Cannot find " + name + ": it is not in " + group + ".");
  }

  private Tensor buffer(Group group) {
    return buffers.computeIfAbsent(
        group,
        g -> {
          int[] widths = g.members().stream().mapToInt(m -> shape(m).channels()).toArray();
          Shape whole = shape(g.links().get(g.links().size() - 1));
          return fresh(whole, new Layout(Layout.Order.CHANNELS, Layout.block(block, widths)));
        });
  }

  /** The same value in another layout. */
  Tensor in(Tensor value, Layout layout) {
    if (value.layout().equals(layout)) {
      return value;
    }
    Region region = program.region(value.shape().bytes());
    Tensor copy = Tensor.of(value.shape(), layout, region, value.gradient());
    copy(value, copy);
    return copy;
  }

  private void copy(Tensor from, Tensor to) {
    copy(Section.FORWARD, from, to);
    backward(
        () -> {
          if (gradients.has(to)) {
            gradients.contribute(from, d -> copy(Section.BACKWARD, gradients.of(to), d));
          }
        });
  }

  /** Records a copy of a tensor into one of another layout. */
  void copy(Section section, Tensor from, Tensor to) {
    int coarse = Math.max(from.layout().block(), to.layout().block());
    int fine = Math.min(from.layout().block(), to.layout().block());
    program.reorder(
        section,
        from.operand(from.layout().split(from.shape(), coarse, fine)),
        to.operand(to.layout().split(to.shape(), coarse, fine)));
  }

  /** Adds the backward half of a step. */
  void backward(Runnable step) {
    if (mode == Mode.TRAINING) {
      tape.add(step);
    }
  }

  /** Records the backward halves of all steps. */
  void rewind() {
    for (int i = tape.size() - 1; i >= 0; i--) {
      tape.get(i).run();
    }
  }
}
