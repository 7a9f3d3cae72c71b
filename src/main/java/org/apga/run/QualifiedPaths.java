package org.apga.run;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.function.BinaryOperator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Makes the files that a configuration names mean the same in every process. */
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
   * Gives the settings that name files file system and full path: an executor of a cluster has a
   * working folder of its own, in which a relative path leads nowhere.
   *
   * @return takes a setting's path and its text as HOCON, and gives its text
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
