package org.apga.engine.dl4j.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.IntStream;
import org.apga.engine.dl4j.nodes.UnknownVertexException;
import org.apga.engine.dl4j.onednn.CompiledGraph.Pass;
import org.apga.engine.dl4j.onednn.Net.With;
import org.apga.engine.dl4j.onednn.Planner.Purpose;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class CompiledGraphTest {
  private static final int IMAGES = 4;
  private static final int PIXELS = 3 * 8 * 8;
  private static final String GONE = "Cannot read a result of the plan: it was overwritten.";

  private final Twins twins =
      new Twins(
          new Shape(IMAGES, 3, 8, 8),
          1,
          (net, image) -> {
            String norm = net.norm(net.convolution(image, 8, 3, 1, 1));
            return net.head(net.see(net.convolution(net.relu(norm), 16, 3, 1, 1, With.RELU)), 2);
          });

  private CompiledGraph graph;

  @BeforeEach
  void compile() throws UnknownVertexException {
    graph = twins.compile(16);
  }

  @AfterEach
  void close() {
    graph.close();
  }

  private float[] images(int count) {
    float[] images = new float[count * PIXELS];
    for (int i = 0; i < images.length; i++) {
      images[i] = twins.pixels()[i % twins.pixels().length];
    }
    return images;
  }

  private Pass train(int count) {
    return graph.train(count, images(count), InputGradient.UNWANTED);
  }

  private Pass evaluate(int count) {
    return graph.evaluate(count, images(count), Set.of());
  }

  private static float[] bits(INDArray vector) {
    return vector.dup().data().asFloat();
  }

  @Test
  void aBatchOfAnySizeGivesWhatItsImagesGiveAlone() {
    double[] alone = new double[2 * 7];
    for (int i = 0; i < 7; i++) {
      float[] image = Arrays.copyOfRange(images(7), i * PIXELS, (i + 1) * PIXELS);
      double[] logits = graph.evaluate(1, image, Set.of()).output().values();
      System.arraycopy(logits, 0, alone, 2 * i, 2);
    }
    for (int count : new int[] {7, 2, 5, 1, 7}) {
      double[] logits = evaluate(count).output().values();
      assertThat(logits).containsExactly(Arrays.copyOf(alone, 2 * count), within(1e-6));
    }
  }

  @Test
  void plansAreKeptForTheLatestNinePurposes() {
    for (int count = 1; count <= 11; count++) {
      evaluate(count);
    }
    evaluate(5);
    train(3);

    assertThat(graph.planned().stream().map(Purpose::images))
        .containsOnly(3, 4, 5, 6, 7, 8, 9, 10, 11);
    assertThat(graph.planned()).hasSize(9);
  }

  @Test
  void noPlanOfAnEpochOfEndToEndIsMadeTwice() {
    Runnable epoch =
        () -> {
          for (int images : new int[] {8, 5}) {
            train(images);
            graph.train(images, images(images), InputGradient.WANTED);
          }
          evaluate(8);
          evaluate(7);
          evaluate(3);
        };
    epoch.run();
    Set<Purpose> first = graph.planned();
    epoch.run();

    assertThat(first).hasSize(7);
    assertThat(graph.planned()).isEqualTo(first);
  }

  @Test
  void aPlanThatComesBackGivesTheSameBits() {
    double[] before = evaluate(2).output().values();
    IntStream.range(3, 12).forEach(this::evaluate);
    train(5).backward(new float[10]);
    compileAgain();

    assertThat(evaluate(2).output().values()).isEqualTo(before);
  }

  private void compileAgain() {
    graph.close();
    try {
      graph = twins.compile(16);
    } catch (UnknownVertexException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void plansThatTakeTurnsDoNotDisturbEachOther() {
    double[] logits = evaluate(IMAGES).output().values();
    double[] observed = train(IMAGES).output().values();
    for (int i = 0; i < 3; i++) {
      train(2 + i);
      assertThat(evaluate(IMAGES).output().values()).isEqualTo(logits);
      assertThat(train(IMAGES).output().values()).isEqualTo(observed);
    }
  }

  @Test
  void lookingChangesNeitherParametersNorGradients() {
    train(IMAGES).backward(twins.error());
    float[] parameters = bits(twins.graph().params());
    float[] gradients = bits(twins.graph().getFlattenedGradients());

    evaluate(IMAGES);
    graph.observe(IMAGES, images(IMAGES), Set.of());
    train(IMAGES);

    assertThat(bits(twins.graph().params())).isEqualTo(parameters);
    assertThat(bits(twins.graph().getFlattenedGradients())).isEqualTo(gradients);
  }

  @Test
  void evaluationFollowsTheRunningStatisticsThatABackwardPassMoved() {
    double[] before = evaluate(IMAGES).output().values();
    train(IMAGES).backward(twins.error());
    double[] after = evaluate(IMAGES).output().values();
    graph.weightsChanged();

    assertThat(after).isNotEqualTo(before).isEqualTo(evaluate(IMAGES).output().values());
  }

  @Test
  void evaluationFollowsWeightsThatOthersChanged() {
    double[] before = evaluate(IMAGES).output().values();
    twins.graph().params().muli(1.5);
    graph.weightsChanged();

    assertThat(evaluate(IMAGES).output().values()).isNotEqualTo(before);
  }

  @Test
  void anActivationHasItsSizeAndIsThatOfEveryMode() {
    Set<String> features = Set.of("conv4");
    Pass evaluated = graph.evaluate(IMAGES, images(IMAGES), features);
    assertThat(evaluated.output("conv4").height()).isEqualTo(8);
    assertThat(evaluated.output("conv4").width()).isEqualTo(8);
    assertThat(evaluated.output("conv4").values()).hasSize(IMAGES * 16 * 64);
    assertThat(evaluated.output().height()).isEqualTo(1);
    assertThat(evaluated.output().values()).hasSize(IMAGES * 2);
    assertThat(graph.observe(IMAGES, images(IMAGES), features).output().values())
        .containsExactly(train(IMAGES).output().values(), within(1e-6));
  }

  @Test
  void whatAnotherPlanOverwroteIsGone() {
    Pass first = train(IMAGES);
    evaluate(2);

    assertThatThrownBy(first::output).isInstanceOf(IllegalStateException.class).hasMessage(GONE);
    assertThatThrownBy(() -> first.backward(twins.error()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Cannot go backward: the activations of the forward pass were overwritten.");
  }

  @Test
  void aPassWhosePlanWasLetGoOfIsGone() {
    Pass first = train(IMAGES);
    IntStream.range(1, 11).forEach(this::evaluate);

    assertThatThrownBy(first::output).isInstanceOf(IllegalStateException.class).hasMessage(GONE);
  }

  @Test
  void aPassOfAClosedGraphIsGone() {
    Pass pass = train(IMAGES);
    graph.close();

    assertThatThrownBy(pass::output).isInstanceOf(IllegalStateException.class).hasMessage(GONE);
    assertThatThrownBy(() -> train(IMAGES))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Cannot compute: the graph is closed.");
    assertThatCode(graph::close).doesNotThrowAnyException();
  }

  @Test
  void oneForwardPassHasOneBackwardPass() {
    Pass pass = graph.train(IMAGES, images(IMAGES), InputGradient.WANTED);
    assertThatThrownBy(pass::inputGradient)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Cannot read the gradient of the images: no backward pass has followed the forward"
                + " pass.");
    pass.backward(twins.error());
    assertThat(pass.inputGradient()).hasSize(IMAGES * PIXELS);

    assertThatThrownBy(() -> pass.backward(twins.error()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Cannot go backward: the activations of the forward pass were overwritten.");
  }

  @Test
  void aPassGivesNothingThatWasNotAskedFor() {
    assertThatThrownBy(() -> evaluate(1).backward(new float[2]))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Cannot go backward: the plan has no backward section.");
    assertThatThrownBy(() -> evaluate(1).output("conv4"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot read the activation of conv4: the plan does not compute it.");
    Pass pass = train(1);
    pass.backward(new float[2]);
    assertThatThrownBy(pass::inputGradient)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Cannot read the gradient of the images: the plan does not compute it.");
  }

  @Test
  void arraysOfTheWrongLengthAreRefused() {
    assertThatThrownBy(() -> graph.evaluate(2, images(3), Set.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot run the plan: it takes 384 floats, not 576.");
    assertThatThrownBy(() -> train(2).backward(new float[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot run the plan: it takes 4 floats, not 3.");
  }
}
