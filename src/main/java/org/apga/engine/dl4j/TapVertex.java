package org.apga.engine.dl4j;

import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An identity, implemented as a scale by 1, whose gradient can be read ({@link Tap}):
 * Deeplearning4j discards a graph's input gradient.
 */
public final class TapVertex extends ScaleVertex {
  private static final long serialVersionUID = 1L;

  /** An identity. */
  public TapVertex() {
    super(1);
  }

  @Override
  public TapVertex clone() {
    return new TapVertex();
  }

  @Override
  public GraphVertex instantiate(
      ComputationGraph graph,
      String name,
      int index,
      INDArray parameters,
      boolean initializeParameters,
      DataType type) {
    return new Tap(graph, name, index, type);
  }

  /** The vertex itself: passes its input on, and keeps the gradient on demand. */
  static final class Tap extends org.deeplearning4j.nn.graph.vertex.impl.ScaleVertex {
    private static final long serialVersionUID = 1L;

    private boolean listening;
    private transient @Nullable INDArray gradient;

    Tap(ComputationGraph graph, String name, int index, DataType type) {
      super(graph, name, index, 1, type);
    }

    /** Keeps the gradient of the next backward pass. */
    void listen() {
      listening = true;
    }

    /**
     * The gradient of the backward pass since {@link #listen}, summed over the batch; the caller
     * closes it.
     */
    INDArray heard() {
      INDArray heard = gradient;
      if (heard == null) {
        throw new IllegalStateException(
            "Cannot read the gradient at " + vertexName + ": there was no backward pass.");
      }
      gradient = null;
      return heard;
    }

    @Override
    public Pair<Gradient, INDArray[]> doBackward(boolean truncated, LayerWorkspaceMgr workspaces) {
      if (listening) {
        gradient = getEpsilon().detach();
        listening = false;
      }
      return super.doBackward(truncated, workspaces);
    }
  }
}
