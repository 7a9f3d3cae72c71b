package org.apga.engine.dl4j.torch;

import org.apga.engine.Engine;
import org.apga.engine.PolicyContract;
import org.apga.engine.Precision;

/** On libtorch. */
class TorchPolicyTest extends PolicyContract {
  @Override
  protected Engine engine(Precision precision) {
    return new TorchEngine(precision, 1, 0);
  }
}
