package org.apga.run;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.function.BinaryOperator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Makes the paths in a configuration mean the same in every process. */
public final class QualifiedPaths {
  private QualifiedPaths() {}

  private static final Set<String> SETTINGS =
      Set.of(
          "data.root",
          "data.manifest",
          "data.boxes",
          "results.root",
          "classifier.weights",
          "policy.weights");

  /**
   * Adds the file system and the full path to the settings that name files, because an executor of
   * a cluster has another working folder, in which a relative path does not exist.
   *
   * @return a function of a setting's name and its value as HOCON that returns the new value as
   *     HOCON
   */
  public static BinaryOperator<String> of(Configuration hadoop) {
    return (setting, text) -> {
      String place =
          SETTINGS.contains(setting)
              ? ConfigFactory.parseString("place = " + text).getString("place")
              : "";
      return place.isEmpty() ? text : ConfigUtil.quoteString(qualified(place, hadoop));
    };
  }

  private static String qualified(String place, Configuration hadoop) {
    try {
      Path path = new Path(place);
      return path.getFileSystem(hadoop).makeQualified(path).toString();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot find the file system of " + place, e);
    }
  }
}
