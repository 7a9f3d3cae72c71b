package org.apga.engine.dl4j.torch;

import org.apga.engine.Device;
import org.apga.engine.Engine;
import org.apga.engine.EngineChoice;
import org.apga.engine.NormsContract;
import org.apga.engine.Precision;

/** On libtorch. */
class TorchNormsTest extends NormsContract {
  @Override
  protected Engine engine(Precision precision) {
    return new TorchEngine(new EngineChoice(EngineChoice.TORCH, Device.CPU, precision, 1), 0);
  }
}
