package org.apga.hunt;

import java.util.List;
import java.util.Map;

/** Where two tables part. */
final class Differences {
  private static final int MOST = 400;

  private Differences() {}

  static String first(Object wanted, Object found) {
    if (wanted instanceof List<?> one && found instanceof List<?> other) {
      if (one.size() != other.size()) {
        return ": " + other.size() + " rows instead of " + one.size();
      }
      for (int i = 0; i < one.size(); i++) {
        if (!one.get(i).equals(other.get(i))) {
          return " row " + i + first(one.get(i), other.get(i));
        }
      }
    }
    if (wanted instanceof Map<?, ?> one && found instanceof Map<?, ?> other) {
      for (Object key : one.keySet()) {
        if (!java.util.Objects.equals(one.get(key), other.get(key))) {
          return " " + key + first(String.valueOf(one.get(key)), String.valueOf(other.get(key)));
        }
      }
    }
    return ": " + cut(found) + " instead of " + cut(wanted);
  }

  private static String cut(Object value) {
    String text = String.valueOf(value);
    return text.length() < MOST ? text : text.substring(0, MOST) + "...";
  }
}
