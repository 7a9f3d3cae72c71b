package org.apga.engine.dl4j.torch;

import org.apga.engine.Engine;
import org.apga.engine.Precision;
import org.apga.engine.RepeatabilityContract;

/** On libtorch. */
class TorchRepeatabilityTest extends RepeatabilityContract {
  @Override
  protected Engine engine(int threads) {
    return new TorchEngine(Precision.FLOAT, threads, 0);
  }
}
