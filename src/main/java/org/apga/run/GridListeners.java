package org.apga.run;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.apga.secrets.Secrets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes events to several listeners. If one fails, the others still receive the event. */
public final class GridListeners {
  private static final Logger LOG = LoggerFactory.getLogger(GridListeners.class);

  private GridListeners() {}

  /** Returns a listener that passes every event to all of these, in this order. */
  public static GridListener of(GridListener... listeners) {
    return (GridListener)
        Proxy.newProxyInstance(
            GridListener.class.getClassLoader(),
            new Class<?>[] {GridListener.class},
            (proxy, what, of) -> {
              for (GridListener listener : listeners) {
                tell(listener, what, of);
              }
              return null;
            });
  }

  private static void tell(GridListener listener, Method what, Object[] of)
      throws IllegalAccessException {
    try {
      what.invoke(listener, of);
    } catch (InvocationTargetException e) {
      if (e.getTargetException() instanceof VirtualMachineError fatal) {
        throw fatal;
      }
      LOG.error("A listener failed. The grid goes on. {}", Secrets.trace(e.getTargetException()));
    }
  }
}
