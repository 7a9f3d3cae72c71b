package org.apga.engine.dl4j;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.BaseGraphVertex;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What a {@link TapVertex} does: passes its input on, and keeps the gradient when asked. */
final class Tap extends BaseGraphVertex {
  private static final long serialVersionUID = 1L;

  private boolean listening;
  private transient @Nullable INDArray gradient;

  Tap(ComputationGraph graph, String name, int index, DataType type) {
    super(graph, name, index, null, null, type);
  }

  /** Keeps the gradient of the next backward pass. */
  void listen() {
    listening = true;
  }

  /**
   * The gradient that the backward pass since {@link #listen} left, summed over the batch; the
   * caller closes it.
   */
  INDArray heard() {
    INDArray heard = gradient;
    if (heard == null) {
      throw new IllegalStateException(
          "Cannot read the gradient at " + vertexName + ": no backward pass came by.");
    }
    gradient = null;
    return heard;
  }

  @Override
  public boolean hasLayer() {
    return false;
  }

  @Override
  public @Nullable Layer getLayer() {
    return null;
  }

  @Override
  public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
    return workspaces.dup(ArrayType.ACTIVATIONS, inputs[0]);
  }

  @Override
  public Pair<Gradient, INDArray[]> doBackward(boolean truncated, LayerWorkspaceMgr workspaces) {
    if (listening) {
      gradient = getEpsilon().detach();
      listening = false;
    }
    INDArray passed = workspaces.dup(ArrayType.ACTIVATION_GRAD, getEpsilon());
    return new Pair<>(null, new INDArray[] {passed});
  }

  @Override
  public void setBackpropGradientsViewArray(INDArray view) {}

  @Override
  public @Nullable Pair<INDArray, MaskState> feedForwardMaskArrays(
      INDArray @Nullable [] masks, MaskState state, int images) {
    return masks == null ? null : new Pair<>(masks[0], state);
  }

  @Override
  public String toString() {
    return "Tap(" + vertexName + ")";
  }
}
