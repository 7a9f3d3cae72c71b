package org.apga.run;

import java.util.List;
import java.util.function.Consumer;
import org.apga.plan.GridPlan;
import org.apga.plan.Trial;
import org.apga.secrets.Secrets;
import org.apga.trial.TrialOutcome;
import org.apga.trial.TrialProgress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells several listeners. One that fails keeps nothing from the others. */
public final class GridListeners implements GridListener {
  private static final Logger LOG = LoggerFactory.getLogger(GridListeners.class);

  private final List<GridListener> listeners;

  /** In this order. */
  public GridListeners(GridListener... listeners) {
    this.listeners = List.of(listeners);
  }

  @Override
  public void planned(GridPlan plan) {
    tell(l -> l.planned(plan));
  }

  @Override
  public void started(Trial trial) {
    tell(l -> l.started(trial));
  }

  @Override
  public void progress(TrialProgress progress) {
    tell(l -> l.progress(progress));
  }

  @Override
  public void note(Trial trial, String text) {
    tell(l -> l.note(trial, text));
  }

  @Override
  public void finished(Trial trial, TrialOutcome outcome) {
    tell(l -> l.finished(trial, outcome));
  }

  @Override
  public void ended(GridResult result) {
    tell(l -> l.ended(result));
  }

  @Override
  public void broken(Throwable cause) {
    tell(l -> l.broken(cause));
  }

  private void tell(Consumer<GridListener> what) {
    for (GridListener listener : listeners) {
      try {
        what.accept(listener);
      } catch (VirtualMachineError e) {
        throw e;
      } catch (RuntimeException | Error e) {
        LOG.error("A listener failed. The grid goes on. {}", Secrets.trace(e));
      }
    }
  }
}
